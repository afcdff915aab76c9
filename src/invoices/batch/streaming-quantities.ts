import { warehouseInstant } from '../../kernel/instant.ts'
import { integerLiteral, joinSql, sql } from '../../kernel/sql.ts'
import { emitCumulative, emitMayFall } from '../../metrics/aggregate.ts'
import { emitGroups } from '../../metrics/groups.ts'
import { groupColumn } from '../../metrics/property-columns.ts'
import { viewIdentifier } from '../../metrics/view.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { emitAdmission } from '../admission.ts'
import type { StreamingVersion } from '../quantities-by-kind.ts'
import type { FoundQuantity } from '../quantity-question.ts'
import { nextTurn, type Waiting } from './ask-together.ts'
import type { BatchQuestion } from './batch-quantities.ts'
import { BatchQuantity } from './batch-quantity.ts'
import { batchQuantities, batchQuantitiesOfProduct, type BatchQuantityRow } from './queries.ts'

type Asked = Waiting<BatchQuestion<StreamingVersion>, FoundQuantity[]>

/** What one metric counts by one group key: a block of the query. */
interface Block {
  number: number
  version: StreamingVersion
}

/** Answers the questions of many customers for streaming metrics by one query. @param group of one shape. */
export async function answerStreaming(warehouse: Warehouse, group: readonly Asked[]): Promise<void> {
  const [first] = group
  if (first === undefined) return
  const { period, segmentStarts } = first.question.question
  const blocks = blocksOf(group)
  const admission = emitAdmission(first.question.question)
  const pieces = [...blocks.values()].map(({ number, version }) =>
    batchQuantitiesOfProduct.compose({
      block_number: integerLiteral(number),
      view: viewIdentifier(version.metric.id),
      groups: emitGroups(version.groupKey, groupColumn),
      cumulative: emitCumulative(version.definition.aggregation),
      may_fall: emitMayFall(version.definition.aggregation),
      is_admitted: admission.condition ?? sql`true`,
    }),
  )
  const owned = group.flatMap(({ question: { question } }, owner) =>
    question.identifiers.map((id) => ({ id, owner })),
  )
  const params = {
    identifiers: owned.map(({ id }) => id),
    owner_numbers: owned.map(({ owner }) => owner),
    period_from: warehouseInstant(period.from),
    period_to: warehouseInstant(period.to),
    segment_starts: segmentStarts,
    ...admission.params,
  }
  const rows = await warehouse.run(batchQuantities, params, { blocks: joinSql(pieces, '\nUNION ALL\n') })
  const rowsOf = Map.groupBy(rows, ({ owner_number }) => owner_number)
  for (const [owner, { question, resolve }] of group.entries()) {
    const versionsOf = versionsByBlock(question.versions, blocks)
    resolve((rowsOf.get(owner) ?? []).flatMap((row) => quantitiesOf(row, versionsOf)))
    await nextTurn()
  }
}

function blocksOf(group: readonly Asked[]): Map<string, Block> {
  const blocks = new Map<string, Block>()
  for (const version of group.flatMap(({ question }) => question.versions)) {
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

function quantitiesOf(
  row: BatchQuantityRow,
  versionsOf: ReadonlyMap<number, readonly StreamingVersion[]>,
): FoundQuantity[] {
  return (versionsOf.get(row.block_number) ?? []).map(({ product, versionIndex }) => [
    product,
    new BatchQuantity(versionIndex, row),
  ])
}
