import { sql, type Sql } from '../kernel/sql.ts'

/**
 * Reads text as `Decimal(76, 20)`, null where it is not numeric or has more than 38 integer digits, which keep sums
 * from wrapping (semantics 9). toDecimal256OrNull alone reads '.', 'e5' and '1.2.3' as numbers, so the float parser
 * is asked which texts are numbers and whether they are zero or in range; no digit of the value comes from it.
 */
export function emitNumber(text: Sql): Sql {
  const float = sql`toFloat64OrNull(${text})`
  const decimal = sql`toDecimal256OrNull(${text}, 20)`
  return sql`multiIf(isNull(${float}), NULL, ${float} = 0, toDecimal256(0, 20), isNotNull(${decimal}), ${withinRange(decimal)}, abs(${float}) < 2e38, ${withinRange(emitShifted(text))}, NULL)`
}

function withinRange(decimal: Sql): Sql {
  return sql`if(abs(${decimal}) < toDecimal256('1e38', 20), ${decimal}, NULL)`
}

/** For texts whose exponent is too far for the engine ('0.…8e57'): the same number with its point moved. */
function emitShifted(text: Sql): Sql {
  const integer = sql`extract(${text}, '^[+-]?([0-9]*)')`
  const digits = sql`concat(${integer}, extract(${text}, '[.]([0-9]*)'))`
  const exponent = sql`toInt32OrZero(extract(${text}, '[eE][+]?(-?[0-9]+)$'))`
  const point = sql`(toInt32(length(${integer})) + ${exponent})`
  const zerosAfter = sql`repeat('0', least(greatest(${point} - toInt32(length(${digits})), 0), 100))`
  const zerosBefore = sql`repeat('0', least(greatest(-${point}, 0), 100))`
  const plain = sql`if(${point} <= 0, concat('0.', ${zerosBefore}, ${digits}), concat(substring(${digits}, 1, greatest(${point}, 1)), ${zerosAfter}, '.', substring(${digits}, greatest(${point}, 0) + 1)))`
  return sql`toDecimal256OrNull(concat(if(startsWith(${text}, '-'), '-', ''), ${plain}), 20)`
}
