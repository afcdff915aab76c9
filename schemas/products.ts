import { z } from 'zod'
import { SQL_BREAKDOWN_GRANULARITIES } from '../src/kernel/contract-words.ts'
import {
  anyCase,
  customFields,
  data,
  decimal,
  hourTimestamp,
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
const COMPOSITE_SCOPES = ['CONTRACT', 'CUSTOMER'] as const

export const quantityConversion = z.strictObject({
  name: z.string().optional(),
  conversion_factor: decimal.refine((factor) => factor.greaterThan(0), 'must be above 0'),
  operation: anyCase(OPERATIONS),
})

export const quantityRounding = z.strictObject({
  rounding_method: anyCase(ROUNDING_METHODS),
  decimal_places: integer(0, 20),
})

const anyType = {
  is_refundable: z.boolean().optional(),
  tags: z.array(z.string().min(1)).optional(),
  netsuite_internal_item_id: z.string().optional(),
}

const usageOnly = {
  billable_metric_id: uuid.optional(),
  quantity_conversion: quantityConversion.nullish(),
  quantity_rounding: quantityRounding.nullish(),
  pricing_group_key: groupKey.optional(),
  presentation_group_key: groupKey.optional(),
  /** How usage of an SQL metric is incurred over the period (semantics 19); without effect for others. */
  sql_breakdown_granularity: anyCase(SQL_BREAKDOWN_GRANULARITIES).optional(),
}

const compositeOnly = {
  composite_product_ids: z.array(uuid).optional(),
  composite_tags: z.array(z.string().min(1)).optional(),
  exclude_free_usage: z.boolean().optional(),
  include_composite_spend: z.boolean().optional(),
}

/** What both creating and updating may say of a product; `fields-of-type.ts` knows which types have what. */
const givenState = {
  ...anyType,
  ...usageOnly,
  ...compositeOnly,
  /** For USAGE and COMPOSITE products. */
  netsuite_overage_item_id: z.string().optional(),
}

export const createProductBody = z.strictObject({
  name: z.string().min(1),
  /** PROFESSIONAL_SERVICE and PRO_SERVICE are the same type. */
  type: anyCase(['USAGE', 'FIXED', 'COMPOSITE', 'SUBSCRIPTION', 'PROFESSIONAL_SERVICE', 'PRO_SERVICE']),
  ...givenState,
  composite_scope: anyCase(COMPOSITE_SCOPES).optional(),
  custom_fields: customFields.optional(),
})

export const updateProductBody = z.strictObject({
  product_id: uuid,
  starting_at: hourTimestamp,
  name: z.string().min(1).optional(),
  ...givenState,
})

/** What a product is from an instant on. */
const productState = z.strictObject({
  name: z.string(),
  starting_at: wireTimestamp.optional(),
  created_at: wireTimestamp,
  created_by: z.string(),
  is_refundable: z.boolean(),
  tags: z.array(z.string()),
  netsuite_internal_item_id: z.string().optional(),
  netsuite_overage_item_id: z.string().optional(),
  billable_metric_id: uuid.optional(),
  quantity_conversion: quantityConversion.extend({ operation: z.enum(OPERATIONS) }).nullish(),
  quantity_rounding: quantityRounding.extend({ rounding_method: z.enum(ROUNDING_METHODS) }).nullish(),
  pricing_group_key: groupKey.optional(),
  presentation_group_key: groupKey.optional(),
  composite_product_ids: z.array(uuid).optional(),
  composite_tags: z.array(z.string()).optional(),
  composite_scope: z.enum(COMPOSITE_SCOPES).optional(),
  exclude_free_usage: z.boolean().optional(),
  include_composite_spend: z.boolean().optional(),
})

export const product = z
  .strictObject({
    id: uuid,
    type: z.enum(['USAGE', 'FIXED', 'COMPOSITE', 'SUBSCRIPTION', 'PRO_SERVICE']),
    archived_at: wireTimestamp.nullable(),
    initial: productState,
    current: productState,
    /** What each update gave, in order of their starts. */
    updates: z.array(
      productState.omit({ composite_scope: true }).partial().required({ created_at: true, created_by: true }),
    ),
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

export const updateProduct = endpoint({
  method: 'POST',
  path: `${root}/update`,
  operationId: 'updateProduct',
  tag,
  summary: 'Change a product from an hour on, past or future',
  body: updateProductBody,
  response: idResult,
})

export const listProducts = endpoint({
  method: 'POST',
  path: `${root}/list`,
  operationId: 'listProducts',
  tag,
  summary: 'List products',
  query: z.strictObject(pageQuery),
  body: z.strictObject({ archive_filter: anyCase(['ARCHIVED', 'NOT_ARCHIVED', 'ALL']).optional() }),
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
