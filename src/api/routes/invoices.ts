import type { z } from 'zod'
import * as wire from '../../../schemas/invoices.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { getInvoice } from '../../invoices/get.ts'
import type { Invoice, InvoiceLine } from '../../invoices/invoice.ts'
import { listInvoices } from '../../invoices/list.ts'
import { serve, type Api } from '../serve.ts'

const LIMIT_DEFAULT = 100

/** A customer's invoices. */
export function invoiceRoutes(api: Api): void {
  serve(api, wire.listInvoices, async ({ environment, params, query }) => {
    const { invoices, nextCursor } = await listInvoices(environment, params.customer_id, {
      status: query.status,
      type: query.type,
      contractId: query.contract_id,
      creditTypeId: query.credit_type_id,
      startingOn: query.starting_on,
      endingBefore: query.ending_before,
      isNewestFirst: query.sort === 'date_desc',
      limit: query.limit ?? LIMIT_DEFAULT,
      cursor: query.next_page,
    })
    const skipZero = query.skip_zero_qty_line_items ?? false
    return { data: invoices.map((invoice) => toWire(invoice, skipZero)), next_page: nextCursor }
  })

  serve(api, wire.getInvoice, async ({ environment, params, query }) => {
    const invoice = await getInvoice(environment, params.customer_id, params.invoice_id)
    return { data: toWire(invoice, query.skip_zero_qty_line_items ?? false) }
  })
}

function toWire(invoice: Invoice, skipZero: boolean): z.output<typeof wire.invoice> {
  const { customer, contract, currency, period } = invoice
  const lines = skipZero ? invoice.lines.filter((line) => !line.quantity.isZero()) : invoice.lines
  return {
    id: invoice.id,
    customer_id: customer.id,
    customer_custom_fields: customer.customFields,
    contract_id: contract.id,
    contract_custom_fields: contract.customFields,
    type: 'USAGE',
    status: 'DRAFT',
    credit_type: { id: currency.id, name: currency.name },
    start_timestamp: formatInstant(period.from),
    end_timestamp: formatInstant(period.to),
    issued_at: formatInstant(invoice.issuedAt),
    ...(contract.netPaymentTermsDays === null
      ? {}
      : { net_payment_terms_days: contract.netPaymentTermsDays }),
    line_items: lines.map((line) => toWireLine(line, invoice)),
    total: invoice.total,
  }
}

function toWireLine(line: InvoiceLine, { currency }: Invoice): z.output<typeof wire.lineItem> {
  const { product, rate } = line
  const credit_type = { id: currency.id, name: currency.name }
  // A line's pricing group values are those of its rate, so none of them is null.
  const pricing =
    product.pricingGroupKey.length === 0 ? {} : { pricing_group_values: rate.pricingGroupValues }
  const presentation =
    product.presentationGroupKey.length === 0
      ? {}
      : { presentation_group_values: line.presentationGroupValues }
  return {
    name: product.name,
    type: 'usage',
    product_id: product.id,
    product_type: 'UsageProductListItem',
    product_tags: product.tags,
    product_custom_fields: product.customFields,
    credit_type,
    starting_at: formatInstant(line.period.from),
    ending_before: formatInstant(line.period.to),
    quantity: line.quantity,
    unit_price: rate.price,
    list_price: { rate_type: 'FLAT', price: rate.price, ...pricing, credit_type },
    total: line.total,
    ...pricing,
    ...presentation,
  }
}
