import { integerLiteral, joinSql } from '../../kernel/sql.ts'
import { emitQuantities, quantitiesParams } from '../quantities/emit-quantities.ts'
import type { StreamingVersion } from '../quantities/quantities-by-kind.ts'
import { ownerKey, type QuantityQuestion } from '../quantity-question.ts'
import type { FoundSeries } from '../quantities/found-series.ts'
import { exactSource, plainSource, type QuantitySource } from '../quantities/quantity-source.ts'
import { packBlocks } from '../quantities/pack-blocks.ts'
import { readStreamingQuantities, type QuantityScope } from '../quantities/read-quantities.ts'
import { nextTurn, type Waiting } from './ask-together.ts'
import type { BatchQuestion } from './batch-quantities.ts'
import { BatchSeries } from './batch-series.ts'
import { ownerLists } from './owner-lists.ts'
import {
  batchQuantities,
  batchQuantitiesOfProduct,
  batchSegmentsOfProduct,
  type BatchQuantityRow,
} from './queries.ts'

type Asked = Waiting<BatchQuestion<StreamingVersion>, FoundSeries[]>

/** What one metric counts by one group key: a block of the query. */
interface Block {
  number: number
  version: StreamingVersion
}

/**
 * Answers the questions of many customers for streaming metrics by one query, straight from the events; those with numbers
 * that are not written plainly are asked for once more, of the metrics' views. Where that fails, each customer is read by
 * itself: it may pass there, and where it does not, it fails alone.
 * @param group of one shape.
 */
export async function answerStreaming(scope: QuantityScope, group: readonly Asked[]): Promise<void> {
  try {
    await answerTogether(scope, group)
  } catch (error) {
    if (group.length < 2) throw error
    for (const { question: asked, resolve, reject } of group) {
      await readStreamingQuantities(scope, asked.versions, asked.question).then(resolve, reject)
    }
  }
}

async function answerTogether(scope: QuantityScope, group: readonly Asked[]): Promise<void> {
  const [first] = group
  if (first === undefined) return
  const { question } = first.question
  // A customer once, however many contracts of it ask.
  const owners = new Map(
    group.map(({ question: { question: own } }) => [ownerKey(own), own.identifiers] as const),
  )
  const blocks = blocksOf(group)
  const { stored } = scope.propertyColumns
  const rowsOf = await readRowsOf(scope, owners, question, blocks, (version) => plainSource(version, stored))
  const isUnread = (key: string) => rowsOf.get(key)?.some(({ unread }) => unread > 0) === true
  const unread = new Map([...owners].filter(([key]) => isUnread(key)))
  if (unread.size > 0) {
    const exact = await readRowsOf(scope, unread, question, blocks, (version) =>
      exactSource(version, question),
    )
    for (const key of unread.keys()) rowsOf.set(key, exact.get(key) ?? [])
  }
  const known = new Map<readonly StreamingVersion[], ReturnType<typeof versionsByBlock>>()
  for (const { question: asked, resolve } of group) {
    const versionsOf = known.get(asked.versions) ?? versionsByBlock(asked.versions, blocks)
    known.set(asked.versions, versionsOf)
    const rows = rowsOf.get(ownerKey(asked.question)) ?? []
    resolve(rows.flatMap((row) => seriesOfRow(row, versionsOf)))
    await nextTurn()
  }
}

/** By the customer's key; one without usage has none. */
async function readRowsOf(
  { warehouse }: QuantityScope,
  owners: ReadonlyMap<string, readonly string[]>,
  question: QuantityQuestion,
  blocks: ReadonlyMap<string, Block>,
  sourceOf: (version: StreamingVersion) => QuantitySource,
): Promise<Map<string, BatchQuantityRow[]>> {
  const block = question.segmentStarts.length === 1 ? batchQuantitiesOfProduct : batchSegmentsOfProduct
  const pieces = [...blocks.values()].map(({ number, version }) =>
    block.compose({
      ...emitQuantities(version, sourceOf(version), question),
      block_number: integerLiteral(number),
    }),
  )
  const { identifiers, ownerNumbers } = ownerLists([...owners.values()], 0)
  const params = {
    identifiers,
    owner_numbers: ownerNumbers,
    ...quantitiesParams(question),
  }
  const found: BatchQuantityRow[][] = []
  for (const some of packBlocks(pieces)) {
    found.push(await warehouse.run(batchQuantities, params, { blocks: joinSql(some, '\nUNION ALL\n') }))
  }
  const keys = [...owners.keys()]
  return Map.groupBy(found.flat(), ({ owner_number }) => keys[owner_number] ?? '')
}

function blocksOf(group: readonly Asked[]): Map<string, Block> {
  const blocks = new Map<string, Block>()
  // Contracts of one card have one list.
  const lists = new Set(group.map(({ question }) => question.versions))
  for (const version of [...lists].flat()) {
    const key = blockKey(version)
    if (!blocks.has(key)) blocks.set(key, { number: blocks.size, version })
  }
  return blocks
}

function blockKey({ metric, groupKey }: StreamingVersion): string {
  return JSON.stringify([metric.id, groupKey])
}

/** The versions that a block's rows are for, by its number. */
function versionsByBlock(
  versions: readonly StreamingVersion[],
  blocks: ReadonlyMap<string, Block>,
): Map<number, StreamingVersion[]> {
  const found = new Map<number, StreamingVersion[]>()
  for (const version of versions) {
    const number = blocks.get(blockKey(version))?.number
    if (number === undefined) throw new Error(`metric ${version.metric.id} was not asked for`)
    found.set(number, [...(found.get(number) ?? []), version])
  }
  return found
}

function seriesOfRow(
  row: BatchQuantityRow,
  versionsOf: ReadonlyMap<number, readonly StreamingVersion[]>,
): FoundSeries[] {
  const versions = versionsOf.get(row.block_number) ?? []
  return versions.map(({ product, versionIndex }) => [product, new BatchSeries(versionIndex, row)])
}
