import { findProducts } from '../catalog/products/get.ts'
import type { CatalogScope } from '../catalog/scope.ts'
import type { TimeRange } from '../kernel/window.ts'
import { invoiceCurrencyId, unitConversions } from './contract-currency.ts'
import { conversionLines } from './conversion-lines.ts'
import type { InvoiceHead, InvoiceLine } from './invoice.ts'
import { scheduledLine, subscriptionLine } from './lines.ts'
import { isOnUsageInvoice } from './scheduled-dates.ts'
import { scheduledItems, type ScheduledItem } from './scheduled-items.ts'
import { contractCharges } from './subscription-lines.ts'
import { findUnits } from './units.ts'

/**
 * The lines of an invoice for one date: what is charged then in its currency, or in units that are turned into it, and
 * on no usage invoice.
 */
export async function scheduledInvoiceLines(scope: CatalogScope, head: InvoiceHead): Promise<InvoiceLine[]> {
  const { contract, currency, issuedAt } = head
  const then: TimeRange = { from: issuedAt - 1, to: issuedAt }
  const isOfHead = ({ creditTypeId }: { creditTypeId: string }) =>
    invoiceCurrencyId(contract.terms, currency, creditTypeId) === currency.id
  const charges = (await contractCharges(scope, contract, () => then)).filter(
    ({ charge }) => charge.placement === 'SCHEDULED_INVOICE' && isOfHead(charge),
  )
  const unitOf = await findUnits(scope, [...new Set(charges.map(({ charge }) => charge.creditTypeId))])
  const items = isOnUsageInvoice(contract.terms, issuedAt)
    ? []
    : scheduledItems(contract.terms).filter(
        ({ item, source }) => item.timestamp === issuedAt && isOfHead(source),
      )
  const lines = [
    ...(await itemLines(scope, head, items)),
    ...charges.map((charge) => subscriptionLine(head, charge, unitOf)),
  ]
  return [...lines, ...conversionLines(head, lines, await unitConversions(scope, contract))]
}

/** The lines of dated charges and discounts. */
export async function itemLines(
  scope: CatalogScope,
  head: InvoiceHead,
  items: readonly ScheduledItem[],
): Promise<InvoiceLine[]> {
  const products = await findProducts(scope, [...new Set(items.map(({ source }) => source.productId))])
  const unitOf = await findUnits(scope, [...new Set(items.map(({ source }) => source.creditTypeId))])
  return items.map((item) => {
    const product = products.find(({ id }) => id === item.source.productId)
    if (product === undefined) throw new Error(`there is no product ${item.source.productId}`)
    return scheduledLine(head, item, product, unitOf)
  })
}
