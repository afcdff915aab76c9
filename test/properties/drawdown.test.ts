import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal, ZERO } from '../../src/kernel/decimal.ts'
import type { Balance } from '../../src/rating/drawdown/balance.ts'
import type { DrawnPart } from '../../src/rating/drawdown/cover-step.ts'
import { drawDown, type Drawdown } from '../../src/rating/drawdown/draw-down.ts'
import type { DrawStep } from '../../src/rating/drawdown/draw-step.ts'
import { balance, untouched } from '../../src/rating/drawdown/testing/balances.ts'
import { balances, drawSteps, listBalances } from './arbitraries/drawdown.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'

const RUNS = 300

describe('drawing down', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  it('takes of each segment what its applications say, and never more than it granted', () =>
    hold(
      fc.asyncProperty(drawSteps, balances, async (steps, granted) => {
        const { applications, remaining } = draw(steps, granted)
        const bySegment = Map.groupBy(applications, ({ segmentId }) => segmentId)
        for (const { segments } of granted) {
          for (const { id, amount, startingAt, endingBefore } of segments) {
            const own = bySegment.get(id) ?? []
            const left = remaining.get(id) ?? ZERO
            expect(left.greaterThanOrEqualTo(ZERO)).toBe(true)
            expect(sum(own.map((one) => one.amount))).toBe(amount.minus(left).toFixed())
            expect(own.every(({ at }) => startingAt <= at && at < endingBefore)).toBe(true)
          }
        }
      }),
      RUNS,
    ))

  it('bills each unit once, and takes what the parts say', () =>
    hold(
      fc.asyncProperty(drawSteps, balances, async (steps, granted) => {
        const drawn = draw(steps, granted)
        expect(drawn.steps.length).toBe(steps.length)
        for (const { step, parts } of drawn.steps) {
          expect(sum(parts.map(({ quantity }) => quantity))).toBe(step.to.minus(step.from).toFixed())
          for (const { quantity } of parts) expect(quantity.decimalPlaces()).toBeLessThanOrEqual(20)
        }
        const covered = drawn.steps.flatMap(({ parts }) => parts).filter(isCovered)
        expect(sum(covered.map(({ total }) => total))).toBe(
          sum(drawn.applications.map(({ amount }) => amount)),
        )
      }),
      RUNS,
    ))

  it('costs what the list price says where nothing is covered, and as much where balances pay the list price', () =>
    hold(
      fc.asyncProperty(drawSteps, listBalances, async (steps, granted) => {
        for (const { steps: drawn } of [draw(steps, []), draw(steps, granted)]) {
          for (const { step, parts } of drawn) expect(sum(parts.map(({ total }) => total))).toBe(costOf(step))
        }
      }),
      RUNS,
    ))

  it('never leaves more of a charge to pay where there is one more balance at the list price', () =>
    hold(
      fc.asyncProperty(drawSteps, listBalances, fc.nat(4), async (steps, granted, place) => {
        const fewer = uncovered(draw(steps, granted.toSpliced(place, 1)))
        for (const [index, more] of uncovered(draw(steps, granted)).entries()) {
          expect(more.lessThanOrEqualTo(fewer[index] ?? ZERO)).toBe(true)
        }
      }),
      RUNS,
    ))

  it('leaves nothing to pay where there is enough for everything', () =>
    hold(
      fc.asyncProperty(drawSteps, balances, async (steps, granted) => {
        const { steps: drawn } = draw(steps, [...granted, balance('enough', '1000000000')])
        const open = drawn.flatMap(({ parts }) => parts).filter((part) => !isCovered(part))
        expect(open.filter(({ total }) => total.greaterThan(ZERO))).toEqual([])
      }),
      RUNS,
    ))

  it('does not go by the order of charges or balances', () =>
    hold(
      fc.asyncProperty(drawSteps, balances, fc.infiniteStream(fc.nat()), async (steps, granted, keys) => {
        const shuffled = draw(shuffle(steps, keys), shuffle(granted, keys))
        expect(written(shuffled)).toEqual(written(draw(steps, granted)))
      }),
      RUNS,
    ))

  it('comes to the same where what is left is handed from one day to the next', () =>
    hold(
      fc.asyncProperty(drawSteps, balances, fc.nat(10), async (steps, granted, place) => {
        const cut = steps[place]?.at ?? 0
        const before = draw(
          steps.filter(({ at }) => at < cut),
          granted,
        )
        const after = drawDown(
          steps.filter(({ at }) => at >= cut),
          granted,
          before.remaining,
          'deal',
        )
        const whole = draw(steps, granted)
        expect([...before.applications, ...after.applications].map(texts)).toEqual(
          whole.applications.map(texts),
        )
      }),
      RUNS,
    ))
})

function draw(steps: readonly DrawStep[], granted: readonly Balance[]): Drawdown<DrawStep> {
  return drawDown(steps, granted, untouched(granted), 'deal')
}

function isCovered({ balanceId }: DrawnPart): boolean {
  return balanceId !== null
}

function costOf({ listRule, from, to }: DrawStep): string {
  return sum(listRule.parts(from, to).map(({ total }) => total))
}

/** What is left to pay of each step, in the order they are drawn. */
function uncovered({ steps }: Drawdown<DrawStep>): Decimal[] {
  return steps.map(({ parts }) =>
    parts.filter((part) => !isCovered(part)).reduce((total, part) => total.plus(part.total), ZERO),
  )
}

/** A result in a form that compares. */
function written({ steps, applications, remaining }: Drawdown<DrawStep>): unknown {
  return {
    steps: steps.map(({ step, parts }) => [step.line.key, step.at, parts.map(texts)]),
    applications: applications.map(texts),
    remaining: [...remaining].map(([id, left]) => `${id}: ${left.toFixed()}`).sort(),
  }
}

function texts(values: object): unknown {
  return Object.entries(values).map(([name, value]) => [
    name,
    value instanceof Decimal ? value.toFixed() : value,
  ])
}

function sum(values: readonly Decimal[]): string {
  return values.reduce((total, value) => total.plus(value), ZERO).toFixed()
}

function shuffle<Item>(items: readonly Item[], keys: fc.Stream<number>): Item[] {
  const ranked = items.map((item) => ({ item, key: keys.next().value ?? 0 }))
  return ranked.sort((a, b) => a.key - b.key).map(({ item }) => item)
}
