import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { DAY_MS } from '../kernel/instant.ts'
import {
  rateComposite,
  type CompositeProduct,
  type CompositeSpendShape,
  type SpendPart,
} from './rate-composite.ts'
import {
  days,
  flat,
  multiplier,
  override,
  overwrite,
  percentage,
  pricing,
  rate,
  tieredPercentage,
} from './testing/prices.ts'
import type { UsageRate } from './usage-line.ts'

/** A period of 30 days, in days since the epoch. */
const period = days(0, 30)

const ofTokens: CompositeSpendShape = {
  productIds: ['tokens'],
  tags: [],
  excludeFreeUsage: false,
  includeCompositeSpend: false,
}

/** A support fee on what other products come to. */
function support(rates: UsageRate[], shape: Partial<CompositeSpendShape> = {}): CompositeProduct<UsageRate> {
  const composite = { ...ofTokens, ...shape }
  return { id: 'support', versions: [{ period, tags: ['fee'], composite }], rates }
}

const spent = (day: number, total: string, changes: Partial<SpendPart> = {}): SpendPart => ({
  productId: 'tokens',
  productTags: [],
  period: days(day, 30),
  total: new Decimal(total),
  creditTypeId: 'usd',
  ...changes,
})

/** Lines as first day, spend, fraction and total. */
const lines = (of: CompositeProduct<UsageRate>, spend: SpendPart[], contract = pricing()) =>
  rateComposite(of, contract, period, spend, 'usd').map((line) => [
    line.period.from / DAY_MS,
    line.quantity.toFixed(),
    line.unitPrice.toFixed(),
    line.total.toFixed(),
  ])

describe('a composite product', () => {
  it('is a fraction of what others come to', () => {
    // 0.1 × (200 + 50)
    expect(lines(support([rate(percentage('0.1'))]), [spent(0, '200'), spent(5, '50')])).toEqual([
      [0, '250', '0.1', '25'],
    ])
  })

  it('says what was spent in each segment, in order of time', () => {
    const spend = [spent(5, '50'), spent(0, '200'), spent(5, '10')]
    const [line] = rateComposite(support([rate(percentage('0.1'))]), pricing(), period, spend, 'usd')
    // 0.1 × 200, then 0.1 × (50 + 10).
    expect(line?.parts.map((part) => [part.period, part.quantity.toFixed(), part.total.toFixed()])).toEqual([
      [days(0, 5), '200', '20'],
      [days(5, 30), '60', '6'],
    ])
  })

  it('shows a line where nothing was spent', () => {
    expect(lines(support([rate(percentage('0.1'))]), [])).toEqual([[0, '0', '0.1', '0']])
  })

  it('takes of what was spent while a price held that fraction', () => {
    const changing = support([rate(percentage('0.1')), rate(percentage('0.2'), { from: 10 })])
    // 0.1 × 200, then 0.2 × (50 - 30).
    expect(lines(changing, [spent(0, '200'), spent(20, '-30'), spent(10, '50')])).toEqual([
      [0, '200', '0.1', '20'],
      [10, '20', '0.2', '4'],
    ])
  })

  it('counts its tiers by the spend so far in the period, over changes of price', () => {
    const card = rate(tieredPercentage([100, '0.1'], [null, '0.05']))
    const dearer = rate(tieredPercentage([100, '0.2'], [null, '0.1']), { from: 10 })
    // 80 at 0.1; from day 10 on 20 more at 0.2 and 100 at 0.1.
    expect(lines(support([card, dearer]), [spent(0, '80'), spent(10, '120')])).toEqual([
      [0, '80', '0.1', '8'],
      [10, '20', '0.2', '4'],
      [10, '100', '0.1', '10'],
    ])
  })

  it.each<[story: string, shape: Partial<CompositeSpendShape>, spend: SpendPart, counted: string]>([
    ['a product that it names', {}, spent(0, '7'), '7'],
    ['no other product', {}, spent(0, '7', { productId: 'storage' }), '0'],
    [
      'products with any of its tags',
      { productIds: [], tags: ['ai', 'gpu'] },
      spent(0, '7', { productTags: ['gpu'] }),
      '7',
    ],
    ['none where it names none', { productIds: [] }, spent(0, '7'), '0'],
    ['no other unit than the currency', {}, spent(0, '7', { creditTypeId: 'credits' }), '0'],
    ['no other composite', {}, spent(0, '7', { isComposite: true }), '0'],
    [
      'other composites where it includes them',
      { includeCompositeSpend: true },
      spent(0, '7', { isComposite: true }),
      '7',
    ],
    [
      'never itself',
      { includeCompositeSpend: true, tags: ['fee'] },
      spent(0, '7', { productId: 'support', productTags: ['fee'], isComposite: true }),
      '0',
    ],
    ['what is not free, where it leaves that out', { excludeFreeUsage: true }, spent(0, '7'), '7'],
  ])('counts %s', (_, shape, spend, counted) => {
    const [line] = rateComposite(support([rate(percentage('0.1'))], shape), pricing(), period, [spend], 'usd')
    expect(line?.quantity.toFixed()).toBe(counted)
  })

  it('counts what its version says at the time', () => {
    const rates = [rate(percentage('0.1'))]
    const versions = [
      { period: days(0, 10), tags: [], composite: ofTokens },
      { period: days(10, 30), tags: [], composite: { ...ofTokens, productIds: ['storage'] } },
    ]
    const spend = [spent(0, '100'), spent(10, '70'), spent(10, '50', { productId: 'storage' })]
    expect(lines({ id: 'support', versions, rates }, spend)).toEqual([
      [0, '100', '0.1', '10'],
      [10, '50', '0.1', '5'],
    ])
  })

  it('is priced as the contract says, over 1 too', () => {
    const contract = pricing(override('double', multiplier('2'), { productId: 'support' }))
    expect(lines(support([rate(percentage('0.6'))]), [spent(0, '10')], contract)).toEqual([
      [0, '10', '1.2', '12'],
    ])
  })

  it('is not billed without entitlement, nor without a price', () => {
    expect(lines(support([rate(percentage('0.1'), { isEntitled: false })]), [spent(0, '10')])).toEqual([])
    expect(lines(support([]), [spent(0, '10')])).toEqual([])
  })
})

