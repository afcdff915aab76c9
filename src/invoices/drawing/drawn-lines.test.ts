import { describe, expect, it } from 'vitest'
import { openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { drawDown } from '../../rating/drawdown/draw-down.ts'
import { balance, ruleOf } from '../../rating/drawdown/testing/balances.ts'
import type { Price } from '../../rating/price.ts'
import { rateUsage } from '../../rating/rate-usage.ts'
import { flat, override, overwrite, pricing, tiered } from '../../rating/testing/prices.ts'
import { seriesByGroup } from '../../rating/metered-series.ts'
import { pricedGroups } from '../../rating/priced-groups.ts'
import { usageCurves } from '../../rating/usage-curves.ts'
import { findBilledProducts } from '../billed-products.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { chargeSteps } from './charge-curve.ts'
import { usageDrawCurves } from './draw-steps.ts'
import { drawnLines } from './drawn-lines.ts'
import { listUsage } from '../charges/listed-usage.ts'

/** Draws 30 requests, of which the first 20 cost 7 each and the others 3, on a commit that pays a price of its own. */
async function drawRequests(commitPrice: Price, commitAmount: string) {
  const { scope, customer, requests, sign } = await openDealDesk()
  const contract = await sign()
  const [head] = await draftHeads(scope, customer.id)
  const period = head?.period ?? null
  if (head === undefined || period === null) throw new Error('there is no usage invoice')
  const products = await findBilledProducts(scope, contract.terms, period)
  const product = products.find(({ id }) => id === requests.id)
  if (product === undefined) throw new Error('it is not on the card')
  const prices = pricing(override('tiers', overwrite(tiered([20, '7'], [null, '3']), head.currency.id)))
  const metered = seriesByGroup(0, [{ segmentStart: period.from, groups: [], cumulative: new Decimal(30) }])
  const unitOf = () => head.currency
  const usage = rateUsage(product, prices, period, metered).map((line) => ({ product, line }))
  const listed = listUsage(head, usage, unitOf)
  const rated = usageCurves(pricedGroups(product, prices, period, metered)).map((curve) => ({
    product,
    curve,
  }))
  const curves = usageDrawCurves(head, { pricing: prices, curvesOf: () => rated }, unitOf, listed)
  const steps = chargeSteps(curves).map((step) => ({
    ...step,
    ruleFor: () => ruleOf(commitPrice),
  }))
  const commit = balance('commit', commitAmount, {
    creditTypeId: head.currency.id,
    contractIds: null,
    segments: [
      { id: 'commit', amount: new Decimal(commitAmount), startingAt: period.from, endingBefore: period.to },
    ],
  })
  const { steps: drawn } = drawDown(
    steps,
    [commit],
    new Map([['commit', new Decimal(commitAmount)]]),
    contract.id,
  )
  const commitOf = () => ({
    id: 'commit',
    type: 'PREPAID' as const,
    customFields: {},
    netsuiteSalesOrderId: null,
  })
  return drawnLines(listed.lines, drawn, commitOf).map((line) => [
    line.quantity.toFixed(),
    line.unitPrice.toFixed(),
    line.commit?.id ?? null,
  ])
}

describe('the lines of charges that a commit covers at a price of its own', () => {
  it('bill nothing of the tiers of the list price that it covers whole', async () => {
    // 30 at 2 = 60 of 100: nothing is left, neither of the 20 at 7 nor of the 10 at 3.
    expect(await drawRequests(flat('2'), '100')).toEqual([['30', '2', 'commit']])
    // 25 at 2 and 5 at 1 = 55 of 100; its tiers end elsewhere.
    expect(await drawRequests(tiered([25, '2'], [null, '1']), '100')).toEqual([
      ['25', '2', 'commit'],
      ['5', '1', 'commit'],
    ])
  })

  it('bill the rest in the tiers that it is in', async () => {
    // 22 at 2 = 44, all of the commit; 8 are left, all of them in the second tier.
    expect(await drawRequests(flat('2'), '44')).toEqual(
      expect.arrayContaining([
        ['22', '2', 'commit'],
        ['8', '3', null],
      ]),
    )
    expect(await drawRequests(flat('2'), '44')).toHaveLength(2)
  })
})
