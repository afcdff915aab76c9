import { describe, expect, it } from 'vitest'
import { stepOrder, type DrawStep } from './draw-step.ts'
import { line, step } from './testing/balances.ts'

/** The keys of the lines in the order they draw. */
const orderOf = (...steps: DrawStep[]) => stepOrder(steps).map(({ line: { key } }) => key)

describe('charges draw', () => {
  // Keys are such that they, which decide at last, would say the opposite.
  it.each<[rule: string, first: DrawStep, second: DrawStep]>([
    [
      'as they came in time, whatever they are of',
      step(1, [0, 1], '1', { line: line('b', { kind: 'COMPOSITE', key: 'first' }) }),
      step(2, [0, 1], '9', { line: line('a', { key: 'early' }) }),
    ],
    [
      'usage before subscriptions',
      step(1, [0, 1], '1', { line: line('b', { lineStart: 9, key: 'first' }) }),
      step(1, [0, 1], '9', { line: line('a', { kind: 'SUBSCRIPTION', key: 'early' }) }),
    ],
    [
      'subscriptions before composites',
      step(1, [0, 1], '1', { line: line('b', { kind: 'SUBSCRIPTION', key: 'first' }) }),
      step(1, [0, 1], '9', { line: line('a', { kind: 'COMPOSITE', key: 'early' }) }),
    ],
    [
      'the line that starts earlier',
      step(1, [0, 1], '1', { line: line('b', { lineStart: 1, key: 'first' }) }),
      step(1, [0, 1], '9', { line: line('a', { lineStart: 2, key: 'early' }) }),
    ],
    [
      'the higher unit price, by number and not by text',
      step(1, [0, 1], '10', { line: line('b', { key: 'first' }) }),
      step(1, [0, 1], '9', { line: line('a', { key: 'early' }) }),
    ],
    [
      'by name from A to Z',
      step(1, [0, 1], '1', { line: line('a', { productId: 'z', key: 'first' }) }),
      step(1, [0, 1], '1', { line: line('b', { productId: 'a', key: 'early' }) }),
    ],
    [
      'by product where the names are the same',
      step(1, [0, 1], '1', { line: line('a', { pricingGroupValues: { model: 'z' }, key: 'first' }) }),
      step(1, [0, 1], '1', { line: line('a', { productId: 'b', key: 'early' }) }),
    ],
    [
      'by group values where the products are',
      step(1, [0, 1], '1', { line: line('a', { pricingGroupValues: { model: 'a' }, key: 'first' }) }),
      step(1, [0, 1], '1', { line: line('a', { pricingGroupValues: { model: 'b' }, key: 'early' }) }),
    ],
  ])('%s', (_, first, second) => {
    expect(orderOf(first, second)).toEqual(['first', 'early'])
    expect(orderOf(second, first)).toEqual(['first', 'early'])
  })

  it('by key where all else is the same, and by position within a line', () => {
    const [one, other] = [line('a', { key: '1' }), line('a', { key: '2' })]
    const [low, high] = [step(1, [0, 3], '1', { line: one }), step(1, [3, 5], '1', { line: one })]
    const steps = [step(1, [0, 1], '1', { line: other }), high, low]
    expect(stepOrder(steps)).toEqual([low, high, steps[0]])
  })
})
