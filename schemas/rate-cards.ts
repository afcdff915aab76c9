import { z } from 'zod'
import {
  customFields,
  data,
  idBody,
  idResult,
  namedId,
  page,
  pageQuery,
  timestamp,
  uuid,
  wireTimestamp,
} from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Rate cards'
const root = '/v1/contract-pricing/rate-cards'

export const createRateCardBody = z.strictObject({
  name: z.string().min(1),
  description: z.string().optional(),
  fiat_credit_type_id: uuid.optional(),
  aliases: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        starting_at: timestamp.optional(),
        ending_before: timestamp.optional(),
      }),
    )
    .optional(),
  custom_fields: customFields.optional(),
})

export const rateCard = z
  .strictObject({
    id: uuid,
    name: z.string(),
    description: z.string().optional(),
    created_at: wireTimestamp,
    created_by: z.string(),
    fiat_credit_type: namedId,
    aliases: z.array(
      z.strictObject({
        name: z.string(),
        starting_at: wireTimestamp.optional(),
        ending_before: wireTimestamp.optional(),
      }),
    ),
    custom_fields: customFields,
  })
  .meta({ id: 'RateCard' })

export const createRateCard = endpoint({
  method: 'POST',
  path: `${root}/create`,
  operationId: 'createRateCard',
  tag,
  summary: 'Create a rate card: a price book in one currency',
  body: createRateCardBody,
  response: idResult,
})

export const getRateCard = endpoint({
  method: 'POST',
  path: `${root}/get`,
  operationId: 'getRateCard',
  tag,
  summary: 'Get a rate card',
  body: idBody,
  response: data(rateCard),
})

export const listRateCards = endpoint({
  method: 'POST',
  path: `${root}/list`,
  operationId: 'listRateCards',
  tag,
  summary: 'List rate cards',
  query: z.strictObject(pageQuery),
  response: page(rateCard),
})

export const archiveRateCard = endpoint({
  method: 'POST',
  path: `${root}/archive`,
  operationId: 'archiveRateCard',
  tag,
  summary: 'Archive a rate card; contracts on it go on',
  body: idBody,
  response: idResult,
})
