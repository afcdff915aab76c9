import { ZERO, Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { chargeRule } from '../../rating/drawdown/charge-rule.ts'
import type { Balance } from '../../rating/drawdown/balance.ts'
import { drawRule } from '../../rating/drawdown/draw-rule.ts'
import type { DrawStep, LineRef } from '../../rating/drawdown/draw-step.ts'
import { flatRule } from '../../rating/flat-rule.ts'
import type { PriceStretch } from '../../rating/price-stretches.ts'
import type { PricedPart, PricingRule } from '../../rating/pricing-rule.ts'
import type { ContractPricing } from '../../rating/usage-line.ts'
import type { CatalogRate } from '../../catalog/rates/rows.ts'
import type { ChargeCurve } from './charge-curve.ts'
import type { RatedComposite } from '../charges/composite-lines.ts'
import type { InvoiceHead, InvoiceLine, ContractCharge } from '../invoice.ts'
import { compositeLine, subscriptionLine, usageLine } from '../document/lines.ts'
import type { UnitOf } from '../units.ts'
import type { ListedUsage } from '../charges/listed-usage.ts'
import type { RatedContract, RatedCurve } from '../charges/rate-contract.ts'
import { drawsAt } from '../heads/contract-charges.ts'

/** A line of charges that commits and credits may cover. Charges of one line share it. */
export interface ChargeLine extends LineRef {
  /** The line of a part of it, where none covers that. */
  lineOf(part: PricedPart): InvoiceLine
}

export type ChargeStep = DrawStep<ChargeLine>

/** The usage of a contract. @param listed its lines. */
export function usageDrawCurves(
  head: InvoiceHead,
  { pricing, curvesOf }: Pick<RatedContract, 'pricing' | 'curvesOf'>,
  unitOf: UnitOf,
  listed: ListedUsage,
): ChargeCurve[] {
  return curvesOf().map((rated) => {
    const { growth, stretch } = rated.curve
    const line = usageChargeLine(head, rated, unitOf, listed)
    const listRule = stretch.effective.rule
    return { line, listRule, growth, ruleAt: rulesOf(line, stretch, pricing) }
  })
}

/** The prices of a line where balances are drawn, each worked out once where no override could change it in time. */
function rulesOf(
  line: ChargeLine,
  { rate, effective: { rule: listRule } }: PriceStretch<CatalogRate>,
  pricing: ContractPricing,
): ChargeCurve['ruleAt'] {
  const usage = { ...line, billingFrequency: null }
  const ruleAt = (at: Instant) => (balance: Balance) => drawRule(balance, rate, listRule, pricing, usage, at)
  if (pricing.overrides.length > 0) return ruleAt
  const known = new Map<Balance, PricingRule>()
  const ruleFor = (balance: Balance) => {
    const rule = known.get(balance) ?? ruleAt(line.lineStart)(balance)
    known.set(balance, rule)
    return rule
  }
  return () => ruleFor
}

function usageChargeLine(
  head: InvoiceHead,
  { product, curve }: RatedCurve,
  unitOf: UnitOf,
  listed: ListedUsage,
): ChargeLine {
  const { stretch, pricingGroupValues, presentationGroupValues } = curve
  const { effective, ...priced } = stretch
  const version = product.versions[stretch.version]
  if (version === undefined) throw new Error(`product ${product.id} has no version ${stretch.version}`)
  const values = { pricingGroupValues, presentationGroupValues }
  const ofTiers = new Map<number | null, InvoiceLine>()
  // A commit rate may have tiers that the list price has not.
  const unlisted = (part: PricedPart) => {
    const line = { ...priced, ...values, ...part, price: effective.price, parts: [] }
    return usageLine(head, { product, line }, unitOf)
  }
  return {
    productId: product.id,
    productTags: version.tags,
    ...values,
    creditTypeId: stretch.creditTypeId,
    name: version.name,
    kind: 'USAGE',
    lineStart: stretch.period.from,
    key: String(stretch.version),
    lineOf: (part) => {
      const { quantity, unitPrice, total, tier } = part
      const level = tier?.level ?? null
      const shown = ofTiers.get(level) ?? listed.find({ product, stretch, ...values }, tier) ?? unlisted(part)
      ofTiers.set(level, shown)
      return { ...shown, quantity, unitPrice, total, tier }
    },
  }
}

/**
 * What a contract's subscriptions charge, when that draws (`drawsAt`; reference section 6, Drawdown order).
 */
export function subscriptionDrawSteps(
  head: InvoiceHead,
  charges: readonly ContractCharge[],
  unitOf: UnitOf,
): ChargeStep[] {
  return charges.map((charged) => {
    const shown = subscriptionLine(head, charged, unitOf)
    return wholeStep(chargeLine(shown, 'SUBSCRIPTION', charged.product.id), drawsAt(charged), shown)
  })
}

/** What composites charge, segment by segment, and what makes their minimum with the last of it. */
export function compositeDrawSteps(head: InvoiceHead, rated: readonly RatedComposite[]): ChargeStep[] {
  return rated.flatMap(({ product, line }) => {
    const shown = compositeLine(head, product.product, line, head.currency)
    const ref = chargeLine(shown, 'COMPOSITE', product.id)
    const last = { from: line.period.to - 1, to: line.period.to }
    const rest = { period: last, quantity: ZERO, total: line.missingToMinimum }
    const parts = [...line.parts, ...(rest.total.isZero() ? [] : [rest])]
    return parts.map(({ period, quantity, total }) =>
      wholeStep(ref, period.from, { ...shown, quantity, total }),
    )
  })
}

function chargeLine(shown: InvoiceLine, kind: LineRef['kind'], productId: string): ChargeLine {
  return {
    productId,
    productTags: shown.product?.tags ?? [],
    pricingGroupValues: {},
    presentationGroupValues: {},
    creditTypeId: shown.creditType.id,
    name: shown.name,
    kind,
    lineStart: shown.period?.from ?? -Infinity,
    key: shown.id,
    lineOf: ({ quantity, total }) => ({ ...shown, quantity, total }),
  }
}

/**
 * A charge whose total is known. One without quantity, such as what is missing to a minimum, is drawn as an amount.
 */
function wholeStep(
  line: ChargeLine,
  at: Instant,
  { quantity, unitPrice, total, tier }: InvoiceLine,
): ChargeStep {
  if (!quantity.isZero()) {
    const rule = chargeRule({ quantity, unitPrice, total, tier })
    return { at, from: ZERO, to: quantity, line, listRule: rule, ruleFor: () => rule }
  }
  const asAmount = flatRule(new Decimal(1))
  const bare = { ...line, lineOf: (part: PricedPart) => line.lineOf({ ...part, quantity: ZERO }) }
  return { at, from: ZERO, to: total, line: bare, listRule: asAmount, ruleFor: () => asAmount }
}
