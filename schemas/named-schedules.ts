import { z } from 'zod'
import {
  customFields,
  data,
  hourTimestamp,
  integer,
  nothing,
  page,
  record,
  timestamp,
  uuid,
  wireTimestamp,
} from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Named schedules'

/** What the schedule says: any JSON, left as it is. */
const anyJson = z.unknown().meta({ override: { description: 'any JSON' } })

const properties = record(z.string(), { type: 'string' })
const contract = { customer_id: uuid, contract_id: uuid, properties: properties.optional() }
const customer = { customer_id: uuid }
const rateCard = { rate_card_id: uuid }

const reading = { schedule_name: z.string().min(1), covering_date: timestamp.optional() }

const setting = {
  schedule_name: z.string().min(1),
  starting_at: hourTimestamp,
  ending_before: hourTimestamp.optional(),
  value: anyJson.refine((value) => value !== undefined, 'is required'),
}

export const scheduleSegment = z
  .strictObject({
    value: anyJson,
    starting_at: wireTimestamp,
    ending_before: wireTimestamp.optional(),
  })
  .meta({ id: 'ScheduleSegment' })

const segments = data(z.array(scheduleSegment))

export const contractSchedule = z
  .strictObject({
    contract_id: uuid,
    schedule_name: z.string(),
    properties: customFields.optional(),
    segments: z.array(scheduleSegment),
  })
  .meta({ id: 'ContractSchedule' })

export const getContractNamedSchedule = endpoint({
  method: 'POST',
  path: '/v1/contracts/getNamedSchedule',
  operationId: 'getContractNamedSchedule',
  tag,
  summary: "Get a contract's named schedule",
  body: z.strictObject({ ...contract, ...reading }),
  response: segments,
})

export const updateContractNamedSchedule = endpoint({
  method: 'POST',
  path: '/v1/contracts/updateNamedSchedule',
  operationId: 'updateContractNamedSchedule',
  tag,
  summary: "Set what a contract's named schedule says for some time",
  body: z.strictObject({ ...contract, ...setting }),
  response: nothing,
})

export const listContractsNamedSchedules = endpoint({
  method: 'POST',
  path: '/v1/contracts/listNamedSchedules',
  operationId: 'listContractsNamedSchedules',
  tag,
  summary: "List the named schedules of a customer's contracts",
  body: z.strictObject({
    customer_id: uuid,
    contract_id: uuid.optional(),
    schedule_name: z.string().min(1).optional(),
    properties: properties.optional(),
    covering_date: timestamp.optional(),
    limit: integer(1, 100).optional(),
    next_page: z.string().optional(),
  }),
  response: page(contractSchedule),
})

export const getCustomerNamedSchedule = endpoint({
  method: 'POST',
  path: '/v1/customers/getNamedSchedule',
  operationId: 'getCustomerNamedSchedule',
  tag,
  summary: "Get a customer's named schedule",
  body: z.strictObject({ ...customer, ...reading }),
  response: segments,
})

export const updateCustomerNamedSchedule = endpoint({
  method: 'POST',
  path: '/v1/customers/updateNamedSchedule',
  operationId: 'updateCustomerNamedSchedule',
  tag,
  summary: "Set what a customer's named schedule says for some time",
  body: z.strictObject({ ...customer, ...setting }),
  response: nothing,
})

export const getRateCardNamedSchedule = endpoint({
  method: 'POST',
  path: '/v1/contract-pricing/rate-cards/getNamedSchedule',
  operationId: 'getRateCardNamedSchedule',
  tag,
  summary: "Get a rate card's named schedule",
  body: z.strictObject({ ...rateCard, ...reading }),
  response: segments,
})

export const updateRateCardNamedSchedule = endpoint({
  method: 'POST',
  path: '/v1/contract-pricing/rate-cards/updateNamedSchedule',
  operationId: 'updateRateCardNamedSchedule',
  tag,
  summary: "Set what a rate card's named schedule says for some time",
  body: z.strictObject({ ...rateCard, ...setting }),
  response: nothing,
})
