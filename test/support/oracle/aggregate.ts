import { Decimal } from '../../../src/kernel/decimal.ts'
import type { Aggregation, Contribution } from './metric.ts'
import { compareBytes } from './order.ts'

/** The exact aggregate over what a metric's events bring; null where there is none, which is not 0. */
export function aggregate(aggregation: Aggregation, contributions: readonly Contribution[]): Decimal | null {
  if (contributions.length === 0) return null
  switch (aggregation) {
    case 'COUNT':
      return new Decimal(contributions.length)
    case 'UNIQUE':
      return new Decimal(new Set(contributions.map(({ text }) => text)).size)
    case 'SUM':
      return contributions.map(quantityOf).reduce((sum, quantity) => sum.plus(quantity))
    case 'MAX':
      return contributions.map(quantityOf).reduce((a, b) => (a.greaterThan(b) ? a : b))
    case 'LATEST':
      return quantityOf(contributions.reduce((a, b) => (isLater(b, a) ? b : a)))
  }
}

/** Whether one event is greater by timestamp, then transaction id (semantics 11). */
function isLater({ event: a }: Contribution, { event: b }: Contribution): boolean {
  if (a.instant !== b.instant) return a.instant > b.instant
  return compareBytes(a.transactionId, b.transactionId) > 0
}

function quantityOf({ quantity }: Contribution): Decimal {
  if (quantity === null) throw new TypeError('a contribution without a quantity')
  return quantity
}
