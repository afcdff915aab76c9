import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { DAY_MS } from '../kernel/instant.ts'
import { rateUsage } from './rate-usage.ts'
import {
  days,
  flat,
  multiplier,
  multiplierTiers,
  override,
  overwrite,
  pricing,
  rate,
  specifier,
  tiered,
} from './testing/prices.ts'
import type { CumulativeQuantity, UsageProduct, UsageProductVersion, UsageRate } from './usage-line.ts'

/** A period of 30 days, in days since the epoch. */
const period = days(0, 30)

function version(changes: Partial<UsageProductVersion> = {}): UsageProductVersion {
  return {
    period,
    tags: [],
    quantityConversion: null,
    quantityRounding: null,
    pricingGroupKey: [],
    presentationGroupKey: [],
    ...changes,
  }
}

/** A product of one version. */
function product(rates: UsageRate[], changes: Partial<UsageProductVersion> = {}): UsageProduct<UsageRate> {
  return { id: 'tokens', versions: [version(changes)], rates }
}

/** What had been used up to the end of the segment that starts on a day. */
const soFar = (
  day: number,
  cumulative: string,
  groups: (string | null)[] = [],
  measuredBy = 0,
): CumulativeQuantity => ({
  version: measuredBy,
  segmentStart: day * DAY_MS,
  groups,
  cumulative: new Decimal(cumulative),
})

const fullLines = (of: UsageProduct<UsageRate>, quantities: CumulativeQuantity[], contract = pricing()) =>
  rateUsage(of, contract, period, quantities)

/** Lines as first day, end, group values, quantity and total. */
const lines = (of: UsageProduct<UsageRate>, quantities: CumulativeQuantity[], contract = pricing()) =>
  fullLines(of, quantities, contract).map((line) => [
    line.period.from / DAY_MS,
    line.period.to / DAY_MS,
    ...Object.values({ ...line.pricingGroupValues, ...line.presentationGroupValues }),
    line.quantity.toFixed(),
    line.total.toFixed(),
  ])

/** Lines as first day, tier, quantity, unit price and total. */
const tierLines = (of: UsageProduct<UsageRate>, quantities: CumulativeQuantity[], contract = pricing()) =>
  fullLines(of, quantities, contract).map((line) => [
    line.period.from / DAY_MS,
    line.tier?.level ?? null,
    line.quantity.toFixed(),
    line.unitPrice.toFixed(),
    line.total.toFixed(),
  ])

