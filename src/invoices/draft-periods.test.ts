import { describe, expect, it } from 'vitest'
import { parseTimestamp } from '../kernel/instant.ts'
import { currentPeriod, draftPeriods, periodsWithin } from './draft-periods.ts'

const at = (day: string) => parseTimestamp(`${day}T00:00:00Z`)?.instant ?? NaN
const days = (from: string, to: string) => ({ from: at(from), to: at(to) })

/** A contract of the term, billed on the first of each month. */
function contract(startingOn: string, endingOn: string | null = null, invoicesFrom: string | null = null) {
  return {
    startingAt: at(startingOn),
    endingBefore: endingOn === null ? null : at(endingOn),
    usageStatementSchedule: {
      frequency: 'MONTHLY' as const,
      anchorAt: at('2024-08-01'),
      invoiceGenerationStartingAt: invoicesFrom === null ? null : at(invoicesFrom),
    },
  }
}

const JULY = days('2024-07-01', '2024-08-01')
const AUGUST = days('2024-08-01', '2024-09-01')
const DAY = 24 * 60 * 60 * 1000

describe('the periods of drafts', () => {
  it('are the current one, and one that ended less than a day ago', () => {
    const terms = contract('2024-01-01')
    expect(draftPeriods(terms, AUGUST.from + DAY)).toEqual([AUGUST])
    expect(draftPeriods(terms, AUGUST.from + DAY - 1)).toEqual([JULY, AUGUST])
    expect(draftPeriods(terms, AUGUST.from)).toEqual([JULY, AUGUST])
    expect(draftPeriods(terms, AUGUST.from - 1)).toEqual([JULY])
  })

  it('are clipped to the contract, and end a day after it', () => {
    const terms = contract('2024-07-10', '2024-08-20')
    const last = days('2024-08-01', '2024-08-20')
    expect(draftPeriods(terms, at('2024-07-10') - 1)).toEqual([])
    expect(draftPeriods(terms, at('2024-07-10'))).toEqual([days('2024-07-10', '2024-08-01')])
    expect(draftPeriods(terms, at('2024-08-19'))).toEqual([last])
    expect(draftPeriods(terms, at('2024-08-21') - 1)).toEqual([last])
    expect(draftPeriods(terms, at('2024-08-21'))).toEqual([])
    // One that ends half a day before the month does has no period at the month's end.
    const end = AUGUST.to - DAY / 2
    expect(draftPeriods({ ...terms, endingBefore: end }, AUGUST.to)).toEqual([{ from: AUGUST.from, to: end }])
  })

  it('are those of the whole contract, where that lasts less than its grace', () => {
    // Two periods of a contract that ends an hour into the second, both within the grace.
    const end = AUGUST.from + DAY / 24
    const terms = { ...contract('2024-07-31'), endingBefore: end }
    expect(draftPeriods(terms, end + DAY / 2)).toEqual([
      days('2024-07-31', '2024-08-01'),
      { from: AUGUST.from, to: end },
    ])
  })

  it('are none that start before invoices are to be made', () => {
    const now = AUGUST.from + 1
    expect(draftPeriods(contract('2024-01-01', null, '2024-07-01'), now)).toEqual([JULY, AUGUST])
    expect(draftPeriods(contract('2024-01-01', null, '2024-07-02'), now)).toEqual([AUGUST])
    expect(draftPeriods(contract('2024-01-01', null, '2024-08-02'), now)).toEqual([])
  })
})

describe('the current period', () => {
  it('is clipped to the contract, and none outside it', () => {
    const terms = contract('2024-07-10', '2024-08-20')
    expect(currentPeriod(terms, at('2024-07-10') - 1)).toBe(null)
    expect(currentPeriod(terms, at('2024-07-10'))).toEqual(days('2024-07-10', '2024-08-01'))
    expect(currentPeriod(terms, at('2024-08-20') - 1)).toEqual(days('2024-08-01', '2024-08-20'))
    expect(currentPeriod(terms, at('2024-08-20'))).toBe(null)
  })
})

describe('the periods that overlap a range', () => {
  it('are whole but for the contract, in order', () => {
    const terms = contract('2024-07-10', '2024-09-20')
    expect(periodsWithin(terms, days('2024-07-20', '2024-09-01'))).toEqual([
      days('2024-07-10', '2024-08-01'),
      AUGUST,
    ])
    expect(periodsWithin(terms, days('2024-09-01', '2024-12-01'))).toEqual([days('2024-09-01', '2024-09-20')])
    expect(periodsWithin(terms, days('2024-09-20', '2024-12-01'))).toEqual([])
  })
})
