import { describe, expect, it } from 'vitest'
import { formatInstant } from '../kernel/instant.ts'
import { subscriptionCharges } from './subscription-charges.ts'
import type { Subscription } from './subscription.ts'
import { flat, multiplier, override, overwrite, pricing, rate, specifier, tiered } from './testing/prices.ts'
import { at, quantities, seats } from './testing/subscriptions.ts'
import type { ContractPricing, UsageRate } from './usage-line.ts'

/** A month of 31 days costs 31 a seat: 1 a day. */
const card = [rate('31')]
const firstQuarter = { from: at('2023-12-31'), to: at('2024-03-31') }

interface Asked {
  tagsAt?: (at: number) => string[]
  rates?: UsageRate[]
  contract?: ContractPricing
  contractEnd?: string
  billed?: { from: number; to: number }
}

const charges = (subscription: Subscription, asked: Asked = {}) =>
  subscriptionCharges(
    subscription,
    asked.tagsAt ?? (() => ['seat']),
    asked.contract ?? pricing(),
    asked.rates ?? card,
    asked.contractEnd === undefined ? null : at(asked.contractEnd),
    asked.billed ?? firstQuarter,
  )

/** Charges as when they are billed, the time that they pay for, quantity and total. */
const lines = (subscription: Subscription, asked: Asked = {}) =>
  charges(subscription, asked).map(({ billedAt, period, quantity, total }) => [
    ...[billedAt, period.from, period.to].map((instant) => formatInstant(instant).slice(0, 10)),
    quantity.toFixed(),
    total.toFixed(),
  ])

