import { z } from 'zod'
import { page, pageQuery, uuid } from './common.ts'
import { endpoint } from './endpoint.ts'

export const pricingUnit = z
  .strictObject({ id: uuid, name: z.string(), is_currency: z.boolean() })
  .meta({ id: 'PricingUnit' })

export const listPricingUnits = endpoint({
  method: 'GET',
  path: '/v1/credit-types/list',
  operationId: 'listPricingUnits',
  tag: 'Pricing units',
  summary: 'List currencies and custom pricing units',
  query: z.strictObject(pageQuery),
  response: page(pricingUnit),
})
