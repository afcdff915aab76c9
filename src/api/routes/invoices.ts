import * as wire from '../../../schemas/invoices.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { getInvoice } from '../../invoices/reading/get.ts'
import { listInvoices } from '../../invoices/reading/list.ts'
import { regenerateInvoice } from '../../invoices/life-cycle/regenerate.ts'
import { serve, type Api } from '../serve.ts'
import { toWireInvoice } from '../wire-invoice.ts'

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
    return { data: invoices.map((invoice) => toWireInvoice(invoice, skipZero)), next_page: nextCursor }
  })

  serve(api, wire.getInvoice, async ({ environment, params, query }) => {
    const invoice = await getInvoice(environment, params.customer_id, params.invoice_id)
    return { data: toWireInvoice(invoice, query.skip_zero_qty_line_items ?? false) }
  })

  serve(api, wire.voidInvoice, async ({ environment, body }) => {
    await voidInvoice(environment, body.id)
    return { data: { id: body.id } }
  })

  serve(api, wire.regenerateInvoice, async ({ environment, body }) => ({
    data: { id: await regenerateInvoice(environment, body.id) },
  }))
}
