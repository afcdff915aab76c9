import { MINUS, POINT, ZERO, isDigit, type Cursor } from './cursor.ts'

const PLUS = 43
const UPPER_E = 69
const LOWER_E = 101

/** Copies a JSON number in the digits it was sent with (semantics 8). @returns false where it is not one. */
export function copyNumber(cursor: Cursor): boolean {
  const { body, rows } = cursor
  const from = cursor.at
  let at = from
  if (body[at] === MINUS) at += 1
  const whole = at
  at = afterDigits(body, at)
  if (at === whole || (body[whole] === ZERO && at > whole + 1)) return false
  if (body[at] === POINT) {
    const fraction = at + 1
    at = afterDigits(body, fraction)
    if (at === fraction) return false
  }
  if (body[at] === LOWER_E || body[at] === UPPER_E) {
    at += 1
    if (body[at] === MINUS || body[at] === PLUS) at += 1
    const exponent = at
    at = afterDigits(body, exponent)
    if (at === exponent) return false
  }
  for (let digit = from; digit < at; digit += 1) rows[cursor.to + digit - from] = body[digit] ?? 0
  cursor.to += at - from
  cursor.at = at
  return true
}

function afterDigits(body: Uint8Array, from: number): number {
  let at = from
  while (isDigit(body[at])) at += 1
  return at
}
