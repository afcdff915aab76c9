import { warehouseInstant } from '../../kernel/instant.ts'
import { integerLiteral, joinSql, sql } from '../../kernel/sql.ts'
import { emitCumulative, emitMayFall } from '../../metrics/aggregate.ts'
import type { Aggregation } from '../../metrics/definition.ts'
import { emitGroups } from '../../metrics/groups.ts'
import { groupColumn } from '../../metrics/property-columns.ts'
import { viewIdentifier } from '../../metrics/view.ts'
import type { CumulativeQuantity } from '../../rating/usage-line.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { emitAdmission } from '../admission.ts'
import type { BilledProduct } from '../billed-products.ts'
import { meteredVersions, type MeteredVersion } from '../metered-versions.ts'
import type { QuantityQuestion } from '../quantity-question.ts'
import { readQuantities } from '../read-quantities.ts'
import type { InvoiceReads } from '../reads.ts'
import { batchQuantities, batchQuantitiesOfProduct } from './queries.ts'

type Found = Map<BilledProduct, CumulativeQuantity[]>

/** A customer's question that waits for those of others. */
interface Waiting {
  versions: readonly MeteredVersion[]
  question: QuantityQuestion
  found: Found
  resolve: () => void
  reject: (error: unknown) => void
}

/** What one metric counts by one group key: a block of the query. */
interface Block {
  number: number
  version: MeteredVersion
  aggregation: Aggregation
}

/**
 * Answers the questions of many customers together: those that are asked before anything else is waited for are one query
 * for each billing period, usage filter and set of segments among them, however many customers ask. Metrics in SQL are
 * evaluated for each customer, under limits, as they are by themselves (semantics 20).
 */
export function openBatchQuantities(warehouse: Warehouse): Pick<InvoiceReads, 'quantities'> {
  let waiting: Waiting[] = []
  let isAnswering = false
  const answerAll = async () => {
    while (waiting.length > 0) {
      const asked = waiting
      waiting = []
      for (const group of Map.groupBy(asked, ({ question }) => shapeOf(question)).values()) {
        try {
          const handOut = await answer(warehouse, group)
          // A customer goes on as far as it can before the next one does, so that what it makes is short-lived.
          for (const one of group) {
            handOut(one)
            one.resolve()
            await nextTurn()
          }
        } catch (error) {
          for (const { reject } of group) reject(error)
        }
      }
    }
    isAnswering = false
  }
  const enqueue = (versions: readonly MeteredVersion[], question: QuantityQuestion, found: Found) =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ versions, question, found, resolve, reject })
      if (isAnswering) return
      isAnswering = true
      // Everything but the warehouse is at hand, so that all customers ask within the same turn.
      setImmediate(() => void answerAll())
    })
  return {
    async quantities(products, question) {
      const inSql = products.filter(isInSql)
      const streaming = products.filter((product) => !isInSql(product))
      const found: Found = new Map()
      const versions = meteredVersions(streaming)
      if (versions.length > 0) await enqueue(versions, question, found)
      if (inSql.length === 0) return found
      return new Map([...found, ...(await readQuantities(warehouse, inSql, question))])
    },
  }
}

function isInSql({ versions }: BilledProduct): boolean {
  return versions.some(({ metric }) => metric?.definition.kind === 'sql')
}

/** Questions of the same shape are one query: they differ in whose usage it is, and in the products. */
function shapeOf({ period, segmentStarts, usageFilters, cutoff }: QuantityQuestion): string {
  return JSON.stringify([period.from, period.to, segmentStarts, usageFilters, cutoff])
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** @returns what gives a customer of the group its quantities. */
async function answer(warehouse: Warehouse, group: readonly Waiting[]): Promise<(waiting: Waiting) => void> {
  const [first] = group
  if (first === undefined) return () => undefined
  const { period, segmentStarts } = first.question
  const blocks = blocksOf(group)
  const admission = emitAdmission(first.question)
  const pieces = [...blocks.values()].map(({ number, version, aggregation }) =>
    batchQuantitiesOfProduct.compose({
      block_number: integerLiteral(number),
      view: viewIdentifier(version.metric.id),
      groups: emitGroups(version.groupKey, groupColumn),
      cumulative: emitCumulative(aggregation),
      may_fall: emitMayFall(aggregation),
      is_admitted: admission.condition ?? sql`true`,
    }),
  )
  const owned = group.flatMap(({ question }, owner) => question.identifiers.map((id) => ({ id, owner })))
  const params = {
    identifiers: owned.map(({ id }) => id),
    owner_numbers: owned.map(({ owner }) => owner),
    period_from: warehouseInstant(period.from),
    period_to: warehouseInstant(period.to),
    segment_starts: segmentStarts,
    ...admission.params,
  }
  const rows = await warehouse.run(batchQuantities, params, { blocks: joinSql(pieces, '\nUNION ALL\n') })
  const rowsOf = Map.groupBy(rows, ({ owner_number }) => group[owner_number])
  return (waiting) => {
    const takers = takersOf(waiting, blocks)
    for (const { block_number, segment_start: segmentStart, groups, ...quantity } of rowsOf.get(waiting) ??
      []) {
      const { cumulative, may_fall: mayFall } = quantity
      for (const take of takers.get(block_number) ?? []) take({ segmentStart, groups, cumulative, mayFall })
    }
  }
}

function blocksOf(group: readonly Waiting[]): Map<string, Block> {
  const blocks = new Map<string, Block>()
  for (const { versions } of group) {
    for (const version of versions) {
      const { definition } = version.metric
      if (definition.kind === 'sql') throw new Error(`metric ${version.metric.id} is in SQL`)
      const key = blockKey(version)
      if (blocks.has(key)) continue
      blocks.set(key, { number: blocks.size, version, aggregation: definition.aggregation })
    }
  }
  return blocks
}

function blockKey({ metric, groupKey }: MeteredVersion): string {
  return JSON.stringify([metric.id, groupKey])
}

type Take = (quantity: Omit<CumulativeQuantity, 'version'>) => void

/** By the block's number, the products of a customer that its rows are for. */
function takersOf({ versions, found }: Waiting, blocks: ReadonlyMap<string, Block>): Map<number, Take[]> {
  const takers = new Map<number, Take[]>()
  for (const version of versions) {
    const number = blocks.get(blockKey(version))?.number
    if (number === undefined) throw new Error(`metric ${version.metric.id} was not asked for`)
    const own = takers.get(number) ?? []
    own.push((quantity) => {
      const quantities = found.get(version.product) ?? []
      quantities.push({ version: version.versionIndex, ...quantity })
      found.set(version.product, quantities)
    })
    takers.set(number, own)
  }
  return takers
}
