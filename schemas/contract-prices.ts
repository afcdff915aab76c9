import { z } from 'zod'
import { BILLING_FREQUENCIES, OVERRIDE_TYPES } from '../src/kernel/contract-words.ts'
import { anyCase, data, namedId, page, pageQuery, record, timestamp, uuid, wireTimestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { commitRate, groupValues, rate, ratedProduct, rateSelector } from './rates.ts'

const tag = 'Contracts'
const nullableValues = record(z.string().nullable(), { type: ['string', 'null'] })
const frequency = z.enum(BILLING_FREQUENCIES)

export const contractRate = z
  .strictObject({
    rate_card_id: uuid,
    ...ratedProduct,
    list_rate: rate,
    override_rate: rate.optional(),
    commit_rate: commitRate.optional(),
    billing_frequency: frequency.optional(),
  })
  .meta({ id: 'ContractRate' })

export const getContractRateSchedule = endpoint({
  method: 'POST',
  path: '/v1/contracts/getContractRateSchedule',
  operationId: 'getContractRateSchedule',
  tag,
  summary: 'List what a customer pays under a contract at an instant',
  query: z.strictObject(pageQuery),
  body: z.strictObject({
    customer_id: uuid,
    contract_id: uuid,
    at: timestamp.optional(),
    selectors: z.array(rateSelector).optional(),
  }),
  response: page(contractRate),
})

const RATE_VERDICTS = [
  'WINS',
  'NOT_YET',
  'ENDED',
  'OTHER_GROUP_VALUES',
  'OTHER_BILLING_FREQUENCY',
  'STARTED_EARLIER',
  'ADDED_EARLIER',
] as const

const OVERRIDE_VERDICTS = [
  'WINS',
  'NOT_IN_FORCE',
  'OTHER_USAGE',
  'ENTITLEMENT_ONLY',
  'COMMIT_SPECIFIC',
  'MINIMUM',
  'BEATEN_BY_COMMIT_SPECIFIC',
  'BEATEN_BY_OVERWRITE',
  'HIGHER_MULTIPLIER',
  'HIGHER_PRIORITY_NUMBER',
  'LATER_ADDED',
] as const

const inTime = { starting_at: wireTimestamp, ending_before: wireTimestamp.optional() }

export const checkedPrice = z
  .strictObject({
    contract_id: uuid,
    product: namedId,
    at: wireTimestamp,
    /** Whether it is billed at all. */
    entitled: z.boolean(),
    /** The override that says so, where the rate does not. */
    entitled_by_override_id: uuid.optional(),
    list_rate: rate.optional(),
    /** What a quantity is priced at, after the override. */
    rate: rate.optional(),
    rates: z.array(
      z.strictObject({
        id: uuid,
        ...inTime,
        entitled: z.boolean(),
        rate,
        verdict: z.enum(RATE_VERDICTS),
        reason: z.string(),
      }),
    ),
    overrides: z.array(
      z.strictObject({
        id: uuid,
        ...inTime,
        type: z.enum(OVERRIDE_TYPES).optional(),
        verdict: z.enum(OVERRIDE_VERDICTS),
        reason: z.string(),
      }),
    ),
  })
  .meta({ id: 'CheckedPrice' })

export const checkContractPrice = endpoint({
  method: 'POST',
  path: '/ext/contracts/:contract_id/price-check',
  operationId: 'checkContractPrice',
  tag,
  summary: 'Explain which rate and which override price a product at an instant, and why',
  params: z.strictObject({ contract_id: uuid }),
  body: z.strictObject({
    product_id: uuid,
    pricing_group_values: groupValues.optional(),
    presentation_group_values: nullableValues.optional(),
    billing_frequency: anyCase(BILLING_FREQUENCIES).optional(),
    at: timestamp.optional(),
  }),
  response: data(checkedPrice),
})
