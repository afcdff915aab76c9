import { integerLiteral, sql, type Sql } from '../../kernel/sql.ts'
import type { QuantityRounding } from '../../rating/quantity.ts'
import type { UsageMeasure } from '../document/usage-basis.ts'

/**
 * What a metered quantity is billed as: converted, then rounded, as `billedQuantity` does it (semantics 24).
 * @param metered a `Decimal(76, 20)`.
 * @param factorOf the parameter that holds a conversion's factor.
 */
export function emitBilled(
  metered: Sql,
  { conversion, rounding }: Pick<UsageMeasure, 'conversion' | 'rounding'>,
  factorOf: (conversion: NonNullable<UsageMeasure['conversion']>) => Sql,
): Sql {
  const converted =
    conversion === null
      ? metered
      : conversion.operation === 'MULTIPLY'
        ? sql`multiplyDecimal(${metered}, ${factorOf(conversion)}, 20)`
        : sql`divideDecimal(${metered}, ${factorOf(conversion)}, 20)`
  return rounding === null ? converted : emitRounded(converted, rounding)
}

/** Up is away from zero, down towards it, and a half goes up. */
function emitRounded(quantity: Sql, { method, decimalPlaces }: QuantityRounding): Sql {
  const places = integerLiteral(decimalPlaces)
  switch (method) {
    case 'ROUND_UP':
      return sql`if(${quantity} < 0, floor(${quantity}, ${places}), ceil(${quantity}, ${places}))`
    case 'ROUND_DOWN':
      return sql`trunc(${quantity}, ${places})`
    case 'ROUND_HALF_UP':
      return sql`round(${quantity}, ${places})`
  }
}
