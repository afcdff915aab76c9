import type { ProfessionalService } from '../../catalog/contracts/terms.ts'
import { productAt, type Product } from '../../catalog/products/rows.ts'
import type { ProfessionalServiceLine } from '../../catalog/professional-services/rows.ts'
import type { PricingUnit } from '../../catalog/pricing-units/rows.ts'
import type { CatalogRate } from '../../catalog/rates/rows.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { derivedId } from '../../kernel/ids.ts'
import type { CompositeLine } from '../../rating/rate-composite.ts'
import type { UsageLine } from '../../rating/usage-line.ts'
import type { BilledProduct } from '../billed-products.ts'
import type { DrawableBalance } from '../balances/drawable-balances.ts'
import type {
  InvoiceHead,
  InvoiceLine,
  LineProduct,
  ContractCharge,
  ChargedItem,
  PurchasedItem,
} from '../invoice.ts'
import { PLAIN } from './plain-line.ts'
import type { UnitOf } from '../units.ts'

/** A line of what was used of a product, at its price. */
export interface RatedUsage {
  product: BilledProduct
  line: UsageLine<CatalogRate>
}

/** A line of usage. A line's pricing group values are those of its rate, so none of them is null. */
export function usageLine(head: InvoiceHead, { product, line }: RatedUsage, unitOf: UnitOf): InvoiceLine {
  const version = product.versions[line.version]
  if (version === undefined) throw new Error(`product ${product.id} has no version ${line.version}`)
  const { pricingGroupValues, presentationGroupValues } = line
  return {
    ...PLAIN,
    id: lineId(head, 'usage', product.id, [
      line.period.from,
      pricingGroupValues,
      presentationGroupValues,
      line.rate?.id ?? null,
      line.override?.id ?? null,
      line.tier?.level ?? null,
    ]),
    type: 'usage',
    name: version.name,
    product: shownProduct(product.product, version),
    creditType: unitOf(line.creditTypeId),
    period: line.period,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    total: line.total,
    tier: line.tier,
    listPrice: line.listPrice,
    pricingGroupValues: version.pricingGroupKey.length === 0 ? null : textValues(pricingGroupValues),
    presentationGroupValues: version.presentationGroupKey.length === 0 ? null : presentationGroupValues,
  }
}

/** A line of a composite product: its share of what was spent on others. */
export function compositeLine(
  head: InvoiceHead,
  product: Product,
  line: CompositeLine<CatalogRate>,
  currency: PricingUnit,
): InvoiceLine {
  const version = productAt(product, line.period.from)
  const key = [line.period.from, line.rate?.id ?? null, line.override?.id ?? null, line.tier?.level ?? null]
  return {
    ...PLAIN,
    id: lineId(head, 'composite', product.id, key),
    type: 'usage',
    name: version.name,
    product: shownProduct(product, version),
    creditType: currency,
    period: line.period,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    total: line.total,
    tier: line.tier,
    listPrice: line.listPrice,
  }
}

/** A line of a subscription. */
export function subscriptionLine(
  head: InvoiceHead,
  { subscription, product, charge, place }: ContractCharge,
  unitOf: UnitOf,
): InvoiceLine {
  const version = productAt(product, charge.period.from)
  return {
    ...PLAIN,
    id: lineId(head, 'subscription', subscription.id, [charge.period.from, charge.billedAt, place]),
    type: 'subscription',
    name: subscription.name ?? version.name,
    product: shownProduct(product, version),
    creditType: unitOf(charge.creditTypeId),
    period: charge.period,
    quantity: charge.quantity,
    unitPrice: charge.unitPrice,
    total: charge.total,
    listPrice: charge.listPrice,
    subscription: { id: subscription.id, customFields: subscription.customFields },
    isProrated: charge.isProrated,
    chargeId: charge.id,
  }
}

/** A line of a scheduled charge, or of a discount, which takes its amount off. */
export function scheduledLine(
  head: InvoiceHead,
  { kind, source, item }: ChargedItem,
  product: Product,
  unitOf: UnitOf,
): InvoiceLine {
  const version = productAt(product, item.timestamp)
  const made = { id: source.id, customFields: source.customFields }
  return {
    ...PLAIN,
    id: lineId(head, 'scheduled', source.id, [item.id]),
    type: 'scheduled',
    name: source.name ?? version.name,
    product: shownProduct(product, version),
    creditType: unitOf(source.creditTypeId),
    quantity: item.quantity,
    unitPrice: kind === 'DISCOUNT' ? item.unitPrice.negated() : item.unitPrice,
    total: kind === 'DISCOUNT' ? item.amount.negated() : item.amount,
    ...(kind === 'DISCOUNT' ? { discount: made } : { scheduledCharge: made }),
    chargeId: item.id,
  }
}

