import { Decimal, ZERO, sumOf } from '../../kernel/decimal.ts'
import { leftOf, type Remaining } from '../../rating/drawdown/balance.ts'
import type { ChargeStep } from './draw-steps.ts'
import type { Draws } from '../balances/draws.ts'

/**
 * After about how many of the equal parts of some charges the first commit or credit is used up, if each part costs the
 * same: at least one, and not all. Half of them where that does not tell. It is a guess, by which nothing is charged.
 * @param count how many parts there are; at least two.
 */
export function guessEnd(
  charges: readonly ChargeStep[],
  balances: Draws['balances'],
  remaining: Remaining,
  count: number,
): number {
  const cost = sumOf(
    charges.flatMap(({ listRule, from, to }) => listRule.parts(from, to)),
    ({ total }) => total,
  )
  const left = balances
    .flatMap(({ segments }) => segments.map((segment) => leftOf(remaining, segment)))
    .filter((amount) => amount.greaterThan(ZERO) && amount.lessThan(cost))
  if (left.length === 0) return Math.floor(count / 2)
  const parts = Decimal.min(...left)
    .times(count)
    .divToInt(cost)
    .toNumber()
  return Math.min(count - 1, Math.max(1, parts))
}
