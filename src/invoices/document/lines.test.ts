import { describe, expect, it } from 'vitest'
import { openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { seriesOf } from '../../rating/metered-series.ts'
import { rateUsage } from '../../rating/rate-usage.ts'
import { flat, override, overwrite, pricing } from '../../rating/testing/prices.ts'
import type { ContractPricing } from '../../rating/usage-line.ts'
import { findBilledProducts } from '../billed-products.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { conversionLine, usageLine } from './lines.ts'

/** The draft of August, and lines of usage of 10 for each group of a product. */
async function openAugust() {
  const desk = await openDealDesk()
  const { scope, customer, sign } = desk
  const contract = await sign()
  const [head] = await draftHeads(scope, customer.id)
  const period = head?.period ?? null
  if (head === undefined || period === null) throw new Error('there is no usage invoice')
  const products = await findBilledProducts(scope, contract.terms, period)
  const linesUnder = (contractPricing: ContractPricing, productId: string, groups: (string | null)[][]) => {
    const product = products.find(({ id }) => id === productId)
    if (product === undefined) throw new Error('it is not on the card')
    const metered = groups.map((values) =>
      seriesOf({ version: 0, groups: values }, [{ segmentStart: period.from, cumulative: new Decimal(10) }]),
    )
    const rated = rateUsage(product, contractPricing, period, metered)
    return rated.map((line) => usageLine(head, { product, line }, () => head.currency))
  }
  const linesOf = (productId: string, ...groups: (string | null)[][]) =>
    linesUnder(pricing(), productId, groups)
  return { ...desk, head, linesOf, linesUnder }
}

describe('a line of usage', () => {
  it('has an id of its own for each pair of group values', async () => {
    const { regional, linesOf } = await openAugust()
    const lines = linesOf(regional.id, ['eu', 'ann'], ['eu', 'bob'], ['eu', null])
    expect(lines.map((line) => [line.pricingGroupValues, line.presentationGroupValues])).toEqual([
      [{ region: 'eu' }, { user: 'ann' }],
      [{ region: 'eu' }, { user: 'bob' }],
      [{ region: 'eu' }, { user: null }],
    ])
    expect(new Set(lines.map(({ id }) => id)).size).toBe(3)
    expect(linesOf(regional.id, ['eu', 'bob']).map(({ id }) => id)).toEqual([lines[1]?.id])
  })

  it('has an id of its own for each pricing group value, where one overwrite prices all of them', async () => {
    const { regional, linesUnder } = await openAugust()
    const seven = pricing(override('seven', overwrite(flat('7'))))
    const lines = linesUnder(seven, regional.id, [
      ['ap', 'ann'],
      ['us', 'ann'],
    ])
    expect(lines.map(({ total }) => total.toNumber())).toEqual([70, 70])
    expect(new Set(lines.map(({ id }) => id)).size).toBe(2)
  })

  it('has no group values where its product has no keys', async () => {
    const { requests, linesOf } = await openAugust()
    expect(linesOf(requests.id, [])).toMatchObject([
      { name: 'Requests', pricingGroupValues: null, presentationGroupValues: null },
    ])
  })
})

describe('a line that converts a custom unit', () => {
  it('is named after the unit, in the currency, and of the whole period', async () => {
    const { head } = await openAugust()
    const tokens = { seq: 1, id: 'tokens', name: 'Tokens', isCurrency: false }
    const amount = { quantity: new Decimal(20), unitPrice: new Decimal(25), total: new Decimal(500) }
    expect(conversionLine(head, tokens, amount)).toMatchObject({
      name: 'Tokens conversion',
      creditType: head.currency,
      period: { from: at('2024-08-01T00:00:00Z'), to: at('2024-09-01T00:00:00Z') },
      ...amount,
    })
  })
})
