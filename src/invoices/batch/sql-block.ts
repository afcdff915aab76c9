import type { Instant } from '../../kernel/instant.ts'
import { identifier, instantLiteral, integerLiteral, parameter, sql, type Sql } from '../../kernel/sql.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { admittedSql } from '../../metrics/sql/admit-sql.ts'
import { parameterScope, withSource } from '../../metrics/sql/emit-source.ts'
import type { SqlMetric } from '../../metrics/sql/sql-metric.ts'
import type { InstantLists } from '../quantities/instant-lists.ts'
import type { QuantityQuestion } from '../quantity-question.ts'
import type { SqlMeteredVersion } from '../quantities/read-sql-quantities.ts'
import { emitRowsToSegments } from '../quantities/sql-segments.ts'
import { emitChanges, HOUR_KEY, segmentsReadWhole } from '../quantities/sql-version-blocks.ts'
import { batchQuantitiesOfSqlProductByHour, batchQuantitiesOfSqlProductToSegments } from './queries.ts'

/** What one SQL metric comes to by one group key, for many customers. */
export interface SqlBlock {
  /** Equal for the same block. */
  key: string
  metric: SqlMetric
  afterSequence: number | null
  groupKey: readonly string[]
  /** The ends of the segments that it is read to, in order; null where it is read to the end of each hour. */
  ends: readonly Instant[] | null
}

/** The blocks that versions are read from, each metric being compiled once. */
export function openSqlBlocks() {
  const compiled = new Map<string, SqlMetric>()
  const compile = (text: string) => {
    const metric = compiled.get(text) ?? admittedSql(text)
    compiled.set(text, metric)
    return metric
  }
  return (version: SqlMeteredVersion, question: QuantityQuestion): VersionBlock => {
    const { metric: stored, text, groupKey } = version
    const metric = compile(text)
    const segments = segmentsReadWhole(version, metric.isSingleAggregation, question)
    const ends = segments?.map(({ to }) => to) ?? null
    const key = JSON.stringify([stored.id, groupKey, ends])
    return { version, segments, block: { key, metric, afterSequence: stored.afterSequence, groupKey, ends } }
  }
}

/** The block that a version is read from, and its own segments; null where it is read by the hour. */
export interface VersionBlock {
  version: SqlMeteredVersion
  segments: readonly TimeRange[] | null
  block: SqlBlock
}

/** Which customers a block is for. */
export interface BlockOwners {
  count: number
  /** Their identifiers are the parameters `identifiers_<n>` and, whose each is from 1 on, `owner_numbers_<n>`. */
  listNumber: number
}

/**
 * Writes a block of the query for many customers.
 * @param lists take the instants that it names.
 * @param isAdmitted the contracts' usage filter and the cut-off; null where there is neither.
 */
export function emitSqlBlock(
  block: SqlBlock,
  blockNumber: number,
  owners: BlockOwners,
  lists: InstantLists,
  isAdmitted: Sql | null,
): Sql {
  const { metric, groupKey, ends } = block
  const identifiers = parameter(`identifiers_${owners.listNumber}`, 'Array(String)')
  const numbers = parameter(`owner_numbers_${owners.listNumber}`, 'Array(UInt32)')
  const owner = sql`transform(customer_id, ${identifiers}, ${numbers}, toUInt32(0))`
  const scope = { ...parameterScope(block.afterSequence, isAdmitted), identifiers }
  const block_number = integerLiteral(blockNumber)
  if (ends !== null) {
    const places = { ends: lists.of(ends), segmentCount: ends.length, owner, ownerCount: owners.count }
    const read = { ...scope, to: instantLiteral(ends.at(-1) ?? 0) }
    return batchQuantitiesOfSqlProductToSegments.compose({
      block_number,
      place_rows: emitRowsToSegments(metric, groupKey, read, places),
    })
  }
  const emit = (source: Sql) => metric.emitRunningPairs(source, [OWNER, HOUR_KEY.name])
  return batchQuantitiesOfSqlProductByHour.compose({
    block_number,
    changes: emitChanges(metric, groupKey),
    owned_hours: withSource(scope, emit, [{ value: owner, name: OWNER }, HOUR_KEY]),
  })
}

const OWNER = identifier('owner_number')
