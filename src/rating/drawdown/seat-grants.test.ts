import { describe, expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { isApplicable } from './is-applicable.ts'
import { recurringChildren, type Recurrence, type RecurringChild } from './recurring.ts'
import { individualGrants, pooledGrants, specifiersOfSeat, type SeatTerms } from './seat-grants.ts'
import { balance, balanceSpecifier, charge } from './testing/balances.ts'

const at = (day: string) => Date.parse(`${day}T00:00:00Z`)
const dayOf = (instant: number) => formatInstant(instant).slice(0, 10)

/** 10 for each unit, and an increase for the time that is left alone. */
const PRORATED: SeatTerms = {
  unitPrice: new Decimal(10),
  proration: 'FIRST_AND_LAST',
  rounding: null,
  isIncreaseProrated: true,
}

/** The child of September, which has 30 days. */
function september(changes: Partial<Recurrence> = {}): RecurringChild {
  const recurrence: Recurrence = {
    id: 'allowance',
    startingAt: at('2024-09-01'),
    endingBefore: null,
    frequency: null,
    durationPeriods: 1,
    accessAmount: new Decimal(10),
    invoiceAmount: null,
    proration: 'FIRST_AND_LAST',
    accessRounding: null,
    invoiceRounding: null,
    ...changes,
  }
  const months = { frequency: 'MONTHLY', anchorAt: at('2024-01-01') } as const
  const [child] = recurringChildren(recurrence, months, recurrence.startingAt)
  if (child === undefined) throw new Error('September has a child')
  return child
}

type Quantities = readonly (readonly [day: string, quantity: number])[]

/** Segments as their first day, their end and their amount. */
function pooled(quantities: Quantities, terms: Partial<SeatTerms> = {}, child = september()) {
  const changes = quantities.map(([day, quantity]) => ({
    startingAt: at(day),
    quantity: new Decimal(quantity),
  }))
  return pooledGrants({ ...PRORATED, ...terms }, child, changes).map((segment) => [
    dayOf(segment.startingAt),
    dayOf(segment.endingBefore),
    segment.amount.toFixed(),
  ])
}

describe('a pooled grant', () => {
  it('is the unit price times the quantity at the start of the period', () => {
    const quantities: Quantities = [
      ['2024-08-01', 5],
      ['2024-09-01', 7],
      ['2024-10-01', 9],
    ]
    expect(pooled(quantities)).toEqual([['2024-09-01', '2024-10-01', '70']])
  })

  it('grows with the quantity, by the part of the price that the time left is', () => {
    // 20 of 30 days are left on the 11th: 10 × 3 × 20 / 30 = 20.
    const quantities: Quantities = [
      ['2024-08-01', 5],
      ['2024-09-11', 8],
    ]
    expect(pooled(quantities)).toEqual([
      ['2024-09-01', '2024-10-01', '50'],
      ['2024-09-11', '2024-10-01', '20'],
    ])
    expect(pooled(quantities, { isIncreaseProrated: false })[1]?.[2]).toBe('30')
  })

  it.each<[rounding: SeatTerms['rounding'], amount: string]>([
    [null, '6.66666666666666666666'],
    [{ method: 'CEILING', decimalPlaces: 1 }, '6.7'],
    [{ method: 'FLOOR', decimalPlaces: 0 }, '6'],
  ])('rounds what it grows by as %o says', (rounding, amount) => {
    // 10 × 20 / 30
    const quantities: Quantities = [
      ['2024-09-01', 5],
      ['2024-09-11', 6],
    ]
    expect(pooled(quantities, { rounding })[1]?.[2]).toBe(amount)
  })

  it('loses nothing to a decrease, and grows only by what was not granted before', () => {
    const quantities: Quantities = [
      ['2024-09-01', 5],
      ['2024-09-04', 2],
      ['2024-09-07', 5],
      ['2024-09-16', 6],
    ]
    // From 5 to 6 with 15 of 30 days left: 10 × 15 / 30.
    expect(pooled(quantities)).toEqual([
      ['2024-09-01', '2024-10-01', '50'],
      ['2024-09-16', '2024-10-01', '5'],
    ])
  })

  it('grows with each of several increases by what that adds', () => {
    // Three more with 20 of 30 days left: 30 × 20 / 30. One more with 15 of them left: 10 × 15 / 30.
    const quantities: Quantities = [
      ['2024-09-01', 5],
      ['2024-09-11', 8],
      ['2024-09-16', 9],
    ]
    expect(pooled(quantities).map(([, , amount]) => amount)).toEqual(['50', '20', '5'])
  })

  it('is of nothing before its subscription starts', () => {
    expect(pooled([['2024-09-16', 2]])).toEqual([
      ['2024-09-01', '2024-10-01', '0'],
      ['2024-09-16', '2024-10-01', '10'],
    ])
  })

  it('grows within its own period alone, though it may be drawn for longer', () => {
    const quantities: Quantities = [
      ['2024-09-01', 5],
      ['2024-09-16', 6],
      ['2024-10-16', 7],
    ]
    expect(pooled(quantities, {}, september({ durationPeriods: 2 }))).toEqual([
      ['2024-09-01', '2024-11-01', '50'],
      ['2024-09-16', '2024-11-01', '5'],
    ])
  })

  it('is prorated where its period is cut short, and so is what it grows by', () => {
    const cut = september({ startingAt: at('2024-09-11'), endingBefore: at('2024-09-26') })
    const quantities: Quantities = [
      ['2024-09-01', 2],
      ['2024-09-21', 5],
    ]
    // 15 of 30 days: 20 × 15 / 30. From the 21st to the 26th 5 of 30: 30 × 5 / 30.
    expect(pooled(quantities, {}, cut).map(([, , amount]) => amount)).toEqual(['10', '5'])
    // Not prorated, it gets what a unit has that was there at the start: 30 × 15 / 30.
    expect(pooled(quantities, { isIncreaseProrated: false }, cut)[1]?.[2]).toBe('15')
    // Without regard to the end, 20 and 10 of 30 days are left: 20 × 20 / 30, and 30 × 10 / 30.
    const amounts = pooled(quantities, { proration: 'FIRST' }, cut).map(([, , amount]) => amount)
    expect(amounts).toEqual(['13.33333333333333333333', '10'])
  })

  it('is whole for those that are there as a period starts that is cut short, where that is not prorated', () => {
    // From the 11th on. One more with 10 of 30 days left: 10 × 10 / 30.
    const cut = september({ startingAt: at('2024-09-11') })
    const quantities: Quantities = [
      ['2024-09-11', 2],
      ['2024-09-21', 3],
    ]
    const amounts = pooled(quantities, { proration: 'NONE' }, cut).map(([, , amount]) => amount)
    expect(amounts).toEqual(['20', '3.33333333333333333333'])
  })
})

describe('each seat', () => {
  const seats = [
    { startingAt: at('2024-08-01'), seatIds: ['ann', 'bob'], unassignedSeats: 3 },
    { startingAt: at('2024-09-11'), seatIds: ['bob', 'cem'], unassignedSeats: 2 },
    { startingAt: at('2024-09-16'), seatIds: ['ann', 'bob', 'cem'], unassignedSeats: 2 },
    { startingAt: at('2024-10-01'), seatIds: ['dee'], unassignedSeats: 0 },
  ]
  const grantsWith = (terms: Partial<SeatTerms> = {}) =>
    individualGrants({ ...PRORATED, ...terms }, september(), seats)

  it('has a grant of its own from when it is assigned, once in a period, also where it leaves', () => {
    const found = grantsWith().map(({ seatId, segment }) => [
      seatId,
      dayOf(segment.startingAt),
      dayOf(segment.endingBefore),
      segment.amount.toFixed(),
    ])
    // cem joins with 20 of 30 days left.
    expect(found).toEqual([
      ['ann', '2024-09-01', '2024-10-01', '10'],
      ['bob', '2024-09-01', '2024-10-01', '10'],
      ['cem', '2024-09-11', '2024-10-01', '6.66666666666666666666'],
    ])
  })

  it('that joins has all of it where increases are not prorated', () => {
    expect(grantsWith({ isIncreaseProrated: false })[2]?.segment.amount.toFixed()).toBe('10')
  })

  it('has ids of its own, the same each time', () => {
    const ids = grantsWith().map(({ segment }) => segment.id)
    expect(new Set(ids).size).toBe(3)
    expect(grantsWith().map(({ segment }) => segment.id)).toEqual(ids)
  })
})

describe('what is for a seat', () => {
  const bySpecifiers = (...specifiers: Parameters<typeof balanceSpecifier>[0][]) =>
    balance('seat', '10', {
      specifiers: specifiersOfSeat(specifiers.map(balanceSpecifier), 'user', 'ann'),
    })
  const isDrawn = (of: ReturnType<typeof balance>, changes: Parameters<typeof charge>[0] & object) =>
    isApplicable(of, charge(changes), 'deal')

  it.each(['pricingGroupValues', 'presentationGroupValues'] as const)(
    'covers the usage that names it in %s, and no other',
    (values) => {
      const everything = bySpecifiers({})
      expect(isDrawn(everything, { [values]: { user: 'ann', region: 'eu' } })).toBe(true)
      expect(isDrawn(everything, { [values]: { user: 'bob' } })).toBe(false)
      expect(isDrawn(everything, { [values]: { user: null } })).toBe(false)
      expect(isDrawn(everything, {})).toBe(false)
    },
  )

  it('covers it only as far as all else that is asked for holds', () => {
    const ann = { user: 'ann' }
    const european = bySpecifiers({ productId: 'tokens', pricingGroupValues: { region: 'eu' } })
    const eu = { pricingGroupValues: { region: 'eu' }, presentationGroupValues: ann }
    expect(isDrawn(european, eu)).toBe(true)
    expect(isDrawn(european, { ...eu, productId: 'storage' })).toBe(false)
    expect(isDrawn(european, { ...eu, pricingGroupValues: { region: 'us' } })).toBe(false)
  })

  it.each(['pricingGroupValues', 'presentationGroupValues'] as const)(
    'covers nothing where another seat is asked for in %s',
    (values) => {
      const another = bySpecifiers({ [values]: { user: 'bob' } })
      for (const user of ['ann', 'bob']) {
        expect(isDrawn(another, { pricingGroupValues: { user } })).toBe(false)
        expect(isDrawn(another, { presentationGroupValues: { user } })).toBe(false)
      }
    },
  )
})