describe('the minimum of a percentage', () => {
  it('fills up the last line where the charges fall short of it', () => {
    // 0.1 × 200 = 20, and 80 more to 100.
    const [line] = rateComposite(
      support([rate(percentage('0.1', '100'))]),
      pricing(),
      period,
      [spent(0, '200')],
      'usd',
    )
    expect(line?.total.toFixed()).toBe('100')
    expect(line?.missingToMinimum.toFixed()).toBe('80')
  })

  it('changes nothing where they do not', () => {
    expect(lines(support([rate(percentage('0.1', '100'))]), [spent(0, '1000')])).toEqual([
      [0, '1000', '0.1', '100'],
    ])
  })

  it('is not 0 where there is none: what was given back of the spend gives back its share', () => {
    // 0.1 × (50 - 200)
    const refunded = [spent(0, '50'), spent(5, '-200')]
    expect(lines(support([rate(percentage('0.1'))]), refunded)).toEqual([[0, '-150', '0.1', '-15']])
    expect(lines(support([rate(percentage('0.1', '0'))]), refunded)).toEqual([[0, '-150', '0.1', '0']])
  })

  it('is the mean of those in force, by time, held against all that was charged', () => {
    // 90 for 10 of 30 days, 30 for 20 of them: (90 × 10 + 30 × 20) / 30 = 50. Charged: 0.1 × 100 + 0.2 × 50 = 20.
    const changing = support([rate(percentage('0.1', '90')), rate(percentage('0.2', '30'), { from: 10 })])
    expect(lines(changing, [spent(0, '100'), spent(10, '50')])).toEqual([
      [0, '100', '0.1', '10'],
      [10, '50', '0.2', '40'],
    ])
  })

  it('is that of the whole billing period where a part of it was cut off before', () => {
    // 90 from day 20 of 30 on is 30 of the whole. Days 0 to 15 charged 10, and 0.1 × 50 makes 15 of it: 15 are missing.
    const rising = support([rate(percentage('0.1')), rate(percentage('0.1', '90'), { from: 20 })])
    const before = { period: days(0, 15), charged: new Decimal(10) }
    const spend = [spent(0, '100'), spent(25, '50')]
    const rest = rateComposite(rising, pricing(), days(15, 30), spend, 'usd', before)
    expect(rest.at(-1)?.missingToMinimum.toFixed()).toBe('15')
  })

  it('counts for the part that was cut off before as well', () => {
    // 60 for all 30 days. Days 0 to 15 charged 10, and 0.1 × 50 makes 15 of it: 45 are missing.
    const held = support([rate(percentage('0.1', '60'))])
    const before = { period: days(0, 15), charged: new Decimal(10) }
    const spend = [spent(0, '100'), spent(25, '50')]
    const rest = rateComposite(held, pricing(), days(15, 30), spend, 'usd', before)
    expect(rest.at(-1)?.missingToMinimum.toFixed()).toBe('45')
  })

  it('counts as 0 while none is in force, and is cut off at 20 fractional digits', () => {
    // 100 for 10 of 30 days: 100 / 3.
    const ending = support([
      rate(percentage('0.1', '100'), { to: 10 }),
      rate(percentage('0.1'), { from: 10 }),
    ])
    expect(lines(ending, [])).toEqual([
      [0, '0', '0.1', '0'],
      [10, '0', '0.1', '33.33333333333333333333'],
    ])
  })

  it('is that of an overwrite where one holds', () => {
    const contract = pricing(override('lower', overwrite(percentage('0.1', '40'))))
    expect(lines(support([rate(percentage('0.1', '100'))]), [], contract)).toEqual([[0, '0', '0.1', '40']])
    const none = pricing(override('flat', overwrite(flat('0.1'))))
    expect(lines(support([rate(percentage('0.1', '100'))]), [], none)).toEqual([[0, '0', '0.1', '0']])
  })
})
