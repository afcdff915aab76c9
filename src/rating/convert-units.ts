import { type Decimal, sumOf } from '../kernel/decimal.ts'

/** What was charged in some unit: the currency, or a custom pricing unit. */
export interface UnitCharge {
  creditTypeId: string
  total: Decimal
}

/** What one of a custom pricing unit is worth in the card's currency. */
export interface UnitConversion {
  customCreditTypeId: string
  fiatPerCustomCredit: Decimal
}

/** The charges in one custom pricing unit, turned into the currency. */
export interface ConversionLine {
  customCreditTypeId: string
  /** How many units were charged. */
  quantity: Decimal
  /** What one is worth. */
  unitPrice: Decimal
  total: Decimal
}

/**
 * Turns what is charged in custom pricing units into the currency: a line for each unit of which the charges do not come
 * to 0, in the order of their first ones (reference section 5, Money). An invoice counts them through these lines alone
 * (semantics 34).
 * @throws Error where a unit has no conversion; it is never taken for 0 (semantics 33).
 */
export function convertUnits(
  charges: readonly UnitCharge[],
  conversions: readonly UnitConversion[],
  currencyId: string,
): ConversionLine[] {
  const inUnits = charges.filter(({ creditTypeId }) => creditTypeId !== currencyId)
  return [...Map.groupBy(inUnits, ({ creditTypeId }) => creditTypeId)].flatMap(
    ([customCreditTypeId, own]) => {
      const conversion = conversions.find((one) => one.customCreditTypeId === customCreditTypeId)
      if (conversion === undefined)
        throw new Error(`the pricing unit ${customCreditTypeId} has no conversion`)
      const quantity = sumOf(own, ({ total }) => total)
      const unitPrice = conversion.fiatPerCustomCredit
      return quantity.isZero()
        ? []
        : [{ customCreditTypeId, quantity, unitPrice, total: quantity.times(unitPrice) }]
    },
  )
}
