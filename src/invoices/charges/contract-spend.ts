import { readsOf } from '../reads.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { productAt } from '../../catalog/products/rows.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { rangesCutAt, type TimeRange } from '../../kernel/window.ts'
import type { UnitConversion } from '../../rating/convert-units.ts'
import { priceChanges } from '../../rating/price-changes.ts'
import type { SpendPart } from '../../rating/rate-composite.ts'
import { findBilledBefore, type BilledBefore } from '../heads/billed-before.ts'
import type { BilledProduct } from '../billed-products.ts'
import type { KnownSpend } from './composite-lines.ts'
import { contractCurrency, unitConversions } from '../contract-currency.ts'
import { periodsWithin } from '../heads/usage-periods.ts'
import type { InvoiceHead } from '../invoice.ts'
import { readContractUsage, type MeteredContract } from './contract-usage.ts'
import { rateContract, type RatedContract } from './rate-contract.ts'
import type { InvoiceScope } from '../scope.ts'
import { subscriptionSpend, type SubscriptionSpend } from './subscription-spend.ts'

/** What was rated under a contract so far. */
export interface ContractSpend {
  rated: RatedContract
  charges: readonly SubscriptionSpend[]
  conversions: readonly UnitConversion[]
}

/** What was spent, and whether some usage of other contracts may have gone down within a segment of it. */
interface ReadSpend extends KnownSpend {
  mayFall: boolean
}

/** What was spent in a period, or a part of one. */
interface SpendOfPeriod {
  parts: readonly SpendPart[]
  mayFall: boolean
}

/**
 * What composites take their percentage of: the contract's spend in a period, and the customer's where one asks for
 * it. Where the period is the rest of a billing period that was cut, that is what was used since this began, as tiers and
 * minima are of it as a whole.
 * @param toldApartAt instants at which the contract's own usage is told apart; that of others is, too.
 */
export async function readSpend(
  scope: InvoiceScope,
  head: InvoiceHead,
  period: TimeRange,
  own: ContractSpend,
  composites: readonly BilledProduct[],
  toldApartAt: readonly Instant[],
): Promise<ReadSpend> {
  const currencyId = head.currency.id
  const { meteredFrom, customer, contract } = head
  const before = meteredFrom === null ? null : { from: meteredFrom, to: period.from }
  const counted = { from: before?.from ?? period.from, to: period.to }
  const metered = { customer, contract, meteredFrom: null }
  const ofContract = [
    ...(before === null ? [] : (await spendWithin(scope, metered, before, [], [], currencyId)).parts),
    ...spendParts(own, period, currencyId),
  ]
  const isOfCustomer = composites.some(({ versions }) =>
    versions.some(({ composite }) => composite?.scope === 'CUSTOMER'),
  )
  const changes = priceChanges(composites, own.rated.pricing, counted)
  const cuts = [...changes, period.from, period.to, ...toldApartAt]
  const others = isOfCustomer ? await otherContracts(scope, head, counted, cuts) : []
  return {
    pricing: own.rated.pricing,
    period,
    before,
    currencyId,
    ofContract,
    ofCustomer: [...ofContract, ...others.flatMap(({ parts }) => parts)],
    mayFall: others.some(({ mayFall }) => mayFall),
  }
}

/**
 * What the customer spent in a period on usage and subscriptions under other contracts in the same currency. What their composites
 * charge does not count: two could each take a share of the other.
 */
async function otherContracts(
  scope: InvoiceScope,
  { customer, contract, currency }: InvoiceHead,
  period: TimeRange,
  cuts: readonly Instant[],
): Promise<SpendOfPeriod[]> {
  const contracts = await readsOf(scope).contractsOf(customer.id)
  const billed = await findBilledBefore(scope, customer.id)
  const spent: SpendOfPeriod[] = []
  for (const other of contracts) {
    if (other.id === contract.id || (await contractCurrency(scope, other)).id !== currency.id) continue
    spent.push(...(await spendUnder(scope, customer, other, billed, period, cuts, currency.id)))
  }
  return spent
}

/**
 * All of the contract's periods that overlap one; a composite counts the parts that start within its own. What invoices bill of
 * a period that was cut counts as they bill it: some of it at their last instants.
 */
async function spendUnder(
  scope: InvoiceScope,
  customer: InvoiceHead['customer'],
  contract: Contract,
  billed: BilledBefore,
  period: TimeRange,
  cuts: readonly Instant[],
  currencyId: string,
): Promise<SpendOfPeriod[]> {
  const spent: SpendOfPeriod[] = []
  for (const whole of periodsWithin(contract.terms, period)) {
    for (const part of rangesCutAt(whole, billed.usageEnds.get(contract.id) ?? [])) {
      const charges = await subscriptionSpend(scope, contract, billed, part)
      const metered = { customer, contract, meteredFrom: part.from === whole.from ? null : whole.from }
      spent.push(await spendWithin(scope, metered, part, cuts, charges, currencyId))
    }
  }
  return spent
}

/** What was spent within a billing period, or a part of it. */
async function spendWithin(
  scope: InvoiceScope,
  metered: MeteredContract,
  billed: TimeRange,
  cuts: readonly Instant[],
  charges: readonly SubscriptionSpend[],
  currencyId: string,
): Promise<SpendOfPeriod> {
  const conversions = await unitConversions(scope, metered.contract)
  const rated = rateContract(await readContractUsage(scope, metered, billed, cuts))
  return {
    parts: spendParts({ rated, charges, conversions }, billed, currencyId),
    mayFall: rated.mayFall,
  }
}

/** Lines part by part, in the currency; what a subscription charges counts at the period's last instant. */
function spendParts(
  { rated, charges, conversions }: ContractSpend,
  period: TimeRange,
  currencyId: string,
): SpendPart[] {
  const inCurrency = (total: Decimal, creditTypeId: string) => {
    if (creditTypeId === currencyId) return total
    const conversion = conversions.find(({ customCreditTypeId }) => customCreditTypeId === creditTypeId)
    if (conversion === undefined) throw new Error(`the pricing unit ${creditTypeId} has no conversion`)
    return total.times(conversion.fiatPerCustomCredit)
  }
  const ofUsage = rated.usageOf().flatMap(({ product, line }) =>
    line.parts.map((part) => ({
      productId: product.id,
      productTags: product.versions[line.version]?.tags ?? [],
      period: part.period,
      total: inCurrency(part.total, line.creditTypeId),
      creditTypeId: currencyId,
    })),
  )
  const ofSubscriptions = charges.map(({ product, charge }) => ({
    productId: product.id,
    productTags: productAt(product, charge.period.from).tags,
    period: { from: period.to - 1, to: period.to },
    total: inCurrency(charge.total, charge.creditTypeId),
    creditTypeId: currencyId,
  }))
  return [...ofUsage, ...ofSubscriptions]
}
