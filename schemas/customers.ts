import { z } from 'zod'
import { metric } from './billable-metrics.ts'
import {
  customFields,
  data,
  displayName,
  idBody,
  idResult,
  nothing,
  page,
  pageQuery,
  queryBoolean,
  queryList,
  queryTexts,
  uuid,
  wireTimestamp,
} from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Customers'
const params = z.strictObject({ customer_id: uuid })
const alias = z.string().min(1).max(128)
const aliases = z.array(alias).max(2000)

export const createCustomerBody = z.strictObject({
  name: displayName,
  ingest_aliases: aliases.optional(),
  external_id: alias.optional(),
  custom_fields: customFields.optional(),
})

export const customer = z
  .strictObject({
    id: uuid,
    external_id: z.string(),
    ingest_aliases: z.array(z.string()),
    name: z.string(),
    custom_fields: customFields,
  })
  .meta({ id: 'Customer' })

export const customerDetail = customer
  .extend({
    customer_config: z.strictObject({ salesforce_account_id: z.string().nullable() }),
    created_at: wireTimestamp,
    updated_at: wireTimestamp,
    archived_at: wireTimestamp.nullable(),
  })
  .meta({ id: 'CustomerDetail' })

export const createCustomer = endpoint({
  method: 'POST',
  path: '/v1/customers',
  operationId: 'createCustomer',
  tag,
  summary: 'Create a customer',
  body: createCustomerBody,
  response: data(customer),
})

export const getCustomer = endpoint({
  method: 'GET',
  path: '/v1/customers/:customer_id',
  operationId: 'getCustomer',
  tag,
  summary: 'Get a customer',
  params,
  response: data(customerDetail),
})

export const listCustomers = endpoint({
  method: 'GET',
  path: '/v1/customers',
  operationId: 'listCustomers',
  tag,
  summary: 'List customers',
  query: z.strictObject({
    ...pageQuery,
    ingest_alias: z.string().optional(),
    customer_ids: queryList,
    salesforce_account_ids: queryTexts,
    only_archived: queryBoolean,
  }),
  response: page(customerDetail),
})

export const archiveCustomer = endpoint({
  method: 'POST',
  path: '/v1/customers/archive',
  operationId: 'archiveCustomer',
  tag,
  summary: 'Archive a customer and its contracts',
  body: idBody,
  response: idResult,
})

export const setCustomerName = endpoint({
  method: 'POST',
  path: '/v1/customers/:customer_id/setName',
  operationId: 'setCustomerName',
  tag,
  summary: 'Rename a customer',
  params,
  body: z.strictObject({ name: displayName }),
  response: data(customer),
})

export const updateCustomerConfig = endpoint({
  method: 'POST',
  path: '/v1/customers/:customer_id/updateConfig',
  operationId: 'updateCustomerConfig',
  tag,
  summary: 'Set what a customer is called in other systems',
  params,
  body: z.strictObject({ salesforce_account_id: z.string().max(255).nullable().optional() }),
  response: nothing,
})

export const setIngestAliases = endpoint({
  method: 'POST',
  path: '/v1/customers/:customer_id/setIngestAliases',
  operationId: 'setIngestAliases',
  tag,
  summary: "Replace a customer's ingest aliases; past events follow",
  params,
  body: z.strictObject({ ingest_aliases: aliases }),
  response: nothing,
})

export const listCustomerBillableMetrics = endpoint({
  method: 'GET',
  path: '/v1/customers/:customer_id/billable-metrics',
  operationId: 'listCustomerBillableMetrics',
  tag,
  summary: 'List the billable metrics that meter a customer',
  params,
  query: z.strictObject({ ...pageQuery, on_current_plan: queryBoolean, include_archived: queryBoolean }),
  response: page(metric),
})
