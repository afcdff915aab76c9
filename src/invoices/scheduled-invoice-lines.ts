import { findProducts } from '../catalog/products/get.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { InvoiceHead, InvoiceLine } from './invoice.ts'
import { scheduledLine, subscriptionLine } from './lines.ts'
import { isOnUsageInvoice } from './scheduled-dates.ts'
import { scheduledItems, type ScheduledItem } from './scheduled-items.ts'
import type { InvoiceScope } from './scope.ts'
import { contractCharges } from './subscription-lines.ts'
import { findUnits } from './units.ts'

/** The lines of an invoice for one date: what is charged then in its currency, and on no usage invoice. */
export async function scheduledInvoiceLines(scope: InvoiceScope, head: InvoiceHead): Promise<InvoiceLine[]> {
  const { contract, currency, issuedAt } = head
  const then: TimeRange = { from: issuedAt - 1, to: issuedAt }
  const charges = (await contractCharges(scope, contract, () => then)).filter(
    ({ charge }) => charge.placement === 'SCHEDULED_INVOICE' && charge.creditTypeId === currency.id,
  )
  const unitOf = () => currency
  const subscribed = charges.map((charge) => subscriptionLine(head, charge, unitOf))
  if (isOnUsageInvoice(contract.terms, issuedAt)) return subscribed
  const items = scheduledItems(contract.terms).filter(
    ({ item, source }) => item.timestamp === issuedAt && source.creditTypeId === currency.id,
  )
  return [...(await itemLines(scope, head, items)), ...subscribed]
}

/** The lines of dated charges and discounts. */
export async function itemLines(
  scope: InvoiceScope,
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
