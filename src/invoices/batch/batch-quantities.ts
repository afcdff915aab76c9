import type { Instant } from '../../kernel/instant.ts'
import type { MeteredVersion } from '../quantities/metered-versions.ts'
import { quantitiesByKind, type StreamingVersion } from '../quantities/quantities-by-kind.ts'
import type { QuantityQuestion } from '../quantity-question.ts'
import type { FoundSeries } from '../quantities/found-series.ts'
import type { QuantityScope } from '../quantities/read-quantities.ts'
import type { SqlMeteredVersion } from '../quantities/read-sql-quantities.ts'
import type { InvoiceReads } from '../reads.ts'
import { askTogether, nextTurn } from './ask-together.ts'
import { answerSql } from './sql-quantities.ts'
import { answerStreaming } from './streaming-quantities.ts'

/** What a customer asks: how much it used of some products. */
export interface BatchQuestion<Version extends MeteredVersion> {
  versions: readonly Version[]
  question: QuantityQuestion
}

/**
 * Answers the questions of many customers together. Streaming metrics are one query for each billing period, usage filter
 * and set of segments among them, however many customers ask; those in SQL are some for each period and usage filter, each
 * for as many customers as are surely within the limits (semantics 20).
 * @param whenAsked resolves once all have asked that can.
 */
export function openBatchQuantities(
  scope: QuantityScope,
  whenAsked: () => Promise<void> = nextTurn,
): Pick<InvoiceReads, 'quantities'> {
  const readStreaming = askTogether<BatchQuestion<StreamingVersion>, FoundSeries[]>(
    ({ question }) => `${shapeOf(question)} ${startsText(question.segmentStarts)}`,
    (group) => answerStreaming(scope, group),
    whenAsked,
  )
  const readSql = askTogether<BatchQuestion<SqlMeteredVersion>, FoundSeries[]>(
    ({ question }) => shapeOf(question),
    (group) => answerSql(scope.warehouse, group),
    whenAsked,
  )
  return {
    quantities: (products, question) =>
      quantitiesByKind(
        products,
        async (versions) => (versions.length === 0 ? [] : readStreaming({ versions, question })),
        async (versions) => (versions.length === 0 ? [] : readSql({ versions, question })),
      ),
  }
}

/** Questions of the same shape are read together: they differ in whose usage it is, and in the products. */
function shapeOf({ period, usageFilters, cutoff }: QuantityQuestion): string {
  return JSON.stringify([period.from, period.to, usageFilters, cutoff])
}

const textByStarts = new WeakMap<readonly Instant[], string>()

/** Lists of hours are long, and mostly one for many customers. */
function startsText(starts: readonly Instant[]): string {
  const text = textByStarts.get(starts) ?? JSON.stringify(starts)
  textByStarts.set(starts, text)
  return text
}
