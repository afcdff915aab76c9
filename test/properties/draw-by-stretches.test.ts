import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chargeSteps, type ChargeCurve } from '../../src/invoices/drawing/charge-curve.ts'
import type { ChargeLine, ChargeStep } from '../../src/invoices/drawing/draw-steps.ts'
import { drawByStretches } from '../../src/invoices/drawing/draw-by-stretches.ts'
import type { InvoiceHead } from '../../src/invoices/invoice.ts'
import { Decimal, ZERO } from '../../src/kernel/decimal.ts'
import { DAY_MS } from '../../src/kernel/instant.ts'
import type { Balance } from '../../src/rating/drawdown/balance.ts'
import { drawDown, type Drawdown } from '../../src/rating/drawdown/draw-down.ts'
import { seriesOfGrowth } from '../../src/rating/growth.ts'
import { balance, line, ruleOf, untouched } from '../../src/rating/drawdown/testing/balances.ts'
import { balances } from './arbitraries/drawdown.ts'
import { usagePrice } from './arbitraries/rating.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

const RUNS = 300
const RUNS_IN_WHOLE = 9000

/** By how much lines rise on days, most of them within what balances are for. */
const rises = fc.array(
  fc.record({
    productId: fc.constantFrom('tokens', 'storage'),
    listPrice: usagePrice,
    commitPrice: usagePrice,
    growth: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 900 })), {
      maxLength: 14,
      selector: ([day]) => day,
    }),
  }),
  { maxLength: 4 },
)

/** Few whole units, at prices of which many are nothing. */
const wholePrice = fc.oneof(
  whole(3).map((price) => ({ rateType: 'FLAT' as const, price })),
  fc.tuple(fc.integer({ min: 1, max: 6 }), whole(2), whole(3)).map(([size, first, price]) => ({
    rateType: 'TIERED' as const,
    tiers: [
      { size: new Decimal(size), price: first },
      { size: null, price },
    ],
  })),
)
const wholeRises = fc.array(
  fc.record({
    productId: fc.constantFrom('tokens', 'storage'),
    listPrice: wholePrice,
    commitPrice: wholePrice,
    growth: fc.uniqueArray(
      fc.tuple(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 5 }).map((units) => units * 100),
      ),
      { maxLength: 5, selector: ([day]) => day },
    ),
  }),
  { minLength: 1, maxLength: 3 },
)
/** Commits that whole units often use up to the last cent. */
const wholeBalances = fc
  .array(fc.tuple(whole(14), fc.constantFrom('COMMIT_RATE' as const, 'LIST_RATE' as const)), {
    minLength: 1,
    maxLength: 2,
  })
  .map((all) =>
    all.map(([amount, rateType], place) => balance(`balance ${place}`, amount.toFixed(), { rateType })),
  )

function whole(max: number) {
  return fc.integer({ min: 0, max }).map((count) => new Decimal(count))
}

const curvesOf = (lines: typeof rises extends fc.Arbitrary<infer Value> ? Value : never): ChargeCurve[] =>
  lines.map(({ productId, listPrice, commitPrice, growth }, place) => {
    const shown = line(productId, { key: `line ${place}` })
    const of: ChargeLine = { ...shown, lineOf: showNothing }
    const [listRule, commitRule] = [ruleOf(listPrice), ruleOf(commitPrice)]
    const ruleFor = ({ rateType }: Balance) => (rateType === 'COMMIT_RATE' ? commitRule : listRule)
    let position = ZERO
    const risen = growth
      .toSorted(([day], [other]) => day - other)
      .map(([day, hundredths]) => {
        const from = position
        position = from.plus(new Decimal(hundredths).dividedBy(100))
        return { at: day * DAY_MS, from, to: position }
      })
    return { line: of, listRule, growth: seriesOfGrowth(risen), ruleAt: () => ruleFor }
  })

const head = { contract: { id: 'deal', terms: { overrides: [] } } } as unknown as InvoiceHead

function showNothing(): never {
  throw new Error('no line is shown')
}

/** What a line is charged by each segment, or by none, at each price and in each tier, and what is left. */
function outcome({ steps, applications, remaining }: Drawdown<ChargeStep>) {
  const sums = new Map<string, [Decimal, Decimal]>()
  for (const { step, parts } of steps) {
    for (const { segmentId, unitPrice, tier, quantity, total } of parts) {
      const key = [step.line.key, segmentId, unitPrice.toFixed(), tier?.level].join(' ')
      const [quantities, totals] = sums.get(key) ?? [ZERO, ZERO]
      sums.set(key, [quantities.plus(quantity), totals.plus(total)])
    }
  }
  const charged = [...sums].filter(([, [quantity, total]]) => !quantity.isZero() || !total.isZero())
  const taken = Map.groupBy(applications, ({ segmentId }) => segmentId)
  return {
    charged: charged.map(([key, sum]) => [key, ...sum.map((one) => one.toFixed())].join(' ')).sort(),
    taken: [...taken]
      .map(([id, own]) => `${id} ${own.reduce((sum, { amount }) => sum.plus(amount), ZERO).toFixed()}`)
      .sort(),
    left: [...remaining].map(([id, left]) => `${id} ${left.toFixed()}`).sort(),
  }
}

/** Curves as they are drawn by stretches, and charge by charge. */
function bothWays(curves: readonly ChargeCurve[], granted: readonly Balance[]) {
  const remaining = untouched(granted)
  const draws = { balances: granted, remaining, drawable: new Map() }
  return [
    drawByStretches(head, curves, draws),
    drawDown(chargeSteps(curves), granted, remaining, 'deal'),
  ] as const
}

describe('drawing by stretches', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  it('comes to what drawing charge by charge does', () =>
    hold(
      fc.asyncProperty(rises.map(curvesOf), balances, async (curves, granted) => {
        const [drawn, chargeByCharge] = bothWays(curves, granted)
        expect(outcome(drawn)).toEqual(outcome(chargeByCharge))
      }),
      RUNS,
    ))

  it('leaves as much to be paid also where a commit is used up to the last cent, and some of it is free', () =>
    hold(
      fc.asyncProperty(wholeRises.map(curvesOf), wholeBalances, async (curves, granted) => {
        const [drawn, chargeByCharge] = bothWays(curves, granted)
        expect(unpaid(drawn)).toEqual(unpaid(chargeByCharge))
      }),
      RUNS_IN_WHOLE,
    ))
})

function unpaid({ steps }: Drawdown<ChargeStep>): string {
  const parts = steps.flatMap((step) => step.parts.filter(({ segmentId }) => segmentId === null))
  return parts.reduce((sum, { total }) => sum.plus(total), ZERO).toFixed()
}
