import { Decimal as BaseDecimal } from 'decimal.js'

/**
 * Exact decimals for quantities and money. The precision is far above what any product of a quantity
 * (58 digits) and a price needs, so `plus`, `minus` and `times` never round; only division does, cutting off.
 */
export const Decimal = BaseDecimal.clone({
  precision: 400,
  rounding: BaseDecimal.ROUND_DOWN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
})
export type Decimal = BaseDecimal

export const ZERO: Decimal = new Decimal(0)

/** The sum of what each has; 0 of none. */
export function sumOf<Summed>(all: readonly Summed[], of: (one: Summed) => Decimal): Decimal {
  return all.reduce((sum, one) => sum.plus(of(one)), ZERO)
}

/** The number of fractional digits a quantity has (semantics 9). */
export const QUANTITY_SCALE = 20

/** Cuts a quantity off at 20 fractional digits (semantics 9). */
export function truncateQuantity(quantity: Decimal): Decimal {
  return quantity.toDecimalPlaces(QUANTITY_SCALE, Decimal.ROUND_DOWN)
}

const SCALE_UP = new Decimal(10).pow(QUANTITY_SCALE)
const SCALE_DOWN = new Decimal(1).dividedBy(SCALE_UP)

/** A quotient, cut off at 20 fractional digits; none after them is worked out, of which a division has up to 400. */
export function divideQuantity(quantity: Decimal, divisor: Decimal | number): Decimal {
  return quantity.times(SCALE_UP).divToInt(divisor).times(SCALE_DOWN)
}

const NUMERIC_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const QUANTITY_LIMIT = new Decimal(10).pow(38)

/**
 * Reads a property's text as a quantity, the way the warehouse does (semantics 9): digits past the 20th
 * are cut off; null where the text is not numeric or has more than 38 integer digits.
 */
export function parseQuantity(text: string): Decimal | null {
  if (!NUMERIC_TEXT.test(text)) return null
  const value = truncateQuantity(new Decimal(text))
  return value.abs().lessThan(QUANTITY_LIMIT) ? value : null
}
