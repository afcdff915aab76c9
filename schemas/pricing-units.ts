import { z } from 'zod'
import { data, namedId, page, pageQuery, uuid } from './common.ts'
import { endpoint } from './endpoint.ts'

export const pricingUnit = z
  .strictObject({ id: uuid, name: z.string(), is_currency: z.boolean() })
  .meta({ id: 'PricingUnit' })

/** An extension: Metronome's custom pricing units are made in its console (semantics 37). */
export const createPricingUnit = endpoint({
  method: 'POST',
  path: '/ext/credit-types',
  operationId: 'createPricingUnit',
  tag: 'Pricing units',
  summary: 'Create a custom pricing unit',
  body: z.strictObject({ name: z.string().min(1) }),
  response: data(namedId),
})

export const listPricingUnits = endpoint({
  method: 'GET',
  path: '/v1/credit-types/list',
  operationId: 'listPricingUnits',
  tag: 'Pricing units',
  summary: 'List currencies and custom pricing units',
  query: z.strictObject(pageQuery),
  response: page(pricingUnit),
})
