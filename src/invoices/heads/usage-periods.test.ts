import { describe, expect, it } from 'vitest'
import { parseTimestamp } from '../../kernel/instant.ts'
import {
  currentPeriod,
  isInvoicedAt,
  periodsWithin,
  usagePeriodEndingAt,
  usagePeriods,
} from './usage-periods.ts'

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

const JUNE = days('2024-06-01', '2024-07-01')
const JULY = days('2024-07-01', '2024-08-01')
const AUGUST = days('2024-08-01', '2024-09-01')
const SEPTEMBER = days('2024-09-01', '2024-10-01')

describe('the periods with a usage invoice', () => {
  it('are all from the contract’s start up to the current one', () => {
    const terms = contract('2024-06-01')
    expect(usagePeriods(terms, JUNE.from - 1, [])).toEqual([])
    expect(usagePeriods(terms, JUNE.from, [])).toEqual([JUNE])
    expect(usagePeriods(terms, AUGUST.from - 1, [])).toEqual([JUNE, JULY])
    expect(usagePeriods(terms, AUGUST.from, [])).toEqual([JUNE, JULY, AUGUST])
  })

  it('are clipped to the contract, and none is after it', () => {
    const terms = contract('2024-07-10', '2024-08-20')
    const all = [days('2024-07-10', '2024-08-01'), days('2024-08-01', '2024-08-20')]
    expect(usagePeriods(terms, at('2024-08-19'), [])).toEqual(all)
    expect(usagePeriods(terms, at('2025-01-01'), [])).toEqual(all)
  })

  it('are from when invoices are to be made, and of the period that holds that instant the rest', () => {
    const now = at('2024-08-03')
    const from = (day: string) => usagePeriods(contract('2024-01-01', null, day), now, [])
    expect(from('2024-07-01')).toEqual([JULY, AUGUST])
    expect(from('2024-07-02')).toEqual([days('2024-07-02', '2024-08-01'), AUGUST])
    expect(from('2024-08-02')).toEqual([days('2024-08-02', '2024-09-01')])
    expect(from('2024-08-04')).toEqual([])
    expect(from('2024-09-01')).toEqual([])
  })

  it('are cut where a finalized invoice ends, of the contract as it was before it was made longer', () => {
    const parts = [days('2024-08-01', '2024-08-20'), days('2024-08-20', '2024-09-01')]
    const cuts = [AUGUST.from, at('2024-08-20'), AUGUST.to, at('2024-08-20')]
    expect(usagePeriods(contract('2024-08-01'), SEPTEMBER.from, cuts)).toEqual([...parts, SEPTEMBER])
  })

  it('are in order of time, also where the later part was final first', () => {
    const [tenth, twentieth] = [at('2024-08-10'), at('2024-08-20')]
    expect(usagePeriods(contract('2024-08-01'), AUGUST.from, [twentieth, tenth])).toEqual([
      { from: AUGUST.from, to: tenth },
      { from: tenth, to: twentieth },
      { from: twentieth, to: AUGUST.to },
    ])
  })
})

describe('whether an invoice is made of an instant', () => {
  it('is not before they are to be made, nor from the start of what was imported until its end', () => {
    const isInvoiced = (day: string, invoicesFrom: string | null = null) =>
      isInvoicedAt(contract('2024-06-01', null, invoicesFrom), at(day), [JULY])
    expect(['2024-06-30', '2024-07-01', '2024-07-31', '2024-08-01'].map((day) => isInvoiced(day))).toEqual([
      true,
      false,
      false,
      true,
    ])
    expect(['2024-08-09', '2024-08-10'].map((day) => isInvoiced(day, '2024-08-10'))).toEqual([false, true])
  })
})

describe('the period with a usage invoice that ends at an instant', () => {
  const terms = contract('2024-07-10', '2024-09-20', '2024-08-01')

  it('may be ahead, and may be the contract’s last', () => {
    expect(usagePeriodEndingAt(terms, AUGUST.to, [])).toEqual(AUGUST)
    expect(usagePeriodEndingAt(terms, at('2024-09-20'), [])).toEqual(days('2024-09-01', '2024-09-20'))
  })

  it('is null within a period, outside the contract, and before invoices are to be made', () => {
    expect(usagePeriodEndingAt(terms, AUGUST.to - 1, [])).toBe(null)
    expect(usagePeriodEndingAt(terms, SEPTEMBER.to, [])).toBe(null)
    expect(usagePeriodEndingAt(terms, AUGUST.from, [])).toBe(null)
  })

  it('is the part of one that a finalized invoice ends with', () => {
    const cut = at('2024-08-20')
    expect(usagePeriodEndingAt(terms, cut, [cut])).toEqual(days('2024-08-01', '2024-08-20'))
    expect(usagePeriodEndingAt(terms, AUGUST.to, [cut])).toEqual(days('2024-08-20', '2024-09-01'))
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
