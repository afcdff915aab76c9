import type { AMOUNT_DISTRIBUTIONS, SCHEDULE_FREQUENCIES, WordOf } from '../kernel/contract-words.ts'
import { Decimal, divideQuantity, truncateQuantity, ZERO } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import { addMonths, periodStart } from './billing-period.ts'

/** How far apart a schedule's dates are. */
export type ScheduleFrequency = WordOf<typeof SCHEDULE_FREQUENCIES>

/** An amount that is charged again and again. */
export interface RecurringSchedule {
  startingAt: Instant
  endingBefore: Instant
  frequency: ScheduleFrequency
  unitPrice: Decimal
  quantity: Decimal
  /** EACH date takes the whole amount, or it is divided among them, exactly or in the currency's smallest units. */
  distribution: WordOf<typeof AMOUNT_DISTRIBUTIONS>
  /** How many fractional digits the currency has in the unit that amounts are in: 0 where that is the smallest. */
  decimalPlaces: number
}

/** An amount on a date: exactly `quantity` times `unitPrice`. */
export interface ScheduledAmount {
  timestamp: Instant
  amount: Decimal
  unitPrice: Decimal
  quantity: Decimal
}

/**
 * The dates of a recurring schedule and what each takes, in order; none where it does not end after its start. Dates
 * on day 29 to 31 fall on the last day of shorter months (semantics 27). Shares of a divided amount are cut off at 20
 * fractional digits, or rounded half up to the smallest unit, and the last takes the rest (semantics 35).
 */
export function expandSchedule(schedule: RecurringSchedule): ScheduledAmount[] {
  const dates = datesOf(schedule)
  const { unitPrice, quantity, distribution } = schedule
  const whole = { amount: unitPrice.times(quantity), unitPrice, quantity }
  if (distribution === 'EACH') return dates.map((timestamp) => ({ timestamp, ...whole }))
  const exact = whole.amount.dividedBy(Math.max(dates.length, 1))
  const share =
    distribution === 'DIVIDED'
      ? truncateQuantity(exact)
      : exact.toDecimalPlaces(schedule.decimalPlaces, Decimal.ROUND_HALF_UP)
  const last = whole.amount.minus(share.times(dates.length - 1))
  return dates.map((timestamp, index) => ({
    timestamp,
    ...shareOf(index === dates.length - 1 ? last : share, quantity),
  }))
}

/** A share keeps the quantity, at a lower price, where that gives it exactly; else it is one piece at its amount. */
function shareOf(amount: Decimal, quantity: Decimal): Omit<ScheduledAmount, 'timestamp'> {
  const unitPrice = quantity.isZero() ? ZERO : divideQuantity(amount, quantity)
  return unitPrice.times(quantity).equals(amount)
    ? { amount, unitPrice, quantity }
    : { amount, unitPrice: amount, quantity: new Decimal(1) }
}

function datesOf({ startingAt, endingBefore, frequency }: RecurringSchedule): Instant[] {
  const dates: Instant[] = []
  for (let date = startingAt; date < endingBefore; date = dateAt(startingAt, frequency, dates.length))
    dates.push(date)
  return dates
}

/** Each date is counted from the first, so that one on day 31 does not stay on the day of a shorter month. */
function dateAt(startingAt: Instant, frequency: ScheduleFrequency, index: number): Instant {
  return frequency === 'SEMI_ANNUAL'
    ? addMonths(startingAt, 6 * index)
    : periodStart(frequency, startingAt, index)
}
