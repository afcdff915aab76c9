import { z } from 'zod'
import { BILLING_FREQUENCIES, RATE_TYPES } from '../src/kernel/contract-words.ts'
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
export const groupValues = record(z.string(), { type: 'string' })
const tiers = z.array(z.strictObject({ size: decimal.optional(), price: decimal }))
const minimumConfig = z.strictObject({ minimum: decimal })

/** A price in a request; `readPrice` in the catalog holds it to its rate type. */
export const priceInput = {
  rate_type: anyCase([...RATE_TYPES, 'CUSTOM']),
  /** In PERCENTAGE a fraction: 0.1 is 10 %. */
  price: decimal.optional(),
  quantity: decimal.optional(),
  is_prorated: z.boolean().optional(),
  tiers: tiers.optional(),
  minimum_config: minimumConfig.optional(),
  /** Only for CUSTOM, which is refused with the reason. */
  custom_rate: record(z.unknown(), {}).optional(),
}

export type PriceInput = z.output<z.ZodObject<typeof priceInput>>

/** A price in a response: the fields that belong to its rate type. */
export const priceOutput = {
  rate_type: z.enum(RATE_TYPES),
  price: decimal.optional(),
  quantity: decimal.optional(),
  is_prorated: z.boolean().optional(),
  tiers: tiers.optional(),
  minimum_config: minimumConfig.optional(),
}

const commitRateInput = z.strictObject({
  rate_type: priceInput.rate_type,
  price: priceInput.price,
  tiers: priceInput.tiers,
  minimum_config: priceInput.minimum_config,
})

const newRate = z.strictObject({
  product_id: uuid,
  pricing_group_values: groupValues.optional(),
  billing_frequency: anyCase(BILLING_FREQUENCIES).optional(),
  starting_at: hourTimestamp,
  ending_before: hourTimestamp.optional(),
  entitled: z.boolean(),
  ...priceInput,
  credit_type_id: uuid.optional(),
  commit_rate: commitRateInput.optional(),
})

/** A rate's price as responses show it. */
export const rate = z
  .strictObject({
    ...priceOutput,
    pricing_group_values: groupValues.optional(),
    credit_type: namedId,
  })
  .meta({ id: 'Rate' })

/** What commits that draw at the commit rate pay instead. */
export const commitRate = z
  .strictObject({
    rate_type: priceOutput.rate_type,
    price: priceOutput.price,
    tiers: priceOutput.tiers,
    minimum_config: priceOutput.minimum_config,
  })
  .meta({ id: 'CommitRate' })

export const addRateBody = newRate.extend({ rate_card_id: uuid })
export const addRatesBody = z.strictObject({ rate_card_id: uuid, rates: z.array(newRate).min(1) })

export const addRate = endpoint({
  method: 'POST',
  path: `${root}/addRate`,
  operationId: 'addRate',
  tag,
  summary: 'Add one rate to a rate card',
  body: addRateBody,
  response: data(rate.extend({ commit_rate: commitRate.optional() }).meta({ id: 'AddedRate' })),
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

/** What a price is of, and the stretch of time in which it holds. */
export const ratedProduct = {
  product_id: uuid,
  product_name: z.string(),
  product_tags: z.array(z.string()),
  product_custom_fields: customFields,
  pricing_group_values: groupValues.optional(),
  starting_at: wireTimestamp,
  ending_before: wireTimestamp.optional(),
  entitled: z.boolean(),
}

/** A rate, and the stretch of time in which it is the one in force. */
export const scheduledRate = z
  .strictObject({
    ...ratedProduct,
    rate,
    commit_rate: commitRate.optional(),
    billing_frequency: z.enum(BILLING_FREQUENCIES).optional(),
  })
  .meta({ id: 'ScheduledRate' })

/** Which rates of a schedule are asked for; all of a selector's fields must match. */
export const scheduleSelector = z.strictObject({
  product_id: uuid.optional(),
  pricing_group_values: groupValues.optional(),
  partial_pricing_group_values: groupValues.optional(),
  billing_frequency: anyCase(BILLING_FREQUENCIES).optional(),
})

export const rateSelector = scheduleSelector.extend({ product_tags: z.array(z.string()).optional() })

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
    selectors: z.array(rateSelector).optional(),
  }),
  response: page(scheduledRate),
})

export const getRateSchedule = endpoint({
  method: 'POST',
  path: `${root}/getRateSchedule`,
  operationId: 'getRateSchedule',
  tag,
  summary: 'List the rates of a rate card over time, a row for each stretch in which one is in force',
  query: z.strictObject(pageQuery),
  body: z.strictObject({
    rate_card_id: uuid,
    starting_at: timestamp,
    ending_before: timestamp.optional(),
    selectors: z.array(scheduleSelector).optional(),
  }),
  response: page(scheduledRate),
})
