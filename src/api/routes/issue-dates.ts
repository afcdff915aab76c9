import * as wire from '../../../schemas/issue-dates.ts'
import { updateIssueDate } from '../../invoices/life-cycle/update-issue-date.ts'
import { serve, type Api } from '../serve.ts'

/** When drafts are issued. */
export function issueDateRoutes(api: Api): void {
  serve(api, wire.updateInvoiceIssueDate, async ({ environment, body }) => {
    await updateIssueDate(environment, body.invoice_id, body.issue_date)
    return { data: { id: body.invoice_id } }
  })
}
