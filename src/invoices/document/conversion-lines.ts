import { convertUnits, type UnitConversion } from '../../rating/convert-units.ts'
import type { InvoiceHead, InvoiceLine } from '../invoice.ts'
import { conversionLine } from './lines.ts'

/**
 * A line for each custom unit that an invoice's other lines are in, as the invoice counts them through it alone
 * (semantics 34). @throws Error where a unit has no conversion; it is never taken for 0 (semantics 33).
 */
export function conversionLines(
  head: Pick<InvoiceHead, 'id' | 'currency' | 'period'>,
  lines: readonly InvoiceLine[],
  conversions: readonly UnitConversion[],
): InvoiceLine[] {
  if (lines.every(({ creditType }) => creditType.id === head.currency.id)) return []
  const units = new Map(lines.map(({ creditType }) => [creditType.id, creditType]))
  const spent = lines.map(({ creditType, total }) => ({ creditTypeId: creditType.id, total }))
  return convertUnits(spent, conversions, head.currency.id).map((amount) => {
    const unit = units.get(amount.customCreditTypeId)
    if (unit === undefined) throw new Error(`no line is in the unit ${amount.customCreditTypeId}`)
    return conversionLine(head, unit, amount)
  })
}
