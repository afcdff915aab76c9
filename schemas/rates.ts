import { z } from 'zod'
import {
  anyCase,
  customFields,
  data,
  decimal,
  hourTimestamp,
  idResult,
  namedId,
  page,
  pageQuery,
  record,
  timestamp,
  uuid,
  wireTimestamp,
} from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Rates'
const root = '/v1/contract-pricing/rate-cards'
const groupValues = record(z.string(), { type: 'string' })

const newRate = z.strictObject({
  product_id: uuid,
  pricing_group_values: groupValues.optional(),
  starting_at: hourTimestamp,
  ending_before: hourTimestamp.optional(),
  entitled: z.boolean(),
  rate_type: anyCase(['FLAT']),
  price: decimal.refine((price) => !price.isNegative(), 'must not be negative'),
  credit_type_id: uuid.optional(),
})

/** A price as responses show it. */
export const rate = z
  .strictObject({
    rate_type: z.enum(['FLAT']),
    price: decimal,
    pricing_group_values: groupValues.optional(),
    credit_type: namedId,
  })
  .meta({ id: 'Rate' })

export const addRateBody = newRate.extend({ rate_card_id: uuid })
export const addRatesBody = z.strictObject({ rate_card_id: uuid, rates: z.array(newRate).min(1) })

export const addRate = endpoint({
  method: 'POST',
  path: `${root}/addRate`,
  operationId: 'addRate',
  tag,
  summary: 'Add one rate to a rate card',
  body: addRateBody,
  response: data(rate),
})

export const addRates = endpoint({
  method: 'POST',
  path: `${root}/addRates`,
  operationId: 'addRates',
  tag,
  summary: 'Add several rates to a rate card, all or none',
  body: addRatesBody,
  response: idResult,
})

export const rateInForce = z
  .strictObject({
    product_id: uuid,
    product_name: z.string(),
    product_tags: z.array(z.string()),
    product_custom_fields: customFields,
    pricing_group_values: groupValues.optional(),
    starting_at: wireTimestamp,
    ending_before: wireTimestamp.optional(),
    entitled: z.boolean(),
    rate,
  })
  .meta({ id: 'RateInForce' })

export const listRates = endpoint({
  method: 'POST',
  path: `${root}/getRates`,
  operationId: 'getRates',
  tag,
  summary: 'List the rates in force at an instant',
  query: z.strictObject(pageQuery),
  body: z.strictObject({
    rate_card_id: uuid,
    at: timestamp,
    selectors: z
      .array(
        z.strictObject({
          product_id: uuid.optional(),
          product_tags: z.array(z.string()).optional(),
          pricing_group_values: groupValues.optional(),
          partial_pricing_group_values: groupValues.optional(),
        }),
      )
      .optional(),
  }),
  response: page(rateInForce),
})
