import { Decimal } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import { refuseOversized } from '../products/refuse-oversized.ts'
import type { NewAmount } from './new-terms.ts'

export interface ChargeAmount {
  amount: Decimal
  unitPrice: Decimal
  quantity: Decimal
}

const ONE = new Decimal(1)

/**
 * What a charge comes to: an amount alone is one unit at that price, else it is the unit price times the quantity
 * (OpenAPI, createContract: schedule_items).
 * @param fieldPrefix where the amount is in the request, such as `schedule.schedule_items.0.`
 * @throws Problem invalid where neither or both are given, or one is negative.
 */
export function chargeAmount({ amount, unitPrice, quantity }: NewAmount, fieldPrefix: string): ChargeAmount {
  if (amount !== null) {
    if (unitPrice !== null || quantity !== null) {
      throw invalid(`${fieldPrefix}amount: cannot be given together with unit_price or quantity`)
    }
    requireAmount(amount, `${fieldPrefix}amount`)
    return { amount, unitPrice: amount, quantity: ONE }
  }
  if (unitPrice === null || quantity === null) {
    throw invalid(`${fieldPrefix}amount: is required, or both unit_price and quantity`)
  }
  requireAmount(unitPrice, `${fieldPrefix}unit_price`)
  requireAmount(quantity, `${fieldPrefix}quantity`)
  return { amount: unitPrice.times(quantity), unitPrice, quantity }
}

function requireAmount(value: Decimal, field: string): void {
  if (value.isNegative()) throw invalid(`${field}: must not be negative`)
  refuseOversized(field, value)
}
