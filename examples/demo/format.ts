import type { Decimal } from '../../src/kernel/decimal.ts'
import type { Instant } from '../../src/kernel/instant.ts'

const count = new Intl.NumberFormat('en-US')
const short = new Intl.NumberFormat('en-US', { notation: 'compact' })
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
const exactDollars = exactly({ style: 'currency', currency: 'USD', minimumFractionDigits: 2 })
const exactQuantity = exactly({ minimumFractionDigits: 6 })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
const weekday = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})

function exactly(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat('en-US', { ...options, maximumFractionDigits: 40 })
}

/** `50,000` */
export function formatCount(value: number): string {
  return count.format(value)
}

/** `1.2M` */
export function formatShort(value: number): string {
  return short.format(value)
}

/** A quantity to its last digit, with six fractional ones or more: `105.234000`. */
export function formatQuantity(quantity: Decimal): string {
  return exactQuantity.format(decimalText(quantity))
}

/** An amount of cents in dollars, rounded half up to the cent: `$1,234.57`. */
export function formatDollars(cents: Decimal): string {
  return dollars.format(decimalText(cents.dividedBy(100)))
}

/** An amount of cents in dollars, to its last digit: `$0.125`. */
export function formatExactDollars(cents: Decimal): string {
  return exactDollars.format(decimalText(cents.dividedBy(100)))
}

/** `5 Nov` */
export function formatDay(instant: Instant): string {
  return day.format(instant)
}

/** `5 Nov 2026` */
export function formatDate(instant: Instant): string {
  return date.format(instant)
}

/** `Thu 5 Nov` */
export function formatWeekday(instant: Instant): string {
  return weekday.format(instant).replace(',', '')
}

/** `5 Nov 14:00` */
export function formatHour(instant: Instant): string {
  return `${formatDay(instant)} ${new Date(instant).toISOString().slice(11, 16)}`
}

// As text, in which Intl loses no digit; a number would be a double.
function decimalText(value: Decimal): `${number}` {
  return value.toFixed() as `${number}`
}
