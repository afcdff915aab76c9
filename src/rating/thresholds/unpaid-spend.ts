import { type Decimal, sumOf } from '../../kernel/decimal.ts'
import { convertUnits, type UnitCharge, type UnitConversion } from '../convert-units.ts'

/** What a contract owes for what it spent in a unit: the currency, or a custom pricing unit. */
export interface UnpaidSpend {
  creditTypeId: string
  /** In the unit. */
  amount: Decimal
  /** In the contract's currency. */
  worth: Decimal
}

/**
 * What is owed in the currency, and in each custom unit for what the card says it is worth: what the invoice would bill of
 * it (reference section 5, Money).
 * @throws Error where a unit has no conversion; it is never taken for 0 (semantics 33).
 */
export function unpaidSpend(
  charges: readonly UnitCharge[],
  conversions: readonly UnitConversion[],
  currencyId: string,
): UnpaidSpend[] {
  const inCurrency = sumOf(
    charges.filter(({ creditTypeId }) => creditTypeId === currencyId),
    ({ total }) => total,
  )
  const inUnits = convertUnits(charges, conversions, currencyId)
  return [
    { creditTypeId: currencyId, amount: inCurrency, worth: inCurrency },
    ...inUnits.map(({ customCreditTypeId, quantity, total }) => ({
      creditTypeId: customCreditTypeId,
      amount: quantity,
      worth: total,
    })),
  ]
}
