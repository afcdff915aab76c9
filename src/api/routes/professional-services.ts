import type { z } from 'zod'
import * as wire from '../../../schemas/professional-services.ts'
import { getCustomer } from '../../catalog/customers/get.ts'
import {
  scheduleProfessionalServiceInvoice,
  type NewProfessionalServiceLine,
} from '../../catalog/professional-services/schedule-invoice.ts'
import { computeDraft } from '../../invoices/drafts/compute-draft.ts'
import { NO_DRAWS } from '../../invoices/balances/draws.ts'
import { contractCurrency } from '../../invoices/contract-currency.ts'
import { professionalServiceHead } from '../../invoices/heads/invoice-heads.ts'
import { serve, type Api } from '../serve.ts'
import { toWireInvoice } from '../wire-invoice.ts'
import { refOf } from './contracts.ts'

type WireLine = z.output<typeof wire.scheduleProServicesInvoice.body>['line_items'][number]

/** Work that is billed on request. */
export function professionalServiceRoutes(api: Api): void {
  serve(api, wire.scheduleProServicesInvoice, async ({ environment, body }) => {
    const lines = body.line_items.map(fromWire)
    const { contract, invoice } = await scheduleProfessionalServiceInvoice(environment, refOf(body), {
      issuedAt: body.issued_at,
      lines,
    })
    const customer = await getCustomer(environment, contract.customerId)
    const currency = await contractCurrency(environment, contract)
    const head = professionalServiceHead(customer, contract, currency, invoice)
    const draft = await computeDraft(environment, head, NO_DRAWS, null)
    return { data: [toWireInvoice(draft.invoice, false)] }
  })
}

function fromWire(line: WireLine): NewProfessionalServiceLine {
  return {
    professionalServiceId: line.professional_service_id,
    amendmentId: line.amendment_id ?? null,
    amount: line.amount ?? null,
    unitPrice: line.unit_price ?? null,
    quantity: line.quantity ?? null,
    metadata: line.metadata ?? null,
    netsuiteBillingStartAt: line.netsuite_invoice_billing_start ?? null,
    netsuiteBillingEndAt: line.netsuite_invoice_billing_end ?? null,
  }
}
