import { z } from 'zod'
import {
  anyCase,
  customFields,
  data,
  decimal,
  idBody,
  idResult,
  integer,
  page,
  pageQuery,
  uuid,
  wireTimestamp,
} from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Products'
const root = '/v1/contract-pricing/products'
const groupKey = z.array(z.string().min(1))
const OPERATIONS = ['MULTIPLY', 'DIVIDE'] as const
const ROUNDING_METHODS = ['ROUND_UP', 'ROUND_DOWN', 'ROUND_HALF_UP'] as const

export const quantityConversion = z.strictObject({
  name: z.string().optional(),
  conversion_factor: decimal.refine((factor) => factor.greaterThan(0), 'must be above 0'),
  operation: anyCase(OPERATIONS),
})

export const quantityRounding = z.strictObject({
  rounding_method: anyCase(ROUNDING_METHODS),
  decimal_places: integer(0, 20),
})

export const createProductBody = z.strictObject({
  name: z.string().min(1),
  type: anyCase(['USAGE']),
  billable_metric_id: uuid,
  quantity_conversion: quantityConversion.nullish(),
  quantity_rounding: quantityRounding.nullish(),
  pricing_group_key: groupKey.optional(),
  presentation_group_key: groupKey.optional(),
  /** How usage of an SQL metric is incurred over the period (semantics 19); without effect for others. */
  sql_breakdown_granularity: anyCase(['HOUR', 'SERVICE_PERIOD']).optional(),
  tags: z.array(z.string().min(1)).optional(),
  custom_fields: customFields.optional(),
})

/** What a product is from an instant on. */
const productState = z.strictObject({
  name: z.string(),
  starting_at: wireTimestamp.optional(),
  created_at: wireTimestamp,
  created_by: z.string(),
  billable_metric_id: uuid,
  quantity_conversion: quantityConversion.extend({ operation: z.enum(OPERATIONS) }).nullable(),
  quantity_rounding: quantityRounding.extend({ rounding_method: z.enum(ROUNDING_METHODS) }).nullable(),
  pricing_group_key: groupKey.optional(),
  presentation_group_key: groupKey.optional(),
  tags: z.array(z.string()),
})

export const product = z
  .strictObject({
    id: uuid,
    type: z.enum(['USAGE']),
    archived_at: wireTimestamp.nullable(),
    initial: productState,
    current: productState,
    updates: z.array(productState.partial().required({ created_at: true, created_by: true })),
    custom_fields: customFields,
  })
  .meta({ id: 'Product' })

export const createProduct = endpoint({
  method: 'POST',
  path: `${root}/create`,
  operationId: 'createProduct',
  tag,
  summary: 'Create a product: a line of the invoice',
  body: createProductBody,
  response: idResult,
})

export const getProduct = endpoint({
  method: 'POST',
  path: `${root}/get`,
  operationId: 'getProduct',
  tag,
  summary: 'Get a product',
  body: idBody,
  response: data(product),
})

export const listProducts = endpoint({
  method: 'POST',
  path: `${root}/list`,
  operationId: 'listProducts',
  tag,
  summary: 'List products',
  query: z.strictObject(pageQuery),
  body: z.strictObject({ archive_filter: z.enum(['ARCHIVED', 'NOT_ARCHIVED', 'ALL']).optional() }),
  response: page(product),
})

export const archiveProduct = endpoint({
  method: 'POST',
  path: `${root}/archive`,
  operationId: 'archiveProduct',
  tag,
  summary: 'Archive a product; contracts that bill it go on',
  body: z.strictObject({ product_id: uuid }),
  response: idResult,
})
