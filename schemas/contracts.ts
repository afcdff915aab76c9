import { z } from 'zod'
import { data, hourTimestamp, idResult, nothing, timestamp, uuid } from './common.ts'
import { createContractBody } from './contract-terms.ts'
import { contractV1, contractV2 } from './contract-views.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Contracts'

export const contractRef = z.strictObject({ customer_id: uuid, contract_id: uuid })

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
  summary: 'Make a contract with a customer',
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
  summary: 'Get a contract, as it is or as it was',
  body: contractRef
    .extend({ ...balanceFlags, as_of_date: timestamp.optional() })
    .refine((body) => body.as_of_date === undefined || body.include_ledgers !== true, {
      path: ['as_of_date'],
      message: 'cannot be given together with include_ledgers',
    }),
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

export const setUsageFilter = endpoint({
  method: 'POST',
  path: '/v1/contracts/setUsageFilter',
  operationId: 'setUsageFilter',
  tag,
  summary: 'Have a contract bill only part of its customer’s usage, from an instant on',
  body: contractRef.extend({
    group_key: z.string().min(1),
    group_values: z.array(z.string()),
    starting_at: hourTimestamp,
  }),
  response: nothing,
})
