import { Decimal } from '../../../src/kernel/decimal.ts'

const FRACTION_DIGITS = 20
const INTEGER_DIGITS = 38

/**
 * Reads a numeric text as an exact quantity (semantics 9): digits past the 20th of the fraction are cut off.
 * Null where the text is not numeric, or where it has more than 38 integer digits.
 */
export function readQuantity(text: string): Decimal | null {
  const parts = readParts(text)
  if (parts === null) return null
  const { isNegative, digits, pointPlace } = parts
  const leadingZeros = digits.length - digits.replace(/^0+/, '').length
  const significant = digits.slice(leadingZeros)
  // How many of the significant digits stand before the point; negative where zeros follow the point first.
  const integerDigits = pointPlace - BigInt(leadingZeros)
  if (significant === '' || integerDigits < -FRACTION_DIGITS) return new Decimal(0)
  if (integerDigits > INTEGER_DIGITS) return null
  const place = Number(integerDigits)
  const kept = significant.slice(0, place + FRACTION_DIGITS)
  // Now a whole number of units of the 20th fractional digit.
  const units = BigInt(kept.padEnd(place + FRACTION_DIGITS, '0') || '0')
  return new Decimal((isNegative ? -units : units).toString()).div(new Decimal(10).pow(FRACTION_DIGITS))
}

interface NumberParts {
  isNegative: boolean
  /** All digits before the exponent. */
  digits: string
  /** After how many of the digits the point stands, the exponent applied; it can lie far outside them. */
  pointPlace: bigint
}

function readParts(text: string): NumberParts | null {
  let at = 0
  const take = (allowed: string) => {
    const start = at
    while (at < text.length && allowed.includes(text.charAt(at))) at += 1
    return text.slice(start, at)
  }
  const takeOne = (allowed: string) => {
    const isThere = at < text.length && allowed.includes(text.charAt(at))
    if (isThere) at += 1
    return isThere ? text.charAt(at - 1) : ''
  }
  const sign = takeOne('+-')
  const integer = take('0123456789')
  const fraction = takeOne('.') === '' ? '' : take('0123456789')
  if (integer === '' && fraction === '') return null
  let exponent = 0n
  if (takeOne('eE') !== '') {
    const exponentSign = takeOne('+-')
    const exponentDigits = take('0123456789')
    if (exponentDigits === '') return null
    exponent = exponentSign === '-' ? -BigInt(exponentDigits) : BigInt(exponentDigits)
  }
  if (at !== text.length) return null
  return {
    isNegative: sign === '-',
    digits: integer + fraction,
    pointPlace: BigInt(integer.length) + exponent,
  }
}
