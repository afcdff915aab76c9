import type { TimeRange } from '../kernel/window.ts'
import type { UnitConversion } from '../rating/convert-units.ts'
import { compositeLines } from './composite-lines.ts'
import { unitConversions } from './contract-currency.ts'
import { readSpend } from './contract-spend.ts'
import { conversionLines } from './conversion-lines.ts'
import type { InvoiceHead, InvoiceLine } from './invoice.ts'
import { compositeLine, subscriptionLine, usageLine } from './lines.ts'
import { rateContract, type RatedContract } from './rate-contract.ts'
import { isOnUsageInvoice } from './scheduled-dates.ts'
import { itemLines } from './scheduled-invoice-lines.ts'
import { scheduledItems } from './scheduled-items.ts'
import type { InvoiceScope } from './scope.ts'
import { contractCharges, type ContractCharge } from './subscription-lines.ts'
import { findUnits } from './units.ts'

/**
 * The lines of a usage invoice: what the card prices, in the card's order, then what is scheduled for its end, then
 * what custom units come to.
 * @throws where the warehouse fails; a failed computation is never a zero (semantics 33).
 */
export async function usageInvoiceLines(
  scope: InvoiceScope,
  head: InvoiceHead,
  period: TimeRange,
): Promise<InvoiceLine[]> {
  const { customer, contract } = head
  const rated = await rateContract(scope, customer, contract, period)
  const charges = (await contractCharges(scope, contract, () => period)).filter(
    ({ charge }) => charge.placement === 'USAGE_INVOICE',
  )
  const conversions = await unitConversions(scope, contract)
  const unitOf = await findUnits(scope, creditTypes(rated, charges))
  const items = scheduledItems(contract.terms).filter(
    ({ item }) => item.timestamp === period.to && isOnUsageInvoice(contract.terms, item.timestamp),
  )
  const priced = [
    ...rated.usage.map((usage) => usageLine(head, usage, unitOf)),
    ...charges.map((charge) => subscriptionLine(head, charge, unitOf)),
    ...(await composites(scope, head, period, rated, charges, conversions)),
  ]
  const lines = [...inCardOrder(rated, priced), ...(await itemLines(scope, head, items))]
  return [...lines, ...conversionLines(head, lines, conversions)]
}

async function composites(
  scope: InvoiceScope,
  head: InvoiceHead,
  period: TimeRange,
  rated: RatedContract,
  charges: readonly ContractCharge[],
  conversions: readonly UnitConversion[],
): Promise<InvoiceLine[]> {
  const products = rated.products.filter(({ product }) => product.type === 'COMPOSITE')
  if (products.length === 0) return []
  const spend = await readSpend(scope, head, period, { rated, charges, conversions }, products)
  return compositeLines(products, spend).map(({ product, line }) =>
    compositeLine(head, product.product, line, head.currency),
  )
}

function creditTypes({ usage }: RatedContract, charges: readonly ContractCharge[]): string[] {
  return [...usage.map(({ line }) => line.creditTypeId), ...charges.map(({ charge }) => charge.creditTypeId)]
}

/** Lines by the place of their product on the card; those of one product stay as they are. */
function inCardOrder({ products }: RatedContract, lines: readonly InvoiceLine[]): InvoiceLine[] {
  const places = new Map(products.map(({ id }, place) => [id, place]))
  const placeOf = ({ product }: InvoiceLine) => places.get(product?.id ?? '') ?? products.length
  return lines.toSorted((a, b) => placeOf(a) - placeOf(b))
}
