import { z } from 'zod'
import { idResult, issueTimestamp, uuid } from './common.ts'
import { endpoint } from './endpoint.ts'

export const updateInvoiceIssueDate = endpoint({
  method: 'POST',
  path: '/v1/contracts/updateInvoiceIssueDate',
  operationId: 'updateInvoiceIssueDate',
  tag: 'Contracts',
  summary: "Change when a contract's draft is issued",
  body: z.strictObject({ invoice_id: uuid, issue_date: issueTimestamp }),
  response: idResult,
})
