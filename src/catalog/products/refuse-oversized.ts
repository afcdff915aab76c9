import { QUANTITY_SCALE, type Decimal } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'

const INTEGER_DIGITS_MAX = 38

/**
 * Refuses a price or factor that the warehouse's decimals cannot hold: over 38 integer digits or
 * 20 fractional ones (architecture decision 6).
 * @throws Problem invalid, naming the field.
 */
export function refuseOversized(field: string, value: Decimal): void {
  const fits = value.isFinite() && value.e < INTEGER_DIGITS_MAX && value.decimalPlaces() <= QUANTITY_SCALE
  if (fits) return
  throw invalid(
    `${field}: has more than ${INTEGER_DIGITS_MAX} integer digits or more than ${QUANTITY_SCALE} fractional digits`,
  )
}
