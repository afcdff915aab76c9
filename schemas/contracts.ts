import { z } from 'zod'
import {
  anyCase,
  customFields,
  data,
  hourTimestamp,
  idResult,
  integer,
  timestamp,
  uuid,
  wireTimestamp,
} from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Contracts'

export const createContractBody = z.strictObject({
  customer_id: uuid,
  rate_card_id: uuid.optional(),
  rate_card_alias: z.string().min(1).optional(),
  name: z.string().optional(),
  uniqueness_key: z.string().min(1).max(128).optional(),
  starting_at: hourTimestamp,
  ending_before: hourTimestamp.optional(),
  net_payment_terms_days: integer(0, 3650).optional(),
  usage_statement_schedule: z
    .strictObject({
      frequency: anyCase(['MONTHLY']),
      day: anyCase(['FIRST_OF_MONTH', 'CONTRACT_START']).optional(),
    })
    .optional(),
  custom_fields: customFields.optional(),
})

const none = z.array(z.never()).meta({ override: { type: 'array', maxItems: 0 } })
const schedule = z.strictObject({ frequency: z.enum(['MONTHLY']), billing_anchor_date: wireTimestamp })

const terms = {
  name: z.string().optional(),
  rate_card_id: uuid,
  starting_at: wireTimestamp,
  ending_before: wireTimestamp.optional(),
  net_payment_terms_days: z.number().optional(),
  commits: none,
  overrides: none,
  scheduled_charges: none,
  transitions: none,
  usage_statement_schedule: schedule,
  created_at: wireTimestamp,
  created_by: z.string(),
}

const identity = {
  id: uuid,
  customer_id: uuid,
  uniqueness_key: z.string().optional(),
  archived_at: wireTimestamp.optional(),
  custom_fields: customFields,
}

/** A contract as version 1 shows it: as it was made, and as it is. */
export const contractV1 = z
  .strictObject({
    ...identity,
    initial: z.strictObject(terms),
    current: z.strictObject(terms),
    amendments: none,
  })
  .meta({ id: 'ContractV1' })

/** A contract as version 2 shows it: flat, as it is. */
export const contractV2 = z
  .strictObject({ ...identity, ...terms, usage_filter: none })
  .meta({ id: 'ContractV2' })

const contractRef = z.strictObject({ customer_id: uuid, contract_id: uuid })

const balanceFlags = {
  include_ledgers: z.boolean().optional(),
  include_balance: z.boolean().optional(),
}

const listBody = z
  .strictObject({
    customer_id: uuid,
    include_archived: z.boolean().optional(),
    starting_at: timestamp.optional(),
    covering_date: timestamp.optional(),
    ...balanceFlags,
  })
  .refine((body) => body.starting_at === undefined || body.covering_date === undefined, {
    path: ['covering_date'],
    message: 'cannot be given together with starting_at',
  })

export const createContract = endpoint({
  method: 'POST',
  path: '/v1/contracts/create',
  operationId: 'createContract',
  tag,
  summary: 'Put a customer on a rate card',
  body: createContractBody,
  response: idResult,
})

export const getContractV1 = endpoint({
  method: 'POST',
  path: '/v1/contracts/get',
  operationId: 'getContractV1',
  tag,
  summary: 'Get a contract (version 1)',
  body: contractRef.extend(balanceFlags),
  response: data(contractV1),
})

export const listContractsV1 = endpoint({
  method: 'POST',
  path: '/v1/contracts/list',
  operationId: 'listContractsV1',
  tag,
  summary: "List a customer's contracts (version 1)",
  body: listBody,
  response: data(z.array(contractV1)),
})

export const getContractV2 = endpoint({
  method: 'POST',
  path: '/v2/contracts/get',
  operationId: 'getContractV2',
  tag,
  summary: 'Get a contract',
  body: contractRef.extend(balanceFlags),
  response: data(contractV2),
})

export const listContractsV2 = endpoint({
  method: 'POST',
  path: '/v2/contracts/list',
  operationId: 'listContractsV2',
  tag,
  summary: "List a customer's contracts",
  body: listBody,
  response: data(z.array(contractV2)),
})

export const updateContractEndDate = endpoint({
  method: 'POST',
  path: '/v1/contracts/updateEndDate',
  operationId: 'updateContractEndDate',
  tag,
  summary: 'Set, move or remove the end of a contract',
  body: contractRef.extend({
    ending_before: hourTimestamp.optional(),
    allow_ending_before_finalized_invoice: z.boolean().optional(),
  }),
  response: idResult,
})

export const archiveContract = endpoint({
  method: 'POST',
  path: '/v1/contracts/archive',
  operationId: 'archiveContract',
  tag,
  summary: 'Archive a contract; its draft invoices go',
  body: contractRef.extend({ void_invoices: z.boolean() }),
  response: idResult,
})
