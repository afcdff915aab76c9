import { refuseOversized } from '../../catalog/products/refuse-oversized.ts'
import { sumOf } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { HistoricalUsage, Subtotal } from './historical-usage.ts'

/** A subtotal, and the field that it was given in. */
export interface GivenSubtotal extends Subtotal {
  field: string
}

/**
 * What was used when, as a line of an imported invoice says: its subtotals in order of time, or its quantity as the only
 * one. @throws Problem invalid, naming the field.
 */
export function subtotalsOf(usage: HistoricalUsage, billed: TimeRange, fieldPrefix: string): GivenSubtotal[] {
  const { period, quantity, subtotals } = usage
  requireWithin(period, billed, fieldPrefix, 'the invoice')
  if (quantity !== null) refuseOversized(`${fieldPrefix}quantity`, quantity)
  if (subtotals.length === 0) {
    if (quantity === null) throw invalid(`${fieldPrefix}quantity: must be given, or subtotals_with_quantity`)
    return [{ period, quantity, field: `${fieldPrefix}quantity` }]
  }
  const given = subtotals.map((subtotal, place) => {
    const field = `${fieldPrefix}subtotals_with_quantity.${place}.`
    requireWithin(subtotal.period, period, field, 'the usage line item')
    refuseOversized(`${field}quantity`, subtotal.quantity)
    return { ...subtotal, field: `${field}quantity` }
  })
  const sum = sumOf(given, (one) => one.quantity)
  if (quantity !== null && !quantity.equals(sum)) {
    throw invalid(`${fieldPrefix}quantity: must be the sum of subtotals_with_quantity, ${sum.toFixed()}`)
  }
  return given.sort((a, b) => a.period.from - b.period.from)
}

/** Holds a range to be one, within another. @throws Problem invalid */
export function requireWithin(
  { from, to }: TimeRange,
  outer: { from: number; to: number | null },
  fieldPrefix: string,
  outerName: string,
): void {
  if (from >= to) throw invalid(`${fieldPrefix}exclusive_end_date: must be after inclusive_start_date`)
  if (from < outer.from) {
    throw invalid(`${fieldPrefix}inclusive_start_date: must not be before the start of ${outerName}`)
  }
  if (outer.to !== null && to > outer.to) {
    throw invalid(`${fieldPrefix}exclusive_end_date: must not be after the end of ${outerName}`)
  }
}