describe('rating usage', () => {
  it('multiplies the quantity by the price, exactly', () => {
    // 3.3 × 0.1 = 0.33
    expect(lines(product([rate('0.1')]), [soFar(0, '3.3')])).toEqual([[0, 30, '3.3', '0.33']])
  })

  it('splits the line where the price changes, each part at its own price', () => {
    // 40 at 3 = 120 to day 10; then 40 → 30 at 4 = -40.
    const changing = product([rate('3'), rate('4', { from: 10 })])
    expect(lines(changing, [soFar(0, '40'), soFar(10, '30')])).toEqual([
      [0, 10, '40', '120'],
      [10, 30, '-10', '-40'],
    ])
  })

  it('adds segments at one rate to one line', () => {
    // Another product's change on day 5 cuts this one's usage too: 10, then 15 so far.
    expect(lines(product([rate('2')]), [soFar(0, '10'), soFar(5, '15')])).toEqual([[0, 30, '15', '30']])
  })

  it('bills nothing where no rate applies, or an unentitled one', () => {
    const gap = product([rate('1', { to: 10 }), rate('9', { from: 20, isEntitled: false })])
    expect(lines(gap, [soFar(0, '5'), soFar(10, '8'), soFar(20, '20')])).toEqual([[0, 10, '5', '5']])
  })

  it('shows a product without group keys at zero for each rate, and one with keys only where it was used', () => {
    expect(lines(product([rate('3'), rate('4', { from: 10 })]), [])).toEqual([
      [0, 10, '0', '0'],
      [10, 30, '0', '0'],
    ])
    const keyed = product([rate('3', { values: { model: 'a' } })], { pricingGroupKey: ['model'] })
    expect(lines(keyed, [])).toEqual([])
  })

  it('prices each set of pricing values by its own rate and leaves out what matches none', () => {
    const keyed = product([rate('3', { values: { model: 'a' } }), rate('5', { values: { model: 'b' } })], {
      pricingGroupKey: ['model'],
      presentationGroupKey: ['user'],
    })
    const used = [
      soFar(0, '1', ['a', 'ann']),
      soFar(0, '2', ['a', null]),
      soFar(0, '4', ['b', 'ann']),
      soFar(0, '8', ['c', 'ann']),
      soFar(0, '8', [null, 'ann']),
    ]
    expect(lines(keyed, used)).toEqual([
      [0, 30, 'a', 'ann', '1', '3'],
      [0, 30, 'a', null, '2', '6'],
      [0, 30, 'b', 'ann', '4', '20'],
    ])
  })

  it('has its groups in the order of their values, null last, in whatever order they are metered', () => {
    const keyed = product([], { presentationGroupKey: ['model'] })
    const models = [null, 'pro-mini', 'a"b', 'pro', 'a']
    const priced = { ...keyed, rates: [rate('1')] }
    expect(
      lines(
        priced,
        models.map((model) => soFar(0, '1', [model])),
      ).map((line) => line[2]),
    ).toEqual(['a', 'a"b', 'pro', 'pro-mini', null])
  })

  it('rounds the quantity of the whole period: the parts add up to the rounded whole', () => {
    // 2,400 so far on day 10 → 2.4, up to 3. 4,100 at the end → 4.1, up to 5, so 2 more.
    const rounded = product([rate('10'), rate('20', { from: 10 })], {
      quantityConversion: { factor: new Decimal(1000), operation: 'DIVIDE', name: null },
      quantityRounding: { method: 'ROUND_UP', decimalPlaces: 0 },
    })
    expect(lines(rounded, [soFar(0, '2400'), soFar(10, '4100')])).toEqual([
      [0, 10, '3', '30'],
      [10, 30, '2', '40'],
    ])
  })

  it('gives the same lines whatever the order of what was metered', () => {
    const changing = product([rate('3'), rate('4', { from: 10 })])
    const quantities = [soFar(0, '7'), soFar(10, '9')]
    expect(lines(changing, quantities.toReversed())).toEqual(lines(changing, quantities))
  })

  it('says what each segment brought to a line', () => {
    const [line] = fullLines(product([rate('2')]), [soFar(0, '10'), soFar(5, '15')])
    expect(
      line?.parts.map((part) => ({
        ...part,
        quantity: part.quantity.toFixed(),
        total: part.total.toFixed(),
      })),
    ).toEqual([
      { period: days(0, 5), quantity: '10', total: '20' },
      { period: days(5, 30), quantity: '5', total: '10' },
    ])
  })
})

describe('usage in tiers', () => {
  const card = rate(tiered([10, '5'], [20, '3'], [null, '1']))

  it('has a line for each tier that it reached', () => {
    expect(tierLines(product([card]), [soFar(0, '35')])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '20', '3', '60'],
      [0, 3, '5', '1', '5'],
    ])
  })

  it('shows the first tier where there is none', () => {
    expect(tierLines(product([card]), [])).toEqual([[0, 1, '0', '5', '0']])
  })

  it('adds segments in one tier to one line', () => {
    // 6, then 4 more to the end of tier 1 and 2 in tier 2, then 3 more there.
    expect(tierLines(product([card]), [soFar(0, '6'), soFar(5, '12'), soFar(9, '15')])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '5', '3', '15'],
    ])
  })

  it('does not start again where the rate changes', () => {
    // 8 so far; on day 10 the price of all tiers goes up by 1: 2 more in tier 1 at 6, 5 in tier 2 at 4.
    const dearer = rate(tiered([10, '6'], [20, '4'], [null, '2']), { from: 10 })
    expect(tierLines(product([card, dearer]), [soFar(0, '8'), soFar(10, '15')])).toEqual([
      [0, 1, '8', '5', '40'],
      [10, 1, '2', '6', '12'],
      [10, 2, '5', '4', '20'],
    ])
  })

  it('shows nothing used after that in the tier that was reached', () => {
    const dearer = rate(tiered([10, '6'], [20, '4'], [null, '2']), { from: 10 })
    expect(tierLines(product([card, dearer]), [soFar(0, '12')])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '2', '3', '6'],
      [10, 2, '0', '4', '0'],
    ])
  })

  it('takes a fall back from the highest tier reached, at the prices in force then', () => {
    // 12 so far; on day 10 the prices go up by 1, and 5 are taken back: 2 of tier 2 at 4, 3 of tier 1 at 6.
    const dearer = rate(tiered([10, '6'], [20, '4'], [null, '2']), { from: 10 })
    expect(tierLines(product([card, dearer]), [soFar(0, '12'), soFar(10, '7')])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '2', '3', '6'],
      [10, 1, '-3', '6', '-18'],
      [10, 2, '-2', '4', '-8'],
    ])
  })

  it('counts what was used while it was not billed', () => {
    // 9 free ones until day 10; then 1 in tier 1 and 3 in tier 2.
    const free = rate('0', { to: 10, isEntitled: false })
    const later = rate(tiered([10, '5'], [null, '3']), { from: 10 })
    expect(tierLines(product([free, later]), [soFar(0, '9'), soFar(10, '13')])).toEqual([
      [10, 1, '1', '5', '5'],
      [10, 2, '3', '3', '9'],
    ])
  })

  it('counts each group by itself, presentation groups too', () => {
    const keyed = product([card], { presentationGroupKey: ['user'] })
    expect(tierLines(keyed, [soFar(0, '11', ['ann']), soFar(0, '9', ['bob'])])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '1', '3', '3'],
      [0, 1, '9', '5', '45'],
    ])
  })

  it('is put in them as it was converted and rounded', () => {
    // 10,400 / 1,000 = 10.4, up to 11: 10 in tier 1, 1 in tier 2.
    const rounded = product([card], {
      quantityConversion: { factor: new Decimal(1000), operation: 'DIVIDE', name: null },
      quantityRounding: { method: 'ROUND_UP', decimalPlaces: 0 },
    })
    expect(tierLines(rounded, [soFar(0, '10400')])).toEqual([
      [0, 1, '10', '5', '50'],
      [0, 2, '1', '3', '3'],
    ])
  })

  it('keeps a tier that was reached and left again, for what its segments brought', () => {
    // 4 in tier 2 on day 5, the same 4 back on day 9: tier 2 comes to 0, in two parts of 12 and -12.
    const [first, second] = fullLines(product([card]), [soFar(0, '10'), soFar(5, '14'), soFar(9, '10')])
    expect(first?.total.toFixed()).toBe('50')
    expect(second?.total.toFixed()).toBe('0')
    expect(second?.parts.map(({ total }) => total.toFixed())).toEqual(['12', '-12'])
  })
})

