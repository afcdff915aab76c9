import { Decimal } from '../../../kernel/decimal.ts'
import { DAY_MS } from '../../../kernel/instant.ts'
import { effectivePrice } from '../../effective-price.ts'
import type { Price } from '../../price.ts'
import type { PricingRule } from '../../pricing-rule.ts'
import { flat } from '../../testing/prices.ts'
import type { AccessSegment, Balance, BalanceSpecifier, Remaining } from '../balance.ts'
import type { DrawStep, LineRef } from '../draw-step.ts'
import type { CoveredCharge } from '../is-applicable.ts'

/** A segment that may be drawn for good, or within days since the epoch. */
export function segment(id: string, amount: string, from = 0, to = 1000): AccessSegment {
  return { id, amount: new Decimal(amount), startingAt: from * DAY_MS, endingBefore: to * DAY_MS }
}

/** What is left where nothing has been drawn. */
export function untouched(balances: readonly Balance[]): Remaining {
  return new Map(balances.flatMap(({ segments }) => segments.map(({ id, amount }) => [id, amount] as const)))
}

/** A prepaid commit of the contract `deal`, paid in full, for everything; its one segment is named as it is. */
export function balance(
  id: string,
  amount: string,
  changes: Partial<Balance> & { from?: number; to?: number } = {},
): Balance {
  const { from, to, ...fields } = changes
  return {
    id,
    type: 'PREPAID',
    recurringId: null,
    name: id,
    priority: null,
    rateType: 'LIST_RATE',
    applicableProductIds: [],
    applicableProductTags: [],
    specifiers: [],
    contractIds: ['deal'],
    isContractLevel: true,
    creditTypeId: 'usd',
    segments: [segment(id, amount, from, to)],
    rolledOverFrom: null,
    isDrawnLast: false,
    costBasis: new Decimal(1),
    ...fields,
  }
}

/** A specifier that admits everything but for what is given. */
export function balanceSpecifier(changes: Partial<BalanceSpecifier>): BalanceSpecifier {
  return {
    productId: null,
    productTags: [],
    pricingGroupValues: {},
    presentationGroupValues: {},
    exclude: [],
    ...changes,
  }
}

/** Usage of tokens in dollars, but for what is given. */
export function charge(changes: Partial<CoveredCharge> = {}): CoveredCharge {
  return {
    productId: 'tokens',
    productTags: [],
    pricingGroupValues: {},
    presentationGroupValues: {},
    creditTypeId: 'usd',
    ...changes,
  }
}

/** The line of the usage of a product since the epoch. */
export function line(name: string, changes: Partial<LineRef> = {}): LineRef {
  return { ...charge({ productId: name }), name, kind: 'USAGE', lineStart: 0, key: name, ...changes }
}

export function ruleOf(price: Price | string): PricingRule {
  const effective = effectivePrice(typeof price === 'string' ? flat(price) : price, null)
  if (effective === null) throw new Error('a rate has a price')
  return effective.rule
}

/**
 * What a day brought to a line: the quantity so far goes from one to another.
 * @param commitPrice what balances with a commit rate pay; without it they pay the list price.
 */
export function step(
  day: number,
  [from, to]: readonly [from: number | string, to: number | string],
  listPrice: Price | string,
  changes: { line?: LineRef; commitPrice?: Price | string } = {},
): DrawStep {
  const { line: of = line('tokens'), commitPrice = listPrice } = changes
  const listRule = ruleOf(listPrice)
  const commitRule = ruleOf(commitPrice)
  return {
    at: day * DAY_MS,
    line: of,
    from: new Decimal(from),
    to: new Decimal(to),
    listRule,
    ruleFor: ({ rateType }) => (rateType === 'COMMIT_RATE' ? commitRule : listRule),
  }
}
