import { Decimal } from '../kernel/decimal.ts'
import type { AmountRounding } from './subscription.ts'

const MODES = {
  HALF_UP: Decimal.ROUND_HALF_UP,
  FLOOR: Decimal.ROUND_FLOOR,
  CEILING: Decimal.ROUND_CEIL,
} as const

/** Rounds an amount of money; to powers of ten where the places are negative: to -2 places, 149 is 100. */
export function roundAmount(amount: Decimal, { method, decimalPlaces }: AmountRounding): Decimal {
  return amount.toNearest(new Decimal(10).pow(-decimalPlaces), MODES[method])
}
