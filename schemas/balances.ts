import { z } from 'zod'
import {
  customerCommitInput,
  customerCreditInput,
  editCommitInput,
  editCreditInput,
} from './balance-terms.ts'
import { commitView, creditView } from './balance-views.ts'
import {
  decimal,
  hourTimestamp,
  idResult,
  integer,
  nothing,
  page,
  pageQuery,
  timestamp,
  uuid,
} from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Commits and credits'

// The page travels in the body; the document's own limit is smaller than that of other lists.
export const balanceListFilter = {
  customer_id: uuid,
  covering_date: timestamp.optional(),
  starting_at: timestamp.optional(),
  effective_before: timestamp.optional(),
  include_archived: z.boolean().optional(),
  include_ledgers: z.boolean().optional(),
  include_balance: z.boolean().optional(),
  limit: integer(1, 25).optional(),
  next_page: pageQuery.next_page,
}

export const createCustomerCommit = endpoint({
  method: 'POST',
  path: '/v1/contracts/customerCommits/create',
  operationId: 'createCustomerCommit',
  tag,
  summary: 'Make a commit of a customer, for all contracts or some',
  body: customerCommitInput,
  response: idResult,
})

export const listCustomerCommits = endpoint({
  method: 'POST',
  path: '/v1/contracts/customerCommits/list',
  operationId: 'listCustomerCommits',
  tag,
  summary: "List a customer's commits",
  body: z.strictObject({
    ...balanceListFilter,
    commit_id: uuid.optional(),
    include_contract_commits: z.boolean().optional(),
  }),
  response: page(commitView),
})

export const updateCommitEndDate = endpoint({
  method: 'POST',
  path: '/v1/contracts/customerCommits/updateEndDate',
  operationId: 'updateCommitEndDate',
  tag,
  summary: 'End a prepaid commit earlier',
  body: z.strictObject({
    customer_id: uuid,
    commit_id: uuid,
    access_ending_before: hourTimestamp.optional(),
    invoices_ending_before: hourTimestamp.optional(),
  }),
  response: idResult,
})

export const editCommit = endpoint({
  method: 'POST',
  path: '/v2/contracts/commits/edit',
  operationId: 'editCommit',
  tag,
  summary: "Change a commit, a contract's or a customer's",
  body: editCommitInput.extend({ customer_id: uuid, commit_id: uuid }),
  response: idResult,
})

export const archiveCommit = endpoint({
  method: 'POST',
  path: '/v2/contracts/commits/archive',
  operationId: 'archiveCommit',
  tag,
  summary: "Archive a commit, a contract's or a customer's, that no finalized invoice has used",
  body: z.strictObject({ customer_id: uuid, commit_id: uuid }),
  response: idResult,
})

export const disableCommitTrueup = endpoint({
  method: 'POST',
  path: '/v1/contracts/commits/disableTrueup',
  operationId: 'disableCommitTrueup',
  tag,
  summary: 'Leave unbilled what is not drawn of a postpaid commit',
  body: z.strictObject({
    customer_id: uuid,
    commit_id: uuid,
    contract_id: uuid,
    amendment_id: uuid.optional(),
  }),
  response: idResult,
})

export const createCustomerCredit = endpoint({
  method: 'POST',
  path: '/v1/contracts/customerCredits/create',
  operationId: 'createCustomerCredit',
  tag,
  summary: 'Make a credit of a customer, for all contracts or some',
  body: customerCreditInput,
  response: idResult,
})

export const listCustomerCredits = endpoint({
  method: 'POST',
  path: '/v1/contracts/customerCredits/list',
  operationId: 'listCustomerCredits',
  tag,
  summary: "List a customer's credits",
  body: z.strictObject({
    ...balanceListFilter,
    credit_id: uuid.optional(),
    include_contract_credits: z.boolean().optional(),
  }),
  response: page(creditView),
})

export const updateCreditEndDate = endpoint({
  method: 'POST',
  path: '/v1/contracts/customerCredits/updateEndDate',
  operationId: 'updateCreditEndDate',
  tag,
  summary: 'End a credit earlier',
  body: z.strictObject({ customer_id: uuid, credit_id: uuid, access_ending_before: hourTimestamp }),
  response: idResult,
})

export const editCredit = endpoint({
  method: 'POST',
  path: '/v2/contracts/credits/edit',
  operationId: 'editCredit',
  tag,
  summary: "Change a credit, a contract's or a customer's",
  body: editCreditInput.extend({ customer_id: uuid, credit_id: uuid }),
  response: idResult,
})

export const archiveCredit = endpoint({
  method: 'POST',
  path: '/v2/contracts/credits/archive',
  operationId: 'archiveCredit',
  tag,
  summary: "Archive a credit, a contract's or a customer's, that no finalized invoice has used",
  body: z.strictObject({ customer_id: uuid, credit_id: uuid }),
  response: idResult,
})

export const addManualBalanceLedgerEntry = endpoint({
  method: 'POST',
  path: '/v1/contracts/addManualBalanceLedgerEntry',
  operationId: 'addManualBalanceLedgerEntry',
  tag,
  summary: 'Add to what is left of a commit or credit, or take from it',
  body: z.strictObject({
    customer_id: uuid,
    contract_id: uuid.optional(),
    id: uuid,
    segment_id: uuid,
    amount: decimal,
    reason: z.string().min(1),
    timestamp: timestamp.optional(),
  }),
  response: nothing,
})
