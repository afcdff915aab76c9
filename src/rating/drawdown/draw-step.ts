import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { groupValuesText } from '../group-values.ts'
import type { PricingRule } from '../pricing-rule.ts'
import type { Balance } from './balance.ts'
import type { CoveredCharge } from './is-applicable.ts'

/** The line of an invoice that a charge is part of, as far as balances are concerned. */
export interface LineRef extends CoveredCharge {
  name: string
  kind: 'USAGE' | 'SUBSCRIPTION' | 'COMPOSITE'
  lineStart: Instant
  /** Tells lines apart that are alike in all else. */
  key: string
}

/** What one hour brought to a line: the quantity used so far goes from `from` to `to`. */
export interface DrawStep<Line extends LineRef = LineRef> {
  at: Instant
  line: Line
  /** The position in the tiers before; 0 for subscriptions and composites, which have no more than a quantity. */
  from: Decimal
  to: Decimal
  /** The price where no balance is drawn. */
  listRule: PricingRule
  /** The price where a balance is: by its commit rate, and by the overrides that are for commits. */
  ruleFor: (balance: Balance) => PricingRule
}

const KINDS = ['USAGE', 'SUBSCRIPTION', 'COMPOSITE'] as const

/**
 * Puts charges in the order in which they draw on balances: as they came in time, and within an hour usage, then
 * subscriptions, then composites; the line that starts earlier, that has the higher unit price, and by name
 * (reference section 6, Drawdown order, Lines). What is left is decided by what the line is of, so that the order
 * never depends on that of the input.
 */
export function stepOrder<Step extends DrawStep>(steps: readonly Step[]): Step[] {
  const unitPrices = new Map<Step, Decimal>()
  const texts = new Map<LineRef, string[]>()
  return steps.toSorted(
    (a, b) =>
      a.at - b.at ||
      KINDS.indexOf(a.line.kind) - KINDS.indexOf(b.line.kind) ||
      a.line.lineStart - b.line.lineStart ||
      remember(unitPrices, b, unitPriceOf).comparedTo(remember(unitPrices, a, unitPriceOf)) ||
      compareTexts(remember(texts, a.line, textsOf), remember(texts, b.line, textsOf)) ||
      a.from.comparedTo(b.from),
  )
}

function remember<Key, Value>(known: Map<Key, Value>, key: Key, work: (key: Key) => Value): Value {
  const value = known.get(key) ?? work(key)
  known.set(key, value)
  return value
}

/** The list price of the step's first unit: what its line costs each where it is not split by tiers. */
function unitPriceOf({ listRule, from, to }: DrawStep): Decimal {
  return listRule.firstUnitPrice(from, to)
}

function textsOf(line: LineRef): string[] {
  const values = [line.pricingGroupValues, line.presentationGroupValues].map(groupValuesText)
  return [line.name, line.productId, ...values, line.creditTypeId, line.key]
}

function compareTexts(texts: readonly string[], others: readonly string[]): number {
  for (const [index, text] of texts.entries()) {
    const other = others[index] ?? ''
    if (text !== other) return text < other ? -1 : 1
  }
  return 0
}
