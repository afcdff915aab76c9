import { expect, test } from 'vitest'
import { openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { growthOf } from '../../rating/growth.ts'
import { seriesOf } from '../../rating/metered-series.ts'
import { pricedGroups } from '../../rating/priced-groups.ts'
import { rateGroups } from '../../rating/rate-usage.ts'
import { override, overwrite, pricing, tiered } from '../../rating/testing/prices.ts'
import { usageCurves } from '../../rating/usage-curves.ts'
import { findBilledProducts } from '../billed-products.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { listUsage } from './listed-usage.ts'

const CHANGE = at('2024-08-16T00:00:00Z')

/** How much two users of one region, and one of another, used of storage in the two halves of August. */
const USED: readonly [region: string, user: string, first: number, second: number][] = [
  ['eu', 'ada', 5, 20],
  ['eu', 'bob', 15, 1],
  ['us', 'ada', 7, 8],
]

test('each line is found by its group, its time and its tier, and none of a tier without', async () => {
  const { scope, customer, regional, requests, sign } = await openDealDesk()
  const contract = await sign()
  const [head] = await draftHeads(scope, customer.id)
  const period = head?.period ?? null
  if (head === undefined || period === null) throw new Error('there is no usage invoice')
  const products = await findBilledProducts(scope, contract.terms, period)
  const [product, other] = [regional, requests].map(({ id }) => products.find((one) => one.id === id))
  if (product === undefined || other === undefined) throw new Error('it is not on the card')
  // Ten units at 7 and the rest at 3, then at 6 and 2.
  const [first, second] = [tiered([10, '7'], [null, '3']), tiered([10, '6'], [null, '2'])]
  const prices = pricing(
    override('first', overwrite(first, head.currency.id)),
    override('second', overwrite(second, head.currency.id), { startingAt: CHANGE }),
  )
  const priced = () =>
    pricedGroups(
      product,
      prices,
      period,
      USED.map(([region, user, one, two]) =>
        seriesOf({ version: 0, groups: [region, user] }, [
          { segmentStart: period.from, cumulative: new Decimal(one) },
          { segmentStart: CHANGE, cumulative: new Decimal(one + two) },
        ]),
      ),
    )
  const usage = rateGroups(priced()).map((line) => ({ product, line }))
  const listed = listUsage(head, usage, () => head.currency)
  expect(listed.lines.map(({ quantity, unitPrice }) => [quantity.toNumber(), unitPrice.toNumber()])).toEqual([
    [5, 7],
    [5, 6],
    [15, 2],
    [10, 7],
    [5, 3],
    [1, 2],
    [7, 7],
    [3, 6],
    [5, 2],
  ])
  const curves = usageCurves(priced())
  const found = curves.flatMap((curve) =>
    growthOf(curve.growth).flatMap(({ from, to }) =>
      curve.stretch.effective.rule
        .parts(from, to)
        .map(({ tier }) => listed.find({ product, ...curve }, tier)?.id),
    ),
  )
  expect(found).toEqual(listed.lines.map(({ id }) => id))
  const [ada] = curves
  if (ada === undefined) throw new Error('nothing was used')
  const [, past] = ada.stretch.effective.rule.parts(new Decimal(0), new Decimal(11))
  expect(listed.find({ product, ...ada }, past?.tier ?? null)).toBeUndefined()
  expect(listed.find({ product: other, ...ada }, listed.lines[0]?.tier ?? null)).toBeUndefined()
})
