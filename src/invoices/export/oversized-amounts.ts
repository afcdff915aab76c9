import type { Decimal } from '../../kernel/decimal.ts'
import type { Invoice, InvoiceLine } from '../invoice.ts'

/** An amount that the analysts' tables cannot hold, and where it is on the invoice. */
export interface OversizedAmount {
  /** Such as `lines[0].unit_price`. */
  field: string
  amount: Decimal
}

/** How many fractional digits the analysts' tables have. */
export const EXPORTED_SCALE = 38

/** How many integer digits they have, of the 76 that the engine's decimals have in all. */
export const EXPORTED_INTEGER_DIGITS_MAX = 76 - EXPORTED_SCALE

/**
 * What the analysts' tables cannot hold of an invoice. What is sent fits (38 integer digits), but a quantity is the sum of many
 * and a total the product of two, so that nothing that is refused earlier would prevent it.
 */
export function oversizedAmounts({ total, lines }: Pick<Invoice, 'total' | 'lines'>): OversizedAmount[] {
  const found: OversizedAmount[] = []
  if (isOversized(total)) found.push({ field: 'total', amount: total })
  for (const [index, line] of lines.entries()) {
    if (hasOversized(line)) found.push(...ofLine(line, index))
  }
  return found
}

function hasOversized({ quantity, unitPrice, total }: InvoiceLine): boolean {
  return isOversized(quantity) || isOversized(unitPrice) || isOversized(total)
}

function ofLine({ quantity, unitPrice, total }: InvoiceLine, index: number): OversizedAmount[] {
  const amounts = { quantity, unit_price: unitPrice, total }
  return Object.entries(amounts).flatMap(([name, amount]) =>
    isOversized(amount) ? [{ field: `lines[${index}].${name}`, amount }] : [],
  )
}

function isOversized(amount: Decimal): boolean {
  return amount.e >= EXPORTED_INTEGER_DIGITS_MAX
}
