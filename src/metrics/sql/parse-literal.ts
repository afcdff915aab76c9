import { parseQuantity } from '../../kernel/decimal.ts'
import { parseTimestamp } from '../../kernel/instant.ts'

/** A number's text in the engine's own form, digits past the 20th cut off; null where it is no number below 10^38. */
export function numberLiteralText(text: string): string | null {
  // A far exponent is not a quantity, and would be slow to write out.
  if (/[eE][+-]?\d{4,}$/.test(text)) return null
  return parseQuantity(text)?.toFixed() ?? null
}

const DATE = /^(\d{4}-\d\d-\d\d)$/
const LOCAL = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)$/
const LOCAL_T = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?)$/

/**
 * A timestamp's text in the engine's own form, UTC to the microsecond: RFC 3339, `2024-08-01`, or `2024-08-01
 * 10:30:00[.123456]`. Null where the text is none of them, or names a day that does not exist or is not in 1900 to 2298.
 */
export function timestampLiteralText(text: string): string | null {
  const full = text.replace(DATE, '$1T00:00:00Z').replace(LOCAL, '$1T$2Z').replace(LOCAL_T, '$1Z')
  const parsed = parseTimestamp(full)
  if (parsed === null) return null
  const year = Number(parsed.warehouseText.slice(0, 4))
  return year >= 1900 && year < 2299 ? parsed.warehouseText : null
}
