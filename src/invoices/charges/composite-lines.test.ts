import { describe, expect, it } from 'vitest'
import type { Product, ProductVersion } from '../../catalog/products/rows.ts'
import type { CompositeSpendShape, SpendPart } from '../../rating/rate-composite.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { days, percentage, pricing, rate } from '../../rating/testing/prices.ts'
import type { BilledProduct } from '../billed-products.ts'
import { compositeLines } from './composite-lines.ts'
import { compositeDrawSteps } from '../drawing/draw-steps.ts'
import type { InvoiceHead } from '../invoice.ts'

/** A period of 30 days, in days since the epoch. */
const period = days(0, 30)

interface Shape extends Partial<CompositeSpendShape> {
  scope?: 'CONTRACT' | 'CUSTOMER'
  /** Its own tags, not those that it counts. */
  ownTags?: string[]
  minimum?: string
}

/** A composite product that takes a fraction of what it counts. */
function composite(id: string, fraction: string, { ownTags = [], minimum, ...shape }: Shape): BilledProduct {
  const spend = { productIds: [], tags: [], scope: 'CONTRACT' as const, excludeFreeUsage: false }
  const state = {
    startingAt: null,
    changed: [],
    createdAt: 0,
    name: id,
    tags: ownTags,
    isRefundable: true,
    netsuiteInternalItemId: null,
    netsuiteOverageItemId: null,
    billableMetricId: null,
    quantityConversion: null,
    quantityRounding: null,
    pricingGroupKey: [],
    presentationGroupKey: [],
    sqlBreakdownGranularity: 'HOUR',
    composite: { ...spend, includeCompositeSpend: true, ...shape },
  } satisfies ProductVersion
  const product: Product = {
    seq: 0,
    id,
    type: 'COMPOSITE',
    customFields: {},
    archivedAt: null,
    versions: [state],
  }
  const own = rate(percentage(fraction, minimum ?? null))
  const rates = [{ ...own, productId: id, pricingGroupValues: {} }]
  return { id, product, versions: [{ ...state, period, metric: null }], rates }
}

const spent = (total: number, productId = 'tokens'): SpendPart => ({
  productId,
  productTags: [],
  period,
  total: new Decimal(total),
  creditTypeId: 'usd',
})

/** Each composite's charge, in the order in which they were rated. */
function charges(products: BilledProduct[], ofContract: SpendPart[], ofCustomer = ofContract) {
  const spend = { pricing: pricing(), period, before: null, currencyId: 'usd', ofContract, ofCustomer }
  return compositeLines(products, spend).map(({ product, line }) => [product.id, line.total.toNumber()])
}

const fee = composite('fee', '0.1', { productIds: ['tokens'], ownTags: ['fees'] })

describe('composite products of a contract', () => {
  it('are rated after those whose charges they count, by id or by tag', () => {
    // A tenth of 200 is 20; of 200 and 20, half.
    const byId = composite('by id', '0.5', { productIds: ['tokens', 'fee'] })
    expect(charges([byId, fee], [spent(200)])).toEqual([
      ['fee', 20],
      ['by id', 110],
    ])
    const byTag = composite('by tag', '0.5', { tags: ['fees'] })
    expect(charges([byTag, fee], [spent(200)])).toEqual([
      ['fee', 20],
      ['by tag', 10],
    ])
  })

  it('keep their order where none counts another', () => {
    const other = composite('other', '0.5', { productIds: ['tokens', 'fee'], includeCompositeSpend: false })
    expect(charges([other, fee], [spent(200)])).toEqual([
      ['other', 100],
      ['fee', 20],
    ])
  })

  it('count what makes the minimum of another one', () => {
    const least = composite('least', '0.1', { productIds: ['tokens'], minimum: '50' })
    const half = composite('half', '0.5', { productIds: ['least'] })
    expect(charges([least, half], [spent(200)])).toEqual([
      ['least', 50],
      ['half', 25],
    ])
  })

  it('draw what makes their minimum at the last instant, and the rest as it was spent', () => {
    const least = composite('least', '0.1', { productIds: ['tokens'], minimum: '50' })
    const spend = [
      { ...spent(200), period: days(0, 12) },
      { ...spent(100), period: days(12, 30) },
    ]
    const known = { pricing: pricing(), currencyId: 'usd', ofContract: spend, ofCustomer: spend }
    const rated = compositeLines([least], { ...known, period, before: null })
    const head = { id: 'draft', currency: { id: 'usd' } } as InvoiceHead
    // A tenth of 200 and of 100 is 30, so that 20 are missing.
    const steps = compositeDrawSteps(head, rated).map(({ at, from, to, listRule }) => [
      at,
      listRule.parts(from, to).reduce((sum, { total }) => sum + total.toNumber(), 0),
    ])
    expect(steps).toEqual([
      [period.from, 20],
      [days(12, 30).from, 10],
      [period.to - 1, 20],
    ])
  })

  it("count the contract's spend, or the customer's", () => {
    const ofAll = composite('of all', '0.1', { productIds: ['tokens'], scope: 'CUSTOMER' })
    expect(charges([fee, ofAll], [spent(200)], [spent(200), spent(300)])).toEqual([
      ['fee', 20],
      ['of all', 50],
    ])
  })

  it('are rated before those that count them also where they have the tag that they count', () => {
    // It never counts itself: a tenth of 200 is 20; half of 200 and 20.
    const tagged = composite('tagged', '0.1', { productIds: ['tokens'], tags: ['fees'], ownTags: ['fees'] })
    const half = composite('half', '0.5', { productIds: ['tokens', 'tagged'] })
    expect(charges([half, tagged], [spent(200)])).toEqual([
      ['tagged', 20],
      ['half', 110],
    ])
  })

  it('count what others charged in the part of the period that was cut off before', () => {
    // Of 100 before day 10 and 200 since, a tenth is 10 and 20. Half of these is 5, charged before, and 10. A minimum of 30 for
    // 20 of 30 days is 20, so that 5 are missing.
    const half = composite('half', '0.5', { productIds: ['fee'] })
    half.rates = [rate(percentage('0.5'), { to: 10 }), rate(percentage('0.5', '30'), { from: 10 })].map(
      (one) => ({ ...one, productId: 'half', pricingGroupValues: {} }),
    )
    const spend = [
      { ...spent(100), period: days(0, 10) },
      { ...spent(200), period: days(10, 30) },
    ]
    const known = { pricing: pricing(), currencyId: 'usd', ofContract: spend, ofCustomer: spend }
    const rest = compositeLines([fee, half], { ...known, period: days(10, 30), before: days(0, 10) })
    expect(rest.map(({ product, line }) => [product.id, line.total.toNumber()])).toEqual([
      ['fee', 20],
      ['half', 15],
    ])
  })

  it('are each rated once where they count each other', () => {
    const [one, other] = ['one', 'other'].map((id) =>
      composite(id, '0.5', { productIds: ['tokens'], tags: ['fees'], ownTags: ['fees'] }),
    ) as [BilledProduct, BilledProduct]
    // Half of 200; then half of 200 and 100.
    expect(charges([one, other], [spent(200)])).toEqual([
      ['one', 100],
      ['other', 150],
    ])
  })
})
