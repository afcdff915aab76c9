import { z } from 'zod'
import {
  customFields,
  data,
  decimal,
  idBody,
  idResult,
  integer,
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

/** Names that cards, or packages, are found by, while their schedules last. */
export const rateCardAliases = z.array(
  z.strictObject({
    name: z.string().min(1),
    starting_at: timestamp.optional(),
    ending_before: timestamp.optional(),
  }),
)
export const rateCardAliasesView = z.array(
  z.strictObject({
    name: z.string(),
    starting_at: wireTimestamp.optional(),
    ending_before: wireTimestamp.optional(),
  }),
)
const conversions = z.array(z.strictObject({ custom_credit_type_id: uuid, fiat_per_custom_credit: decimal }))

export const createRateCardBody = z.strictObject({
  name: z.string().min(1),
  description: z.string().optional(),
  fiat_credit_type_id: uuid.optional(),
  credit_type_conversions: conversions.optional(),
  aliases: rateCardAliases.optional(),
  custom_fields: customFields.optional(),
})

export const updateRateCardBody = z.strictObject({
  rate_card_id: uuid,
  name: z.string().min(1).optional(),
  description: z.string().optional(),
  aliases: rateCardAliases.optional(),
  add_credit_type_conversions: conversions.optional(),
})

export const rateCard = z
  .strictObject({
    id: uuid,
    name: z.string(),
    description: z.string().optional(),
    created_at: wireTimestamp,
    created_by: z.string(),
    fiat_credit_type: namedId,
    credit_type_conversions: z.array(
      z.strictObject({
        custom_credit_type: namedId,
        /** An exact decimal, which the wire has as text here. */
        fiat_per_custom_credit: z.string(),
      }),
    ),
    aliases: rateCardAliasesView,
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

export const updateRateCard = endpoint({
  method: 'POST',
  path: `${root}/update`,
  operationId: 'updateRateCard',
  tag,
  summary: "Change a rate card's name, description and aliases, and add conversions of custom pricing units",
  body: updateRateCardBody,
  response: idResult,
})

export const setRateCardProductsOrder = endpoint({
  method: 'POST',
  path: `${root}/setRateCardProductsOrder`,
  operationId: 'setRateCardProductsOrder',
  tag,
  summary: "Set the order of all of a rate card's products on invoices",
  body: z.strictObject({ rate_card_id: uuid, product_order: z.array(uuid) }),
  response: idResult,
})

export const moveRateCardProducts = endpoint({
  method: 'POST',
  path: `${root}/moveRateCardProducts`,
  operationId: 'moveRateCardProducts',
  tag,
  summary: "Move products to other places in a rate card's order, one after the other",
  body: z.strictObject({
    rate_card_id: uuid,
    product_moves: z.array(
      z.strictObject({ product_id: uuid, position: integer(0, Number.MAX_SAFE_INTEGER) }),
    ),
  }),
  response: idResult,
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