describe('a subscription', () => {
  it('is billed in advance at the start of each period', () => {
    expect(lines(seats())).toEqual([
      ['2024-01-01', '2024-01-01', '2024-02-01', '10', '310'],
      ['2024-02-01', '2024-02-01', '2024-03-01', '10', '310'],
      ['2024-03-01', '2024-03-01', '2024-04-01', '10', '310'],
    ])
  })

  it('is billed in arrears at the end of each', () => {
    expect(lines(seats({ collectionSchedule: 'ARREARS' }))).toEqual([
      ['2024-02-01', '2024-01-01', '2024-02-01', '10', '310'],
      ['2024-03-01', '2024-02-01', '2024-03-01', '10', '310'],
    ])
  })

  it('is billed after the start of the range asked for, and up to its end', () => {
    const february = { from: at('2024-02-01'), to: at('2024-03-01') }
    const arrears = seats({ collectionSchedule: 'ARREARS' })
    expect(lines(seats(), { billed: february }).map(([billedAt]) => billedAt)).toEqual(['2024-03-01'])
    expect(lines(arrears, { billed: february }).map(([billedAt]) => billedAt)).toEqual(['2024-03-01'])
  })

  it.each<[Subscription['billingFrequency'], anchor: string, periods: string[]]>([
    ['MONTHLY', '2024-01-31', ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30']],
    ['QUARTERLY', '2024-01-31', ['2024-01-31', '2024-04-30']],
    ['WEEKLY', '2024-04-22', ['2024-04-22', '2024-04-29']],
    ['ANNUAL', '2024-02-29', ['2024-02-29']],
  ])('%s from %s on is billed on %j', (billingFrequency, anchor, billedOn) => {
    const startingAt = at(anchor)
    const subscription = seats({
      billingFrequency,
      startingAt,
      anchorAt: startingAt,
      quantities: quantities([anchor, 10]),
    })
    const billed = { from: at('2023-12-31'), to: at('2024-05-01') }
    expect(lines(subscription, { billed }).map(([billedAt]) => billedAt)).toEqual(billedOn)
  })

  it('has no charge for no seats', () => {
    expect(lines(seats({ quantities: quantities(['2024-01-01', 0], ['2024-03-01', 2]) }))).toEqual([
      ['2024-03-01', '2024-03-01', '2024-04-01', '2', '62'],
    ])
  })

  it('ends with its contract, or before', () => {
    const upToMarch = [
      ['2024-01-01', '2024-01-01', '2024-02-01', '10', '310'],
      ['2024-02-01', '2024-02-01', '2024-03-01', '10', '310'],
    ]
    expect(lines(seats(), { contractEnd: '2024-03-01' })).toEqual(upToMarch)
    expect(lines(seats({ endingBefore: at('2024-03-01') }), { contractEnd: '2024-06-01' })).toEqual(upToMarch)
  })
})

describe('a period that is cut short', () => {
  // From 17 January, 15 of 31 days; until 11 March, 10 of 31 days.
  const short = {
    startingAt: at('2024-01-17'),
    endingBefore: at('2024-03-11'),
    quantities: quantities(['2024-01-17', 10]),
  }

  it('costs the part that its time is of the whole', () => {
    // 310 × 15 / 31 = 150, 310, 310 × 10 / 31 = 100
    expect(lines(seats(short))).toEqual([
      ['2024-01-17', '2024-01-17', '2024-02-01', '10', '150'],
      ['2024-02-01', '2024-02-01', '2024-03-01', '10', '310'],
      ['2024-03-01', '2024-03-01', '2024-03-11', '10', '100'],
    ])
    expect(charges(seats(short)).map(({ isProrated }) => isProrated)).toEqual([true, false, true])
  })

  it('costs all of it where the subscription is not prorated', () => {
    const found = charges(seats({ ...short, isProrated: false }))
    expect(found.map(({ total, isProrated }) => [total.toFixed(), isProrated])).toEqual([
      ['310', false],
      ['310', false],
      ['310', false],
    ])
  })

  it('is billed in arrears at the end that it has', () => {
    expect(lines(seats({ ...short, collectionSchedule: 'ARREARS' }))).toEqual([
      ['2024-02-01', '2024-01-17', '2024-02-01', '10', '150'],
      ['2024-03-01', '2024-02-01', '2024-03-01', '10', '310'],
      ['2024-03-11', '2024-03-01', '2024-03-11', '10', '100'],
    ])
  })

  it('counts a leap day', () => {
    // 29 × 10 / 29 = 10 a seat.
    const from20 = seats({ startingAt: at('2024-02-20'), quantities: quantities(['2024-02-20', 1]) })
    expect(lines(from20, { rates: [rate('29')] })[0]).toEqual([
      '2024-02-20',
      '2024-02-20',
      '2024-03-01',
      '1',
      '10',
    ])
  })

  it('is cut off at 20 fractional digits, or rounded as the subscription says', () => {
    // 100 × 15 / 31 = 48.387096774193548387096…
    const one = { ...short, quantities: quantities(['2024-01-17', 1]) }
    const first = (rounding: Subscription['rounding']) =>
      charges(seats({ ...one, rounding }), { rates: [rate('100')] })[0]?.total.toFixed()
    expect(first(null)).toBe('48.38709677419354838709')
    expect(first({ method: 'HALF_UP', decimalPlaces: 2 })).toBe('48.39')
    expect(first({ method: 'FLOOR', decimalPlaces: 0 })).toBe('48')
    expect(first({ method: 'CEILING', decimalPlaces: -1 })).toBe('50')
  })

  it('alone is rounded, a whole one is not', () => {
    const rounding = { method: 'HALF_UP', decimalPlaces: 0 } as const
    const totals = charges(seats({ rounding }), { rates: [rate('0.25')] }).map(({ total }) => total.toFixed())
    expect(totals).toEqual(['2.5', '2.5', '2.5'])
  })
})

describe('a change of quantity within a period', () => {
  const growing = { quantities: quantities(['2024-01-01', 10], ['2024-01-22', 13]) }

  it('upwards is billed at once for the rest of the period', () => {
    // 3 × 31 × 10 / 31 = 30 for 22 to 31 January.
    expect(lines(seats(growing)).slice(0, 3)).toEqual([
      ['2024-01-01', '2024-01-01', '2024-02-01', '10', '310'],
      ['2024-01-22', '2024-01-22', '2024-02-01', '3', '30'],
      ['2024-02-01', '2024-02-01', '2024-03-01', '13', '403'],
    ])
  })

  it('upwards is billed at the end of the period where that is agreed', () => {
    const later = seats({ ...growing, invoiceBehavior: 'BILL_ON_NEXT_COLLECTION_DATE' })
    expect(lines(later)[1]).toEqual(['2024-02-01', '2024-01-22', '2024-02-01', '3', '30'])
  })

  it('upwards is billed in arrears with the period', () => {
    expect(lines(seats({ ...growing, collectionSchedule: 'ARREARS' })).slice(0, 2)).toEqual([
      ['2024-02-01', '2024-01-01', '2024-02-01', '10', '310'],
      ['2024-02-01', '2024-01-22', '2024-02-01', '3', '30'],
    ])
  })

  it('upwards costs a whole period where the subscription is not prorated', () => {
    expect(lines(seats({ ...growing, isProrated: false }))[1]).toEqual([
      '2024-01-22',
      '2024-01-22',
      '2024-02-01',
      '3',
      '93',
    ])
  })

  it('upwards at its start is no change within it', () => {
    expect(
      lines(seats({ quantities: quantities(['2024-01-01', 10], ['2024-02-01', 12]) })).slice(0, 2),
    ).toEqual([
      ['2024-01-01', '2024-01-01', '2024-02-01', '10', '310'],
      ['2024-02-01', '2024-02-01', '2024-03-01', '12', '372'],
    ])
  })

  it('upwards again is billed for what is more than before', () => {
    // 3 more for 10 days, then 2 more for 5.
    const twice = quantities(['2024-01-01', 10], ['2024-01-22', 13], ['2024-01-27', 15])
    expect(lines(seats({ quantities: twice })).slice(1, 3)).toEqual([
      ['2024-01-22', '2024-01-22', '2024-02-01', '3', '30'],
      ['2024-01-27', '2024-01-27', '2024-02-01', '2', '10'],
    ])
  })

  it('downwards takes effect in the next one', () => {
    expect(lines(seats({ quantities: quantities(['2024-01-01', 10], ['2024-01-22', 4]) }))).toEqual([
      ['2024-01-01', '2024-01-01', '2024-02-01', '10', '310'],
      ['2024-02-01', '2024-02-01', '2024-03-01', '4', '124'],
      ['2024-03-01', '2024-03-01', '2024-04-01', '4', '124'],
    ])
  })

  it('back up to what is paid for costs nothing, and further up only what is over it', () => {
    // 10 are paid for; down to 4, up to 9, then up to 12 on the 22nd: 2 more for 10 days.
    const changing = quantities(['2024-01-01', 10], ['2024-01-05', 4], ['2024-01-10', 9], ['2024-01-22', 12])
    expect(lines(seats({ quantities: changing }))).toEqual([
      ['2024-01-01', '2024-01-01', '2024-02-01', '10', '310'],
      ['2024-01-22', '2024-01-22', '2024-02-01', '2', '20'],
      ['2024-02-01', '2024-02-01', '2024-03-01', '12', '372'],
      ['2024-03-01', '2024-03-01', '2024-04-01', '12', '372'],
    ])
  })

  it('is for the rest of a period that is cut short', () => {
    // Until 27 January: 3 × 31 × 5 / 31 = 15.
    expect(lines(seats({ ...growing, endingBefore: at('2024-01-27') }))[1]).toEqual([
      '2024-01-22',
      '2024-01-22',
      '2024-01-27',
      '3',
      '15',
    ])
  })
})

describe('the price of a subscription', () => {
  it('is that in force when the period starts, for all of it', () => {
    const dearer = [rate('31'), { ...rate('62'), startingAt: at('2024-01-15') }]
    const growing = seats({ quantities: quantities(['2024-01-01', 10], ['2024-01-22', 13]) })
    // The 3 seats of 22 January still cost 31; February is at 62.
    expect(lines(growing, { rates: dearer }).map((line) => line.at(-1))).toEqual(['310', '30', '806', '806'])
  })

  it('is that of its first day where it starts within a period', () => {
    const dearer = [rate('31'), { ...rate('62'), startingAt: at('2024-01-15') }]
    const late = seats({ startingAt: at('2024-01-17'), quantities: quantities(['2024-01-17', 10]) })
    // 620 × 15 / 31
    expect(lines(late, { rates: dearer })[0]?.at(-1)).toBe('300')
  })

  it('is what the contract makes of it, by product, tag or billing frequency', () => {
    const yearly = specifier({ billingFrequency: 'ANNUAL' })
    const monthly = specifier({ productTags: ['seat'], billingFrequency: 'MONTHLY' })
    const contract = pricing(
      override('annual', multiplier('0.1'), { specifiers: [yearly] }),
      override('monthly', multiplier('0.5'), { specifiers: [monthly] }),
    )
    const [first] = charges(seats(), { contract })
    expect([first?.override?.id, first?.unitPrice.toFixed(), first?.total.toFixed()]).toEqual([
      'monthly',
      '15.5',
      '155',
    ])
  })

  it('follows the tags that its product has when the period starts', () => {
    const contract = pricing(override('sale', multiplier('0.5'), { applicableProductTags: ['sale'] }))
    const tagsAt = (instant: number) => (instant < at('2024-02-01') ? [] : ['sale'])
    const totals = charges(seats(), { contract, tagsAt }).map(({ total }) => total.toFixed())
    // 10 * 31, then half of it.
    expect(totals).toEqual(['310', '155', '155'])
  })

  it('may be that of an overwrite without a rate, in its unit', () => {
    const contract = pricing(override('credits', overwrite(flat('2'), 'credits')))
    const [first] = charges(seats(), { contract, rates: [] })
    expect([first?.rate, first?.listPrice, first?.creditTypeId, first?.total.toFixed()]).toEqual([
      null,
      null,
      'credits',
      '20',
    ])
  })

  it('is none without entitlement, or without a rate', () => {
    expect(charges(seats(), { rates: [rate('31', { isEntitled: false })] })).toEqual([])
    expect(charges(seats(), { rates: [] })).toEqual([])
    const granted = pricing(override('granted', null, { isEntitled: true }))
    expect(charges(seats(), { rates: [rate('31', { isEntitled: false })], contract: granted })).toHaveLength(
      3,
    )
  })

  it('has a charge for each tier that the seats are in', () => {
    // The first 8 at 31, further ones at 15.5; 3 more on the 22nd are in tier 2: 3 × 15.5 × 10 / 31.
    const growing = seats({ quantities: quantities(['2024-01-01', 10], ['2024-01-22', 13]) })
    expect(lines(growing, { rates: [rate(tiered([8, '31'], [null, '15.5']))] }).slice(0, 3)).toEqual([
      ['2024-01-01', '2024-01-01', '2024-02-01', '8', '248'],
      ['2024-01-01', '2024-01-01', '2024-02-01', '2', '31'],
      ['2024-01-22', '2024-01-22', '2024-02-01', '3', '15'],
    ])
  })
})

describe('the invoice of a charge', () => {
  const placements = (changes: Partial<Subscription>) =>
    charges(seats({ quantities: quantities(['2024-01-01', 10], ['2024-02-22', 13]), ...changes })).map(
      ({ placement }) => placement,
    )
  const [usage, scheduled] = ['USAGE_INVOICE', 'SCHEDULED_INVOICE']

  it('in advance is that of the usage before, but for the first; an increase has its own', () => {
    expect(placements({})).toEqual([scheduled, usage, scheduled, usage])
  })

  it('in arrears is that of the usage of its period', () => {
    expect(placements({ collectionSchedule: 'ARREARS' })).toEqual([usage, usage, usage])
  })

  it('of an increase that waits is that of the usage of its period', () => {
    expect(placements({ invoiceBehavior: 'BILL_ON_NEXT_COLLECTION_DATE' })).toEqual([
      scheduled,
      usage,
      usage,
      usage,
    ])
  })

  it('is its own where the subscription says so', () => {
    expect(placements({ invoicePlacement: 'ON_SCHEDULED_INVOICE' })).toEqual(Array(4).fill(scheduled))
    const arrears = { invoicePlacement: 'ON_SCHEDULED_INVOICE', collectionSchedule: 'ARREARS' } as const
    expect(placements(arrears)).toEqual(Array(3).fill(scheduled))
  })
})
