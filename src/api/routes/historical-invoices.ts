import type { z } from 'zod'
import * as wire from '../../../schemas/historical-invoices.ts'
import { createHistoricalInvoices } from '../../invoices/historical/create.ts'
import type { HistoricalUsage, NewHistoricalInvoice } from '../../invoices/historical/historical-usage.ts'
import { serve, type Api } from '../serve.ts'
import { toWireInvoice } from '../wire-invoice.ts'

type WireInvoice = z.output<typeof wire.createHistoricalInvoices.body>['invoices'][number]
type WireUsage = WireInvoice['usage_line_items'][number]

/** Invoices that were made elsewhere. */
export function historicalInvoiceRoutes(api: Api): void {
  serve(api, wire.createHistoricalInvoices, async ({ environment, body }) => {
    const invoices = await createHistoricalInvoices(environment, body.invoices.map(fromWire), body.preview)
    return { data: invoices.map((invoice) => toWireInvoice(invoice, false)) }
  })
}

function fromWire(invoice: WireInvoice): NewHistoricalInvoice {
  return {
    customerId: invoice.customer_id,
    contractId: invoice.contract_id,
    creditTypeId: invoice.credit_type_id,
    period: periodOf(invoice),
    issuedAt: invoice.issue_date,
    breakdownGranularity: invoice.breakdown_granularity ?? null,
    usage: invoice.usage_line_items.map(usageFromWire),
    billableStatus: invoice.billable_status ?? null,
    customFields: invoice.custom_fields ?? {},
  }
}

function usageFromWire(usage: WireUsage): HistoricalUsage {
  return {
    productId: usage.product_id,
    period: periodOf(usage),
    quantity: usage.quantity ?? null,
    pricingGroupValues: usage.pricing_group_values ?? {},
    presentationGroupValues: usage.presentation_group_values ?? {},
    subtotals: (usage.subtotals_with_quantity ?? []).map((subtotal) => ({
      period: periodOf(subtotal),
      quantity: subtotal.quantity,
    })),
  }
}

function periodOf(dates: Pick<WireInvoice, 'inclusive_start_date' | 'exclusive_end_date'>) {
  return { from: dates.inclusive_start_date, to: dates.exclusive_end_date }
}
