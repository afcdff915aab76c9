import { z } from 'zod'
import { commitView, creditView } from './balance-views.ts'
import { balanceListFilter } from './balances.ts'
import {
  anyCase,
  customFields,
  data,
  decimal,
  integer,
  page,
  timestamp,
  uuid,
  wireTimestamp,
} from './common.ts'
import { contractRef } from './contracts.ts'
import { endpoint } from './endpoint.ts'
import { seatCommitLedgerEntry, seatCreditLedgerEntry } from './ledger.ts'

/** What customers have left: of commits and credits together, and of each seat. */

const tag = 'Commits and credits'

export const listCustomerBalances = endpoint({
  method: 'POST',
  path: '/v1/contracts/customerBalances/list',
  operationId: 'listCustomerBalances',
  tag,
  summary: "List a customer's commits and credits",
  body: z.strictObject({
    ...balanceListFilter,
    id: uuid.optional(),
    include_contract_balances: z.boolean().optional(),
    exclude_zero_balances: z.boolean().optional(),
  }),
  response: page(z.union([commitView, creditView])),
})

export const getNetBalance = endpoint({
  method: 'POST',
  path: '/v1/contracts/customerBalances/getNetBalance',
  operationId: 'getNetBalance',
  tag,
  summary: 'Get what a customer can draw now, of all or some commits and credits together',
  body: z.strictObject({
    customer_id: uuid,
    credit_type_id: uuid.optional(),
    filters: z
      .array(
        z.strictObject({
          balance_types: z.array(anyCase(['PREPAID_COMMIT', 'POSTPAID_COMMIT', 'CREDIT'])).optional(),
          ids: z.array(uuid).optional(),
          custom_fields: customFields.optional(),
        }),
      )
      .optional(),
    invoice_inclusion_mode: anyCase(['FINALIZED', 'FINALIZED_AND_DRAFT']).optional(),
  }),
  response: data(z.strictObject({ balance: decimal, credit_type_id: uuid })),
})

const seatBalance = {
  id: uuid,
  balance: decimal,
  start_date: wireTimestamp,
  end_date: wireTimestamp,
}

export const listSeatBalances = endpoint({
  method: 'POST',
  path: '/v1/contracts/seatBalances/list',
  operationId: 'listSeatBalances',
  tag,
  summary: 'List what each seat of a contract can draw of its own',
  body: contractRef
    .extend({
      subscription_ids: z.array(uuid).optional(),
      seat_ids: z.array(z.string()).optional(),
      skip_missing_seat_ids: z.boolean().optional(),
      include_credits_and_commits: z.boolean().optional(),
      include_ledgers: z.boolean().optional(),
      starting_at: timestamp.optional(),
      effective_before: timestamp.optional(),
      covering_date: timestamp.optional(),
      limit: integer(1, 100).optional(),
      cursor: z.string().optional(),
    })
    .refine(
      ({ covering_date: date, starting_at: from, effective_before: to }) =>
        date === undefined || (from === undefined && to === undefined),
      {
        path: ['covering_date'],
        message: 'cannot be given together with starting_at or effective_before',
      },
    ),
  response: z.strictObject({
    data: z.array(
      z.strictObject({
        seat_id: z.string(),
        balances: z.array(
          z.strictObject({ credit_type_id: uuid, balance: decimal, starting_balance: decimal }),
        ),
        commits: z
          .array(
            z.strictObject({ ...seatBalance, ledger_entries: z.array(seatCommitLedgerEntry).optional() }),
          )
          .optional(),
        credits: z
          .array(
            z.strictObject({ ...seatBalance, ledger_entries: z.array(seatCreditLedgerEntry).optional() }),
          )
          .optional(),
      }),
    ),
    pagination: z.strictObject({
      seats_included: z.number(),
      seats_available_for_next_page: z.number(),
      next_page: z.string().nullable(),
    }),
  }),
})
