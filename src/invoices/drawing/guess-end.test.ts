import { expect, test } from 'vitest'
import { Decimal, ZERO } from '../../kernel/decimal.ts'
import { balance, line, ruleOf } from '../../rating/drawdown/testing/balances.ts'
import type { ChargeStep } from './draw-steps.ts'
import { guessEnd } from './guess-end.ts'

/** A charge of so many units at 2 each. */
function charge(quantity: number): ChargeStep {
  const rule = ruleOf('2')
  const of = {
    ...line('tokens'),
    lineOf: () => {
      throw new Error('no line is shown')
    },
  }
  return { at: 0, from: ZERO, to: new Decimal(quantity), line: of, listRule: rule, ruleFor: () => rule }
}

/** Where the charges of 100 parts, 200 in all, are guessed to end what is left of commits. */
function guess(...left: string[]): number {
  const balances = left.map((amount, place) => balance(`commit ${place}`, amount))
  const remaining = new Map(left.map((amount, place) => [`commit ${place}`, new Decimal(amount)]))
  return guessEnd([charge(60), charge(40)], balances, remaining, 100)
}

test.each<[story: string, left: string[], parts: number]>([
  ['where what is left would run out', ['50'], 25],
  ['never before the first part', ['0.5'], 1],
  ['never after all', ['199.99'], 99],
  ['where the least of several would', ['150', '30', '1000'], 15],
  ['in the middle where all is paid', ['200'], 50],
  ['in the middle where nothing is left', ['0', '-5'], 50],
])('a month is cut %s', (_, left, parts) => expect(guess(...left)).toBe(parts))