describe('usage under a contract', () => {
  const card = rate('10')

  it('is split where an override begins and ends', () => {
    const halfOff = pricing(override('half off', multiplier('0.5'), { from: 10, to: 20 }))
    const used = [soFar(0, '1'), soFar(10, '3'), soFar(20, '6')]
    // 1 × 10, 2 × 5, 3 × 10.
    expect(lines(product([card]), used, halfOff)).toEqual([
      [0, 10, '1', '10'],
      [10, 20, '2', '10'],
      [20, 30, '3', '30'],
    ])
  })

  it('shows the price of the card, what it is priced at, and by which override', () => {
    const [line] = fullLines(product([card]), [], pricing(override('half', multiplier('0.5'))))
    expect(line?.listPrice).toEqual(flat('10'))
    expect(line?.price).toEqual(flat('5'))
    expect(line?.override?.id).toBe('half')
    expect(line?.rate).toBe(card)
  })

  it('is not split by an override that loses', () => {
    const contract = pricing(
      override('half', multiplier('0.5')),
      override('tenth off', multiplier('0.9'), { from: 10 }),
    )
    expect(lines(product([card]), [soFar(0, '1'), soFar(10, '3')], contract)).toEqual([[0, 30, '3', '15']])
  })

  it('has a line for each piece that multipliers in tiers cut', () => {
    // The first 4 at 10, then at 8 while the card's first 10 last, then at 5 × 0.8 = 4.
    const contract = {
      overrides: [override('volume', multiplierTiers([4, '1'], [null, '0.8']), { priorityNumber: '1' })],
      prioritization: 'EXPLICIT' as const,
    }
    expect(tierLines(product([rate(tiered([10, '10'], [null, '5']))]), [soFar(0, '12')], contract)).toEqual([
      [0, 1, '4', '10', '40'],
      [0, 2, '6', '8', '48'],
      [0, 3, '2', '4', '8'],
    ])
  })

  it('does not start its tiers again where an override begins', () => {
    const half = pricing(override('half', multiplier('0.5'), { from: 10 }))
    expect(
      tierLines(product([rate(tiered([10, '6'], [null, '4']))]), [soFar(0, '9'), soFar(10, '12')], half),
    ).toEqual([
      [0, 1, '9', '6', '54'],
      [10, 1, '1', '3', '3'],
      [10, 2, '2', '2', '4'],
    ])
  })

  it('is priced for the presentation values that an override names', () => {
    const forAnn = pricing(
      override('ann', multiplier('0.5'), {
        specifiers: [specifier({ presentationGroupValues: { user: 'ann' } })],
      }),
    )
    const keyed = product([card], { presentationGroupKey: ['user'] })
    expect(lines(keyed, [soFar(0, '1', ['ann']), soFar(0, '1', ['bob'])], forAnn)).toEqual([
      [0, 30, 'ann', '1', '5'],
      [0, 30, 'bob', '1', '10'],
    ])
  })

  it('is billed in the unit of the overwrite, also where the card has no rate', () => {
    const credits = pricing(
      override('credits', overwrite(flat('2'), 'credits'), {
        specifiers: [specifier({ productId: 'tokens', pricingGroupValues: { model: 'new' } })],
      }),
    )
    const keyed = product([rate('10', { values: { model: 'old' } })], { pricingGroupKey: ['model'] })
    const found = fullLines(keyed, [soFar(0, '3', ['new']), soFar(0, '3', ['old'])], credits)
    expect(found.map((line) => [line.creditTypeId, line.total.toFixed(), line.listPrice])).toEqual([
      ['credits', '6', null],
      ['usd', '30', flat('10')],
    ])
  })

  it('is not billed without entitlement, which an override gives or takes for a time', () => {
    const unentitled = product([rate('10', { isEntitled: false })])
    const trial = pricing(override('trial', null, { isEntitled: true, from: 10, to: 20 }))
    const used = [soFar(0, '1'), soFar(10, '3'), soFar(20, '6')]
    expect(lines(unentitled, used, trial)).toEqual([[10, 20, '2', '20']])
    const closed = pricing(override('closed', null, { isEntitled: false, from: 10, to: 20 }))
    expect(lines(product([card]), used, closed)).toEqual([
      [0, 10, '1', '10'],
      [20, 30, '3', '30'],
    ])
  })

  it('is not entitled by a price alone', () => {
    const cheap = pricing(override('cheap', overwrite(flat('1'))))
    expect(lines(product([rate('10', { isEntitled: false })]), [soFar(0, '1')], cheap)).toEqual([])
  })
})

