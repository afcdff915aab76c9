import { Decimal, divideQuantity, truncateQuantity } from '../kernel/decimal.ts'

/** How a metered quantity becomes the billed one: multiplied or divided by a factor above 0. */
export interface QuantityConversion {
  factor: Decimal
  operation: 'MULTIPLY' | 'DIVIDE'
  name: string | null
}

/** How the converted quantity is rounded over the invoice's period (semantics 24). */
export interface QuantityRounding {
  method: 'ROUND_UP' | 'ROUND_DOWN' | 'ROUND_HALF_UP'
  decimalPlaces: number
}

const ROUNDING_MODES = {
  ROUND_UP: Decimal.ROUND_UP,
  ROUND_DOWN: Decimal.ROUND_DOWN,
  ROUND_HALF_UP: Decimal.ROUND_HALF_UP,
} as const

/**
 * Turns a metered quantity into the billed one: convert, then round (semantics 24). Up is away from zero and
 * down towards it, so that a correction of -50 undoes exactly what 50 billed.
 */
export function billedQuantity(
  metered: Decimal,
  conversion: QuantityConversion | null,
  rounding: QuantityRounding | null,
): Decimal {
  const converted = conversion === null ? metered : convert(metered, conversion)
  if (rounding === null) return converted
  return converted.toDecimalPlaces(rounding.decimalPlaces, ROUNDING_MODES[rounding.method])
}

function convert(metered: Decimal, { factor, operation }: QuantityConversion): Decimal {
  return operation === 'MULTIPLY' ? truncateQuantity(metered.times(factor)) : divideQuantity(metered, factor)
}
