import { warehouseInstant, type Instant } from '../../kernel/instant.ts'
import { sql } from '../../kernel/sql.ts'
import { rangeParams } from '../../usage/metric.ts'
import { LimitedQueryError } from '../../warehouse/limited-query-error.ts'
import type { WarehouseReads } from '../../warehouse/warehouse-reads.ts'
import { seriesByGroup } from '../../rating/metered-series.ts'
import { emitAdmission } from '../quantities/admission.ts'
import { ownerKey, type QuantityQuestion } from '../quantity-question.ts'
import type { FoundSeries } from '../quantities/found-series.ts'
import { readSqlQuantities, type SqlMeteredVersion } from '../quantities/read-sql-quantities.ts'
import { withVanished } from '../quantities/vanished-groups.ts'
import type { Waiting } from './ask-together.ts'
import type { BatchQuestion } from './batch-quantities.ts'
import { ownerLists } from './owner-lists.ts'
import { batchActivity, batchSqlQuantities, type BatchSqlRow } from './queries.ts'
import { openSqlBlocks, type VersionBlock } from './sql-block.ts'
import { composeParts, halvesOf, packParts, type Owner, type SqlPart } from './sql-statements.ts'

type Asked = Waiting<BatchQuestion<SqlMeteredVersion>, FoundSeries[]>

/**
 * Answers the questions of many customers for metrics in SQL, each as `readSqlQuantities` does for one: by a query that
 * says how much there is to read, then some, each for as many customers as are surely within the limits. What fails
 * together is divided until it is one customer's, which is then read by itself: there it may be within the limits, and
 * where it is not, it fails alone (semantics 20 and 33).
 * @param group of one shape.
 */
export async function answerSql(warehouse: WarehouseReads, group: readonly Asked[]): Promise<void> {
  const [first] = group
  if (first === undefined) return
  const { question } = first.question
  const owners = await readOwners(warehouse, group, question)
  const blocksOf = openSqlBlocks()
  const asked = group.map((waiting) => {
    const { versions, question: own } = waiting.question
    const owner = owners.get(ownerKey(own))
    return { waiting, owner, versions: versions.map((version) => blocksOf(version, own)) }
  })
  const { found, alone } = await evaluate(warehouse, partsOf(asked), question)
  const answers = asked.map(async ({ waiting: { question: own, resolve, reject }, owner, versions }) => {
    if (owner === undefined) return resolve([])
    if (alone.has(owner))
      return readSqlQuantities(warehouse, own.versions, own.question).then(resolve, reject)
    return resolve(versions.flatMap((one) => seriesOfRows(one, found.get(one.block.key)?.get(owner) ?? [])))
  })
  await Promise.all(answers)
}

/** The customers that have events, each once, however many contracts of it ask. */
async function readOwners(
  warehouse: WarehouseReads,
  group: readonly Asked[],
  { period, ...question }: QuantityQuestion,
): Promise<Map<string, Owner>> {
  const asking = new Map(group.map(({ question: { question: own } }) => [ownerKey(own), own.identifiers]))
  const keys = [...asking.keys()]
  const { identifiers, ownerNumbers } = ownerLists([...asking.values()], 0)
  const admission = emitAdmission(question)
  const params = {
    identifiers,
    owner_numbers: ownerNumbers,
    period_from: warehouseInstant(period.from),
    period_to: warehouseInstant(period.to),
    ...admission.params,
  }
  const rows = await warehouse.run(batchActivity, params, { is_admitted: admission.condition ?? sql`true` })
  return new Map(
    rows.map(({ owner_number, event_count: eventCount, hour_count: hourCount }) => {
      const key = keys[owner_number] ?? ''
      return [key, { identifiers: asking.get(key) ?? [], eventCount, hourCount }]
    }),
  )
}

/** A part for each block, of those customers that ask for it and have events. */
function partsOf(
  asked: readonly { owner: Owner | undefined; versions: readonly VersionBlock[] }[],
): SqlPart[] {
  const parts = new Map<string, { block: SqlPart['block']; owners: Set<Owner> }>()
  for (const { owner, versions } of asked) {
    if (owner === undefined) continue
    for (const { block } of versions) {
      const part = parts.get(block.key) ?? { block, owners: new Set() }
      parts.set(block.key, part)
      part.owners.add(owner)
    }
  }
  return [...parts.values()].map(({ block, owners }) => ({ block, owners: [...owners] }))
}

interface Evaluated {
  /** By the block's key. */
  found: Map<string, Map<Owner, FoundRow[]>>
  /** Customers that have to be read by themselves. */
  alone: Set<Owner>
}

interface FoundRow extends Pick<BatchSqlRow, 'groups' | 'cumulative'> {
  /** The start of an hour, or the end of a segment. */
  at: Instant
}

async function evaluate(
  warehouse: WarehouseReads,
  all: readonly SqlPart[],
  question: QuantityQuestion,
): Promise<Evaluated> {
  const found: Evaluated['found'] = new Map(all.map(({ block }) => [block.key, new Map()]))
  const alone = new Set<Owner>()
  const admission = emitAdmission(question)
  const waiting = packParts(all, admission.condition)
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const parts = next
      .map(({ block, owners }) => ({ block, owners: owners.filter((one) => !alone.has(one)) }))
      .filter(({ owners }) => owners.length > 0)
    if (parts.length === 0) continue
    const { blocks, params } = composeParts(parts, admission.condition)
    const own = { ...rangeParams(question.period), ...admission.params, ...params }
    const answer = await warehouse
      .runLimited(batchSqlQuantities, own, { sql_blocks: blocks })
      .catch((error: unknown) => ({ error }))
    if (!('error' in answer)) {
      for (const row of answer) take(parts, row)
      continue
    }
    const halves = isDivisible(answer.error) ? halvesOf(parts) : null
    if (halves !== null) waiting.unshift(...halves)
    else for (const owner of parts.flatMap(({ owners }) => owners)) alone.add(owner)
  }
  return { found, alone }

  function take(
    parts: readonly SqlPart[],
    { block_number, place_number, hour_start, ...row }: BatchSqlRow,
  ): void {
    const part = parts[block_number]
    const ends = part?.block.ends ?? null
    const place = place_number - 1
    const owner = part?.owners[Math.floor(place / (ends?.length ?? 1))]
    const at = ends === null ? hour_start : ends[place % ends.length]
    const rows = part && found.get(part.block.key)
    if (owner === undefined || at === undefined || rows === undefined)
      throw new Error(`place ${place_number} of block ${block_number} was not asked for`)
    const own = rows.get(owner) ?? []
    rows.set(owner, own)
    own.push({ ...row, at })
  }
}

/** Whether less at a time may do where this failed; a text that is nested too deeply stays so, for whomever. */
function isDivisible(error: unknown): boolean {
  return error instanceof LimitedQueryError && error.fault !== 'nesting'
}

function seriesOfRows(
  { version: { product, versionIndex }, segments }: VersionBlock,
  rows: readonly FoundRow[],
): FoundSeries[] {
  const startOf = new Map(segments?.map(({ from, to }) => [to, from]))
  const found = seriesByGroup(
    versionIndex,
    rows.map(({ at, groups, cumulative }) => ({ segmentStart: startOf.get(at) ?? at, groups, cumulative })),
  )
  return found.map((series) => [product, segments === null ? series : withVanished(series, segments)])
}
