import { z } from 'zod'
import {
  anyCase,
  customFields,
  data,
  decimal,
  namedId,
  page,
  pageQuery,
  queryBoolean,
  timestamp,
  uuid,
  wireTimestamp,
} from './common.ts'
import { endpoint } from './endpoint.ts'
import { rate } from './rates.ts'

const tag = 'Invoices'

export const lineItem = z
  .strictObject({
    name: z.string(),
    type: z.enum(['usage']),
    product_id: uuid,
    product_type: z.enum(['UsageProductListItem']),
    product_tags: z.array(z.string()),
    product_custom_fields: customFields,
    credit_type: namedId,
    starting_at: wireTimestamp,
    ending_before: wireTimestamp,
    quantity: decimal,
    unit_price: decimal,
    list_price: rate,
    total: decimal,
    pricing_group_values: z.record(z.string(), z.string()).optional(),
    presentation_group_values: z.record(z.string(), z.string().nullable()).optional(),
  })
  .meta({ id: 'LineItem' })

export const invoice = z
  .strictObject({
    id: uuid,
    customer_id: uuid,
    customer_custom_fields: customFields,
    contract_id: uuid,
    contract_custom_fields: customFields,
    type: z.enum(['USAGE']),
    status: z.enum(['DRAFT']),
    credit_type: namedId,
    start_timestamp: wireTimestamp,
    end_timestamp: wireTimestamp,
    issued_at: wireTimestamp,
    net_payment_terms_days: z.number().optional(),
    line_items: z.array(lineItem),
    total: decimal,
  })
  .meta({ id: 'Invoice' })

export const listInvoices = endpoint({
  method: 'GET',
  path: '/v1/customers/:customer_id/invoices',
  operationId: 'listInvoices',
  tag,
  summary: "List a customer's invoices",
  params: z.strictObject({ customer_id: uuid }),
  query: z.strictObject({
    ...pageQuery,
    status: anyCase(['DRAFT', 'FINALIZED', 'VOID']).optional(),
    type: anyCase(['USAGE', 'USAGE_CONSOLIDATED', 'SCHEDULED']).optional(),
    credit_type_id: uuid.optional(),
    contract_id: uuid.optional(),
    starting_on: timestamp.optional(),
    ending_before: timestamp.optional(),
    sort: z.enum(['date_asc', 'date_desc']).optional(),
    skip_zero_qty_line_items: queryBoolean,
    webhook_notification_id: z.string().optional(),
  }),
  response: page(invoice),
})

export const getInvoice = endpoint({
  method: 'GET',
  path: '/v1/customers/:customer_id/invoices/:invoice_id',
  operationId: 'getInvoice',
  tag,
  summary: 'Get an invoice with its lines',
  params: z.strictObject({ customer_id: uuid, invoice_id: uuid }),
  query: z.strictObject({ skip_zero_qty_line_items: queryBoolean }),
  response: data(invoice),
})
