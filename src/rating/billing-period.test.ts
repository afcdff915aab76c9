import { describe, expect, it } from 'vitest'
import { formatInstant } from '../kernel/instant.ts'
import { addMonths, billingPeriod, clipRange, type BillingFrequency } from './billing-period.ts'

const period = (anchor: string, at: string, frequency: BillingFrequency = 'MONTHLY') => {
  const { from, to } = billingPeriod(frequency, Date.parse(anchor), Date.parse(at))
  return [formatInstant(from), formatInstant(to)].map((text) => text.slice(0, 13))
}

describe('a monthly billing period', () => {
  it.each([
    ['2024-01-01T00:00Z', '2024-08-18T00:00Z', '2024-08-01T00', '2024-09-01T00'],
    ['2024-09-10T00:00Z', '2024-09-15T00:00Z', '2024-09-10T00', '2024-10-10T00'],
    ['2024-09-15T06:00Z', '2024-10-15T05:59Z', '2024-09-15T06', '2024-10-15T06'],
    ['2024-09-15T06:00Z', '2024-10-15T06:00Z', '2024-10-15T06', '2024-11-15T06'],
    // The anchor may lie after the instant, too.
    ['2024-09-10T00:00Z', '2024-03-09T23:00Z', '2024-02-10T00', '2024-03-10T00'],
    ['2024-12-31T00:00Z', '2025-01-30T00:00Z', '2024-12-31T00', '2025-01-31T00'],
  ])('anchored at %s holds %s from %s to %s', (anchor, at, from, to) => {
    expect(period(anchor, at)).toEqual([from, to])
  })

  it.each([
    // 31 falls on the last day of shorter months and goes back to 31 after.
    ['2024-01-31T00:00Z', '2024-02-15T00:00Z', '2024-01-31T00', '2024-02-29T00'],
    ['2024-01-31T00:00Z', '2024-02-29T00:00Z', '2024-02-29T00', '2024-03-31T00'],
    ['2023-01-31T00:00Z', '2023-02-28T12:00Z', '2023-02-28T00', '2023-03-31T00'],
    ['2023-01-30T00:00Z', '2023-03-01T00:00Z', '2023-02-28T00', '2023-03-30T00'],
    ['2023-01-29T00:00Z', '2024-02-29T00:00Z', '2024-02-29T00', '2024-03-29T00'],
    ['2024-01-31T00:00Z', '2024-04-30T00:00Z', '2024-04-30T00', '2024-05-31T00'],
  ])('anchored at the end of a month, %s, holds %s from %s to %s', (anchor, at, from, to) => {
    expect(period(anchor, at)).toEqual([from, to])
  })

  it('follows the last without a gap over four years', () => {
    const anchor = Date.parse('2023-01-31T05:00Z')
    for (let month = 0; month < 48; month += 1) {
      const { from, to } = billingPeriod('MONTHLY', anchor, addMonths(anchor, month))
      expect(billingPeriod('MONTHLY', anchor, to - 1)).toEqual({ from, to })
      expect(billingPeriod('MONTHLY', anchor, to).from).toBe(to)
    }
  })

  it('is clipped to the contract', () => {
    const whole = { from: 10, to: 20 }
    expect(clipRange(whole, 12, null)).toEqual({ from: 12, to: 20 })
    expect(clipRange(whole, 5, 15)).toEqual({ from: 10, to: 15 })
    expect(clipRange(whole, 20, null)).toBeNull()
    expect(clipRange(whole, 0, 10)).toBeNull()
  })
})

describe('a billing period of another frequency', () => {
  it.each<[BillingFrequency, anchor: string, at: string, from: string, to: string]>([
    ['QUARTERLY', '2024-01-01T00:00Z', '2024-03-31T23:00Z', '2024-01-01T00', '2024-04-01T00'],
    ['QUARTERLY', '2024-01-01T00:00Z', '2024-04-01T00:00Z', '2024-04-01T00', '2024-07-01T00'],
    // Months of a quarter that started last year, and an anchor after the instant.
    ['QUARTERLY', '2024-11-15T06:00Z', '2025-02-15T05:00Z', '2024-11-15T06', '2025-02-15T06'],
    ['QUARTERLY', '2024-11-15T06:00Z', '2024-08-15T05:00Z', '2024-05-15T06', '2024-08-15T06'],
    // 30 November, then the last day of February, then 30 May.
    ['QUARTERLY', '2023-11-30T00:00Z', '2024-02-28T00:00Z', '2023-11-30T00', '2024-02-29T00'],
    ['QUARTERLY', '2023-11-30T00:00Z', '2024-02-29T00:00Z', '2024-02-29T00', '2024-05-30T00'],
    ['QUARTERLY', '2023-11-30T00:00Z', '2025-02-28T00:00Z', '2025-02-28T00', '2025-05-30T00'],
    ['ANNUAL', '2024-07-10T00:00Z', '2025-07-09T23:00Z', '2024-07-10T00', '2025-07-10T00'],
    ['ANNUAL', '2024-07-10T00:00Z', '2024-07-09T23:00Z', '2023-07-10T00', '2024-07-10T00'],
    // A year from 29 February to the last day of February, and back to the 29th in the next leap year.
    ['ANNUAL', '2024-02-29T00:00Z', '2024-12-31T00:00Z', '2024-02-29T00', '2025-02-28T00'],
    ['ANNUAL', '2024-02-29T00:00Z', '2028-02-28T23:00Z', '2027-02-28T00', '2028-02-29T00'],
    ['WEEKLY', '2024-01-01T12:00Z', '2024-01-08T11:00Z', '2024-01-01T12', '2024-01-08T12'],
    ['WEEKLY', '2024-01-01T12:00Z', '2024-01-08T12:00Z', '2024-01-08T12', '2024-01-15T12'],
    // A week over a leap day, and one before the anchor.
    ['WEEKLY', '2024-02-26T00:00Z', '2024-03-03T23:00Z', '2024-02-26T00', '2024-03-04T00'],
    ['WEEKLY', '2024-02-26T00:00Z', '2024-02-25T23:00Z', '2024-02-19T00', '2024-02-26T00'],
  ])('%s anchored at %s holds %s from %s to %s', (frequency, anchor, at, from, to) => {
    expect(period(anchor, at, frequency)).toEqual([from, to])
  })
})
