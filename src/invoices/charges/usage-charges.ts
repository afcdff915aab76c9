import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { UnitConversion } from '../../rating/convert-units.ts'
import { compositeLines, type RatedComposite } from './composite-lines.ts'
import { readContractUsage } from './contract-usage.ts'
import { unitConversions } from '../contract-currency.ts'
import { readSpend } from './contract-spend.ts'
import type { InvoiceHead, InvoiceLine, ContractCharge } from '../invoice.ts'
import { listUsage, type ListedUsage } from './listed-usage.ts'
import { rateContract, type RatedContract } from './rate-contract.ts'
import type { InvoiceScope } from '../scope.ts'
import { contractCharges } from '../heads/contract-charges.ts'
import { findUnits, type UnitOf } from '../units.ts'

/** What a usage invoice charges, before commits and credits cover any of it. */
export interface UsageCharges {
  rated: RatedContract
  /** The lines of it. */
  listed: ListedUsage
  /** Of subscriptions. */
  charges: readonly ContractCharge[]
  composed: readonly RatedComposite[]
  /** Whether what is charged may have gone down within a segment of usage: the contract's own, or what composites count of others. */
  mayFall: boolean
  /** What custom units are worth. */
  conversions: readonly UnitConversion[]
  /** Finds the units that any of it is in. */
  unitOf: UnitOf
}

/**
 * Reads what a usage invoice charges for its period: usage, subscriptions that are on it, composites.
 * @param cuts instants within the period at which usage is to be told apart.
 * @throws where the warehouse fails; a failed computation is never a zero (semantics 33).
 */
export async function readUsageCharges(
  scope: InvoiceScope,
  head: InvoiceHead,
  period: TimeRange,
  cuts: readonly Instant[],
): Promise<UsageCharges> {
  const { contract, currency } = head
  const ahead = cuts.length === 0 ? scope.usageAhead?.get(head) : undefined
  const rated = rateContract(await (ahead ?? readContractUsage(scope, head, period, cuts)))
  const charges = (await contractCharges(scope, contract, () => period)).filter((charged) => {
    const { placement, heldBy } = charged.charge
    return (
      placement === 'USAGE_INVOICE' && (heldBy === null ? head.takesCharge(charged) : heldBy === head.headId)
    )
  })
  const conversions = await unitConversions(scope, contract)
  const unitOf = await findUnits(scope, [
    currency.id,
    ...rated.usageOf().map(({ line }) => line.creditTypeId),
    ...charges.map(({ charge }) => charge.creditTypeId),
  ])
  const products = rated.products.filter(({ product }) => product.type === 'COMPOSITE')
  const spend =
    products.length === 0
      ? null
      : await readSpend(scope, head, period, { rated, charges, conversions }, products, cuts)
  return {
    rated,
    listed: listUsage(head, rated.usageOf(), unitOf),
    charges,
    composed: spend === null ? [] : compositeLines(products, spend),
    mayFall: rated.mayFall || spend?.mayFall === true,
    conversions,
    unitOf,
  }
}

/** Lines by the place of their product on the card; those of one product stay as they are. */
export function inCardOrder(
  { products }: Pick<RatedContract, 'products'>,
  lines: readonly InvoiceLine[],
): InvoiceLine[] {
  const places = placesOf(products)
  const placeOf = ({ product }: InvoiceLine) => places.get(product?.id ?? '') ?? products.length
  return lines.toSorted((a, b) => placeOf(a) - placeOf(b))
}

const placesByProducts = new WeakMap<RatedContract['products'], ReadonlyMap<string, number>>()

/** The same for all contracts that are billed for the same products. */
function placesOf(products: RatedContract['products']): ReadonlyMap<string, number> {
  const places = placesByProducts.get(products) ?? new Map(products.map(({ id }, place) => [id, place]))
  placesByProducts.set(products, places)
  return places
}
