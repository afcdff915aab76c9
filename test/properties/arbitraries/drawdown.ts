import fc from 'fast-check'
import { Decimal } from '../../../src/kernel/decimal.ts'
import type { Balance } from '../../../src/rating/drawdown/balance.ts'
import type { DrawStep } from '../../../src/rating/drawdown/draw-step.ts'
import {
  balance,
  balanceSpecifier,
  line,
  segment,
  step,
} from '../../../src/rating/drawdown/testing/balances.ts'
import type { Price } from '../../../src/rating/price.ts'
import { usagePrice } from './rating.ts'

const PRODUCTS = ['tokens', 'storage']
const DAYS = 10

const hundredths = (max: number) =>
  fc.integer({ min: 1, max }).map((count) => new Decimal(count).dividedBy(100))

const specifier = fc.oneof(
  fc.constantFrom(...PRODUCTS).map((productId) => balanceSpecifier({ productId })),
  fc.constantFrom('eu', 'us').map((region) => balanceSpecifier({ pricingGroupValues: { region } })),
  fc.constant(balanceSpecifier({ exclude: [{ productTags: ['disk'] }] })),
)

/** Segments of amounts that seldom pay whole units, within the days that charges are of. */
const segments = fc.array(
  fc.tuple(hundredths(9_999), fc.integer({ min: 0, max: DAYS }), fc.integer({ min: 1, max: DAYS })),
  { minLength: 1, maxLength: 3 },
)

/** A balance of any kind; its id, and those of its segments, are to be given. */
const nameless = fc
  .record({
    type: fc.constantFrom('PREPAID' as const, 'POSTPAID' as const, 'CREDIT' as const),
    priority: fc.option(fc.integer({ min: 1, max: 3 }).map((number) => new Decimal(number))),
    rateType: fc.constantFrom('COMMIT_RATE' as const, 'LIST_RATE' as const),
    applicableProductIds: fc.subarray(PRODUCTS),
    specifiers: fc.array(specifier, { maxLength: 2 }),
    contractIds: fc.constantFrom(null, ['deal'], ['deal', 'other'], ['other']),
    rolledOverFrom: fc.constantFrom(null, null, 'PREPAID' as const, 'POSTPAID' as const),
  })
  .chain((changes) => segments.map((drawn) => ({ changes, drawn })))

export const balances: fc.Arbitrary<Balance[]> = fc.array(nameless, { maxLength: 5 }).map((all) =>
  all.map(({ changes, drawn }, place) =>
    balance(`balance ${place}`, '0', {
      ...changes,
      segments: drawn.map(([amount, from, length], index) =>
        segment(`segment ${place}.${index}`, amount.toFixed(), from, from + length),
      ),
    }),
  ),
)

export const listBalances = balances.map((all) =>
  all.map((one): Balance => ({ ...one, rateType: 'LIST_RATE' })),
)

interface DrawnLine {
  productId: string
  region: string
  kind: 'USAGE' | 'SUBSCRIPTION' | 'COMPOSITE'
  listPrice: Price
  commitPrice: Price
  /** By how much the quantity changes on a day; it may fall. */
  growth: { day: number; delta: Decimal }[]
}

const drawnLine: fc.Arbitrary<DrawnLine> = fc.record({
  productId: fc.constantFrom(...PRODUCTS),
  region: fc.constantFrom('eu', 'us'),
  kind: fc.constantFrom('USAGE', 'SUBSCRIPTION', 'COMPOSITE'),
  listPrice: usagePrice,
  commitPrice: usagePrice,
  growth: fc.uniqueArray(
    fc.record({
      day: fc.integer({ min: 0, max: DAYS }),
      delta: fc.integer({ min: -500, max: 1500 }).map((count) => new Decimal(count).dividedBy(100)),
    }),
    { selector: ({ day }) => day, maxLength: 5 },
  ),
})

/** The charges of some lines, line by line, each with its quantities in order. */
export const drawSteps: fc.Arbitrary<DrawStep[]> = fc
  .array(drawnLine, { maxLength: 4 })
  .map((lines) => lines.flatMap(stepsOf))

function stepsOf(
  { productId, region, kind, listPrice, commitPrice, growth }: DrawnLine,
  place: number,
): DrawStep[] {
  const productTags = productId === 'storage' ? ['disk'] : []
  const pricingGroupValues = { region }
  const of = line(productId, { kind, productTags, pricingGroupValues, key: `line ${place}` })
  let position = new Decimal(0)
  return growth
    .toSorted((a, b) => a.day - b.day)
    .map(({ day, delta }) => {
      const from = position
      position = from.plus(delta)
      return step(day, [from.toFixed(), position.toFixed()], listPrice, { line: of, commitPrice })
    })
}
