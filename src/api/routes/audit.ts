import * as wire from '../../../schemas/audit.ts'
import { diffInvoices, NOW } from '../../invoices/diff/diff-invoices.ts'
import { explainInvoice } from '../../invoices/explain/explain-invoice.ts'
import { listUnrated } from '../../invoices/explain/list-unrated.ts'
import type { ParamValue } from '../../warehouse/query.ts'
import { serve, type Api } from '../serve.ts'
import { toWireLineDiff } from '../write-diff.ts'

/** What an audit of an invoice needs: its quantities as SQL, the usage it leaves out, and how it differs from another. */
export function auditRoutes(api: Api): void {
  serve(api, wire.explainInvoice, async ({ environment, params, query }) => {
    const { cutoff, lines } = await explainInvoice(environment, params.id, query.customer_id)
    return {
      data: {
        cutoff,
        lines: lines.map((line) => ({
          index: line.index,
          line_id: line.lineId,
          name: line.name,
          quantity: line.quantity,
          sql: line.sql.text,
          parameters: Object.fromEntries(
            Object.entries(line.params).map(([name, value]) => [name, toParameter(value)]),
          ),
          note: line.note ?? undefined,
        })),
      },
    }
  })

  serve(api, wire.listUnratedUsage, async ({ environment, params, query }) => {
    const { id } = params
    const { usage, nextCursor } = await listUnrated(environment, id, query.customer_id, query.next_page)
    return {
      data: usage.map((one) => ({
        product_id: one.productId,
        product_name: one.productName,
        billable_metric_id: one.metricId,
        pricing_group_values: one.pricingGroupValues,
        quantity: one.quantity,
      })),
      next_page: nextCursor,
    }
  })

  serve(api, wire.diffInvoices, async ({ environment, params, query }) => {
    const found = await diffInvoices(environment, params.id, query.with, query.customer_id)
    const { invoice, other, lines } = found
    const { id, name } = invoice.currency
    return {
      data: {
        invoice_id: invoice.id,
        with_invoice_id: query.with === NOW ? null : other.id,
        credit_type: { id, name },
        lines: lines.map(toWireLineDiff),
        total: {
          invoice: invoice.total,
          with: other.total,
          difference: other.total.minus(invoice.total),
        },
      },
    }
  })
}

function toParameter(value: ParamValue): string | number | string[] {
  if (typeof value === 'string' || typeof value === 'number') return value
  return value.map((one) => {
    if (typeof one !== 'string') throw new Error('a list of values is one of texts')
    return one
  })
}
