import * as wire from '../../../schemas/invoice-pdf.ts'
import { getInvoice } from '../../invoices/reading/get.ts'
import { drawInvoice } from '../../pdf/draw-invoice.ts'
import type { Seller } from '../../pdf/seller.ts'
import { serve, type Api } from '../serve.ts'

/** Invoices as documents. @param seller who sends them. */
export function invoicePdfRoutes(api: Api, seller: Seller): void {
  serve(api, wire.getInvoicePdf, async ({ environment, params }) => {
    const invoice = await getInvoice(environment, params.customer_id, params.invoice_id)
    const status = { DRAFT: '-draft', FINALIZED: '', VOID: '-void' }[invoice.status]
    return new Response(await drawInvoice(invoice, seller), {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="invoice-${invoice.id}${status}.pdf"`,
      },
    })
  })
}
