import { describe, expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { recurringChildren, type Recurrence, type UsageInvoicePeriods } from './recurring.ts'

const at = (text: string) => Date.parse(text.includes('T') ? text : `${text}T00:00:00Z`)
const day = (instant: number) => formatInstant(instant).slice(0, 10)

/** 310 granted at a price of 62 each month from 1 January on, for good. */
function recurrence(changes: Partial<Recurrence> = {}): Recurrence {
  return {
    id: 'allowance',
    startingAt: at('2024-01-01'),
    endingBefore: null,
    frequency: 'MONTHLY',
    durationPeriods: 1,
    accessAmount: new Decimal(310),
    invoiceAmount: new Decimal(62),
    proration: 'FIRST_AND_LAST',
    accessRounding: null,
    invoiceRounding: null,
    ...changes,
  }
}

const onTheFirst: UsageInvoicePeriods = { frequency: 'MONTHLY', anchorAt: at('2023-12-01') }

const childrenOf = (changes: Partial<Recurrence>, until: string, periods = onTheFirst) =>
  recurringChildren(recurrence(changes), periods, at(until))

/** Children as their access's first day, its end, and what they grant. */
const grants = (changes: Partial<Recurrence>, until: string, periods = onTheFirst) =>
  childrenOf(changes, until, periods).map(({ segment }) => [
    day(segment.startingAt),
    day(segment.endingBefore),
    segment.amount.toFixed(),
  ])

/** What each child grants. */
const amounts = (changes: Partial<Recurrence>, until = '2024-12-31') =>
  grants({ frequency: null, ...changes }, until).map(([, , amount]) => amount)

describe('the children of a recurring commit', () => {
  it('are those of the periods that have begun, and one ahead', () => {
    const expected = [
      ['2024-01-01', '2024-02-01', '310'],
      ['2024-02-01', '2024-03-01', '310'],
      ['2024-03-01', '2024-04-01', '310'],
    ]
    expect(grants({}, '2024-02-01')).toEqual(expected)
    expect(grants({}, '2024-02-29T23:59:59Z')).toEqual(expected)
    expect(grants({}, '2024-03-01').length).toBe(4)
  })

  it('are made no sooner than a period before the first', () => {
    expect(grants({}, '2023-11-30')).toEqual([])
    expect(grants({}, '2023-12-01')).toEqual([['2024-01-01', '2024-02-01', '310']])
  })

  it.each<[frequency: Recurrence['frequency'], second: string, third: string]>([
    ['DAILY', '2024-01-16', '2024-01-17'],
    ['WEEKLY', '2024-01-22', '2024-01-29'],
    ['MONTHLY', '2024-02-15', '2024-03-15'],
    ['QUARTERLY', '2024-04-15', '2024-07-15'],
    ['ANNUAL', '2025-01-15', '2026-01-15'],
  ])('come %s from its own start on, whenever usage is invoiced', (frequency, second, third) => {
    expect(grants({ frequency, startingAt: at('2024-01-15') }, second)).toEqual([
      ['2024-01-15', second, '310'],
      [second, third, '310'],
      [third, expect.any(String), '310'],
    ])
  })

  it('go back to day 31 after a shorter month', () => {
    const starts = grants({ startingAt: at('2024-01-31') }, '2024-03-01').map(([start]) => start)
    expect(starts).toEqual(['2024-01-31', '2024-02-29', '2024-03-31'])
  })

  it('without a frequency come with the usage invoices, the first for a part of a period', () => {
    // 16 of January's 31 days: 310 × 16 / 31 = 160.
    expect(grants({ frequency: null, startingAt: at('2024-01-16') }, '2024-01-20')).toEqual([
      ['2024-01-16', '2024-02-01', '160'],
      ['2024-02-01', '2024-03-01', '310'],
    ])
  })

  it('without a frequency follow invoices that are quarterly, or on another day', () => {
    const quarterly = { frequency: 'QUARTERLY', anchorAt: at('2024-02-10') } as const
    const found = grants({ frequency: null, startingAt: at('2024-02-10') }, '2024-02-10', quarterly)
    expect(found.map(([start]) => start)).toEqual(['2024-02-10', '2024-05-10'])
  })

  it('end with the term', () => {
    expect(grants({ endingBefore: at('2024-03-01') }, '2024-12-31').map(([start]) => start)).toEqual([
      '2024-01-01',
      '2024-02-01',
    ])
  })

  it('may be drawn to the end of their period where the term ends within it', () => {
    const changes = { endingBefore: at('2024-02-11'), proration: 'NONE' } as const
    expect(grants(changes, '2024-12-31')).toEqual([
      ['2024-01-01', '2024-02-01', '310'],
      ['2024-02-01', '2024-03-01', '310'],
    ])
  })

  it('may be drawn for several periods, their own counted, past the end of the term as well', () => {
    const changes = { frequency: null, startingAt: at('2024-01-16'), endingBefore: at('2024-03-01') }
    expect(grants({ ...changes, durationPeriods: 3, proration: 'NONE' }, '2024-12-31')).toEqual([
      ['2024-01-16', '2024-04-01', '310'],
      ['2024-02-01', '2024-05-01', '310'],
    ])
  })
})

describe('a period that is cut short', () => {
  // 16 of January's 31 days are 160 of 310. In April, 10 of 30 days are 310 / 3.
  const cut = { startingAt: at('2024-01-16'), endingBefore: at('2024-04-11') }
  const third = '103.33333333333333333333'

  it.each<[proration: Recurrence['proration'], expected: string[]]>([
    ['NONE', ['310', '310', '310', '310']],
    ['FIRST', ['160', '310', '310', '310']],
    ['LAST', ['310', '310', '310', third]],
    ['FIRST_AND_LAST', ['160', '310', '310', third]],
  ])('grants as %s says', (proration, expected) => {
    expect(amounts({ ...cut, proration })).toEqual(expected)
  })

  it.each<[proration: Recurrence['proration'], expected: string]>([
    ['NONE', '310'],
    ['FIRST', '160'],
    ['LAST', '200'],
    ['FIRST_AND_LAST', '50'],
  ])('at both ends grants as %s says', (proration, expected) => {
    // From the 16th: 16 of 31 days. To the 20th: 20 of them. Between: 5, which are 50.
    const both = { startingAt: at('2024-01-16'), endingBefore: at('2024-01-21') }
    expect(amounts({ ...both, proration })).toEqual([expected])
  })

  it('counts hours, too', () => {
    // The last 6 hours of 744: 310 × 6 / 744 = 2.5.
    expect(amounts({ startingAt: at('2024-01-31T18:00:00Z') }, '2024-01-31')).toEqual(['2.5', '310'])
  })

  it.each<[method: 'HALF_UP' | 'FLOOR' | 'CEILING', decimalPlaces: number, expected: string]>([
    ['HALF_UP', 0, '103'],
    ['CEILING', 2, '103.34'],
    ['FLOOR', -1, '100'],
    ['CEILING', -2, '200'],
  ])('is rounded %s to %i places where that is said', (method, decimalPlaces, expected) => {
    const found = amounts({ ...cut, accessRounding: { method, decimalPlaces } })
    expect(found.at(-1)).toBe(expected)
  })

  it('alone is rounded, and not whole periods', () => {
    const accessRounding = { method: 'CEILING', decimalPlaces: -3 } as const
    expect(amounts({ ...cut, accessRounding })).toEqual(['1000', '310', '310', '1000'])
  })

  it('costs the same part of the price, rounded by its own rule', () => {
    // 62 × 16 / 31 = 32, and 62 / 3 = 20.66…
    const changes = {
      ...cut,
      frequency: null,
      invoiceRounding: { method: 'FLOOR', decimalPlaces: 1 } as const,
    }
    const costs = childrenOf(changes, '2024-12-31').map(({ invoiceAmount }) => invoiceAmount?.toFixed())
    expect(costs).toEqual(['32', '62', '62', '20.6'])
    expect(childrenOf({ invoiceAmount: null }, '2024-01-01')[0]?.invoiceAmount).toBeNull()
  })
})

describe('the ids of children', () => {
  const idsOf = (changes: Partial<Recurrence>, until: string) =>
    childrenOf(changes, until).flatMap(({ id, segment }) => [id, segment.id])

  it('are the same each time, also once there are more or the last is cut short', () => {
    const early = idsOf({}, '2024-01-01')
    expect(idsOf({ endingBefore: at('2024-02-10') }, '2024-06-01')).toEqual(early)
    expect(idsOf({}, '2024-06-01').slice(0, early.length)).toEqual(early)
  })

  it('are no others’', () => {
    const ids = [...idsOf({}, '2024-06-01'), ...idsOf({ id: 'another' }, '2024-06-01')]
    expect(new Set(ids).size).toBe(ids.length)
  })
})