describe('a product that changes within the period', () => {
  const versions = (before: Partial<UsageProductVersion>, after: Partial<UsageProductVersion>) => [
    version({ period: days(0, 10), ...before }),
    version({ period: days(10, 30), ...after }),
  ]

  it('bills of each measure what it grew while it was in force', () => {
    // The first measured 5 up to day 10. The second had 100 there and 108 at the end.
    const swapped = { id: 'tokens', versions: versions({}, {}), rates: [rate('2')] }
    const used = [soFar(0, '5'), soFar(10, '7'), soFar(0, '100', [], 1), soFar(10, '108', [], 1)]
    expect(lines(swapped, used)).toEqual([
      [0, 10, '5', '10'],
      [10, 30, '8', '16'],
    ])
  })

  it('goes on in the tiers where it was, each part converted by its own version', () => {
    // 8 of tier 1; then thousands: 4 more, 2 in tier 1 and 2 in tier 2.
    const converted = {
      id: 'tokens',
      versions: versions(
        {},
        { quantityConversion: { factor: new Decimal(1000), operation: 'DIVIDE', name: null } },
      ),
      rates: [rate(tiered([10, '5'], [null, '3']))],
    }
    const used = [soFar(0, '8'), soFar(0, '1000', [], 1), soFar(10, '5000', [], 1)]
    expect(tierLines(converted, used)).toEqual([
      [0, 1, '8', '5', '40'],
      [10, 1, '2', '5', '10'],
      [10, 2, '2', '3', '6'],
    ])
  })

  it('finds the rates of the key that it has at the time, and shows zero only without one', () => {
    const keyed = {
      id: 'tokens',
      versions: versions({}, { pricingGroupKey: ['model'] }),
      rates: [rate('2'), rate('7', { values: { model: 'large' } })],
    }
    expect(lines(keyed, [])).toEqual([[0, 10, '0', '0']])
    expect(lines(keyed, [soFar(0, '1'), soFar(10, '3', ['large'], 1)])).toEqual([
      [0, 10, '1', '2'],
      [10, 30, 'large', '3', '21'],
    ])
  })

  it('is for overrides what its tags make it at the time', () => {
    const tagged = { id: 'tokens', versions: versions({}, { tags: ['ai'] }), rates: [rate('10')] }
    const half = pricing(override('half', multiplier('0.5'), { applicableProductTags: ['ai'] }))
    expect(
      lines(tagged, [soFar(0, '1'), soFar(10, '2'), soFar(0, '0', [], 1), soFar(10, '1', [], 1)], half),
    ).toEqual([
      [0, 10, '1', '10'],
      [10, 30, '1', '5'],
    ])
  })
})
