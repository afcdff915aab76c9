import type { z } from 'zod'
import type * as wire from '../../schemas/audit.ts'
import type { LinePair } from '../invoices/diff/match-lines.ts'
import type { InvoiceLine } from '../invoices/invoice.ts'
import { ZERO } from '../kernel/decimal.ts'
import { formatInstant } from '../kernel/instant.ts'

type Side = z.output<typeof wire.lineDiff>['with']

/** Writes two lines beside each other, one of which may be missing. */
export function toWireLineDiff({ line, other }: LinePair): z.output<typeof wire.lineDiff> {
  const shown = line ?? other
  if (shown === null) throw new Error('a pair has at least one line')
  const { name, type, product, creditType, pricingGroupValues, presentationGroupValues, tier, commit } = shown
  const difference = (amount: 'quantity' | 'total') => (other?.[amount] ?? ZERO).minus(line?.[amount] ?? ZERO)
  return {
    name,
    type,
    product_id: product?.id,
    credit_type: { id: creditType.id, name: creditType.name },
    pricing_group_values: pricingGroupValues ?? undefined,
    presentation_group_values: presentationGroupValues ?? undefined,
    tier_level: tier?.level,
    commit_id: commit?.id,
    invoice: toSide(line),
    with: toSide(other),
    difference: {
      quantity: difference('quantity'),
      unit_price: line === null || other === null ? null : other.unitPrice.minus(line.unitPrice),
      total: difference('total'),
    },
  }
}

function toSide(line: InvoiceLine | null): Side {
  if (line === null) return null
  const { id, quantity, unitPrice, total, period } = line
  const dates =
    period === null
      ? {}
      : { starting_at: formatInstant(period.from), ending_before: formatInstant(period.to) }
  return { line_id: id, quantity, unit_price: unitPrice, total, ...dates }
}