/** A line of what is paid for a PREPAID commit on a date. */
export function purchaseLine(
  head: InvoiceHead,
  { source: { id, type, terms }, item, creditTypeId }: PurchasedItem,
  product: Product,
  unitOf: UnitOf,
): InvoiceLine {
  const { name, customFields, netsuiteSalesOrderId } = terms
  const version = productAt(product, item.timestamp)
  return {
    ...PLAIN,
    id: lineId(head, 'commit purchase', id, [item.id]),
    type: 'commit_purchase',
    name: name ?? version.name,
    product: shownProduct(product, version),
    creditType: unitOf(creditTypeId),
    quantity: item.quantity,
    unitPrice: item.unitPrice,
    total: item.amount,
    commit: { id, type, segmentId: null, customFields, netsuiteSalesOrderId },
    chargeId: item.id,
  }
}

/** A line of work under a professional service. */
export function professionalServiceLine(
  head: InvoiceHead,
  service: ProfessionalService,
  line: ProfessionalServiceLine,
  place: number,
  product: Product,
): InvoiceLine {
  const version = productAt(product, head.agreedAt)
  const { netsuiteBillingStartAt: startAt, netsuiteBillingEndAt: endAt } = line
  return {
    ...PLAIN,
    id: lineId(head, 'professional service', service.id, [place]),
    type: 'scheduled',
    name: version.name,
    product: shownProduct(product, version),
    creditType: head.currency,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    total: line.amount,
    professionalService: { id: service.id, customFields: service.customFields },
    metadata: line.metadata,
    netsuiteBilling: startAt === null && endAt === null ? null : { startAt, endAt },
  }
}

/** A line that turns what was spent in a custom unit into the invoice's currency (reference section 5, Money). */
export function conversionLine(
  head: Pick<InvoiceHead, 'id' | 'currency' | 'period'>,
  unit: PricingUnit,
  amount: Pick<InvoiceLine, 'quantity' | 'unitPrice' | 'total'>,
): InvoiceLine {
  const { quantity, unitPrice, total } = amount
  return {
    ...PLAIN,
    id: lineId(head, 'cpu_conversion', unit.id, []),
    type: 'cpu_conversion',
    name: `${unit.name} conversion`,
    creditType: head.currency,
    period: head.period,
    quantity,
    unitPrice,
    total,
  }
}

/** A line that takes off what a commit or credit covers of the others. */
export function appliedLine(
  head: InvoiceHead,
  { balance, product, commit }: DrawableBalance,
  amount: Pick<InvoiceLine, 'period' | 'quantity' | 'unitPrice' | 'total' | 'creditType'> & {
    segmentId: string | null
  },
): InvoiceLine {
  const { segmentId, ...shown } = amount
  const version = productAt(product, head.agreedAt)
  return {
    ...PLAIN,
    id: lineId(head, 'applied', balance.id, []),
    type: 'applied_commit_or_credit',
    name: balance.terms.name ?? version.name,
    product: shownProduct(product, version),
    ...shown,
    commit: { ...commit, segmentId },
  }
}

/** A line that bills what was not drawn of a POSTPAID commit (reference section 6). */
export function trueupLine(
  head: InvoiceHead,
  { balance, product, commit }: DrawableBalance,
  total: Decimal,
  creditType: PricingUnit,
): InvoiceLine {
  const version = productAt(product, head.agreedAt)
  return {
    ...PLAIN,
    id: lineId(head, 'trueup', balance.id, []),
    type: 'commit_purchase',
    name: `${balance.terms.name ?? version.name} true-up`,
    product: shownProduct(product, version),
    creditType,
    quantity: new Decimal(1),
    unitPrice: total,
    total,
    commit: { ...commit, segmentId: null },
    chargeId: balance.terms.invoice?.items[0]?.id ?? null,
  }
}

function lineId(
  head: Pick<InvoiceHead, 'id'>,
  type: string,
  sourceId: string,
  key: readonly unknown[],
): string {
  return derivedId('line', head.id, type, sourceId, JSON.stringify(key))
}

const shownByVersion = new WeakMap<object, LineProduct>()

/** The same for all lines of a version of a product. */
function shownProduct(
  { id, type, customFields }: Product,
  version: { name: string; tags: readonly string[] },
): LineProduct {
  const { name, tags } = version
  const shown = shownByVersion.get(version) ?? { id, type, name, tags, customFields }
  shownByVersion.set(version, shown)
  return shown
}

function textValues(values: Readonly<Record<string, string | null>>): Record<string, string> {
  const missing = Object.keys(values).find((name) => values[name] === null)
  if (missing !== undefined) throw new Error(`a priced line has no value for ${missing}`)
  return values as Record<string, string>
}
