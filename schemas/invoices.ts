import { z } from 'zod'
import {
  anyCase,
  customFields,
  data,
  decimal,
  idResult,
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

const LINE_TYPES = [
  'usage',
  'subscription',
  'scheduled',
  'commit_purchase',
  'applied_commit_or_credit',
  'cpu_conversion',
] as const
const LINE_PRODUCT_TYPES = [
  'UsageProductListItem',
  'SubscriptionProductListItem',
  'CompositeProductListItem',
  'FixedProductListItem',
  'ProServiceProductListItem',
] as const

export const lineItem = z
  .strictObject({
    /** The same each time a draft is computed. */
    id: uuid,
    name: z.string(),
    type: z.enum(LINE_TYPES),
    product_id: uuid.optional(),
    product_type: z.enum(LINE_PRODUCT_TYPES).optional(),
    product_tags: z.array(z.string()).optional(),
    product_custom_fields: customFields.optional(),
    credit_type: namedId,
    starting_at: wireTimestamp.optional(),
    ending_before: wireTimestamp.optional(),
    quantity: decimal,
    unit_price: decimal,
    list_price: rate.optional(),
    total: decimal,
    tier: z
      .strictObject({ level: z.number(), starting_at: z.string(), size: z.string().nullable() })
      .optional(),
    is_prorated: z.boolean().optional(),
    pricing_group_values: z.record(z.string(), z.string()).optional(),
    presentation_group_values: z.record(z.string(), z.string().nullable()).optional(),
    subscription_id: uuid.optional(),
    subscription_custom_fields: customFields.optional(),
    scheduled_charge_id: uuid.optional(),
    scheduled_charge_custom_fields: customFields.optional(),
    discount_id: uuid.optional(),
    discount_custom_fields: customFields.optional(),
    professional_service_id: uuid.optional(),
    professional_service_custom_fields: customFields.optional(),
    /** What covers the line, or what it charges for. */
    commit_id: uuid.optional(),
    commit_segment_id: uuid.optional(),
    commit_type: z.enum(['PrepaidCommit', 'PostpaidCommit']).optional(),
    commit_custom_fields: customFields.optional(),
    commit_netsuite_sales_order_id: z.string().optional(),
    applied_commit_or_credit: z
      .strictObject({ id: uuid, type: z.enum(['PREPAID', 'POSTPAID', 'CREDIT']) })
      .optional(),
    postpaid_commit: z.strictObject({ id: uuid }).optional(),
    metadata: z.string().optional(),
    netsuite_invoice_billing_start: wireTimestamp.optional(),
    netsuite_invoice_billing_end: wireTimestamp.optional(),
    /** The line that it was copied from, on consolidated invoices alone. */
    origin: z
      .strictObject({ line_item_id: uuid, invoice_id: uuid, customer_id: uuid, contract_id: uuid })
      .optional(),
  })
  .meta({ id: 'LineItem' })

export const invoice = z
  .strictObject({
    id: uuid,
    customer_id: uuid,
    customer_custom_fields: customFields,
    contract_id: uuid,
    contract_custom_fields: customFields,
    type: z.enum(['USAGE', 'USAGE_CONSOLIDATED', 'SCHEDULED']),
    status: z.enum(['DRAFT', 'FINALIZED', 'VOID']),
    credit_type: namedId,
    start_timestamp: wireTimestamp.optional(),
    end_timestamp: wireTimestamp.optional(),
    issued_at: wireTimestamp,
    net_payment_terms_days: z.number().optional(),
    netsuite_sales_order_id: z.string().optional(),
    salesforce_opportunity_id: z.string().optional(),
    regenerated_from_invoice_id: uuid.optional(),
    line_items: z.array(lineItem),
    total: decimal,
    /** Who pays for the usage, where the contract is in a hierarchy. */
    payer: z.strictObject({ contract_id: uuid, customer_id: uuid }).optional(),
    /** What a consolidated invoice puts together. */
    constituent_invoices: z
      .array(z.strictObject({ invoice_id: uuid, contract_id: uuid, customer_id: uuid }))
      .optional(),
    /** Of an imported invoice, as the next. */
    custom_fields: customFields.optional(),
    billable_status: z.enum(['billable', 'unbillable']).optional(),
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

export const voidInvoice = endpoint({
  method: 'POST',
  path: '/v1/invoices/void',
  operationId: 'voidInvoice',
  tag,
  summary: 'Void a finalized invoice; what it drew is given back',
  body: z.strictObject({ id: uuid }),
  response: idResult,
})

export const regenerateInvoice = endpoint({
  method: 'POST',
  path: '/v1/invoices/regenerate',
  operationId: 'regenerateInvoice',
  tag,
  summary: 'Make a voided invoice again, from what there is now',
  body: z.strictObject({ id: uuid }),
  response: idResult,
})
