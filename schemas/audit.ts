import { z } from 'zod'
import { cursorQuery, data, decimal, namedId, page, uuid, wireTimestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { lineItem } from './invoices.ts'

const tag = 'Invoices'
const params = z.strictObject({ id: uuid })

/** Whose the invoice is; a draft is found sooner where it is said. */
const owner = { customer_id: uuid.optional() }

export const explainedLine = z
  .strictObject({
    /** The line's place in the invoice's `line_items`, from 0. */
    index: z.number(),
    line_id: uuid,
    name: z.string(),
    quantity: decimal,
    /** Gives one row with this quantity; for `meterhouse query`. */
    sql: z.string(),
    /** By name; what is no list is text. */
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
    /** Which parameters are not counted from events. */
    note: z.string().optional(),
  })
  .meta({ id: 'ExplainedLine' })

export const explainInvoice = endpoint({
  method: 'GET',
  path: '/ext/invoices/:id/explain',
  operationId: 'explainInvoice',
  tag,
  summary: 'For each line of usage, the SQL that counts its quantity again at the cut-off',
  params,
  query: z.strictObject(owner),
  response: data(z.strictObject({ cutoff: z.number().nullable(), lines: z.array(explainedLine) })),
})

export const unratedUsage = z
  .strictObject({
    product_id: uuid,
    product_name: z.string(),
    billable_metric_id: uuid,
    pricing_group_values: z.record(z.string(), z.string().nullable()),
    quantity: decimal,
  })
  .meta({ id: 'UnratedUsage' })

export const listUnratedUsage = endpoint({
  method: 'GET',
  path: '/ext/invoices/:id/unrated',
  operationId: 'listUnratedUsage',
  tag,
  summary: 'Usage that is not billed because its pricing group values match no rate',
  params,
  query: z.strictObject({ ...cursorQuery, ...owner }),
  response: page(unratedUsage),
})

const amounts = z.strictObject({ quantity: decimal, unit_price: decimal, total: decimal })

const diffSide = amounts.extend({
  line_id: uuid,
  starting_at: wireTimestamp.optional(),
  ending_before: wireTimestamp.optional(),
})

export const lineDiff = z
  .strictObject({
    name: z.string(),
    type: lineItem.shape.type,
    product_id: uuid.optional(),
    credit_type: namedId,
    pricing_group_values: z.record(z.string(), z.string()).optional(),
    presentation_group_values: z.record(z.string(), z.string().nullable()).optional(),
    tier_level: z.number().optional(),
    commit_id: uuid.optional(),
    /** Null where only the other invoice has it. */
    invoice: diffSide.nullable(),
    /** Null where only the first one has it. */
    with: diffSide.nullable(),
    /** What `with` is more; a line that is not there counts as 0, but has no price. */
    difference: z.strictObject({ quantity: decimal, unit_price: decimal.nullable(), total: decimal }),
  })
  .meta({ id: 'LineDiff' })

const WITH_RULE = "expected an invoice's id, or now"

export const diffInvoices = endpoint({
  method: 'GET',
  path: '/ext/invoices/:id/diff',
  operationId: 'diffInvoices',
  tag,
  summary: 'Compare an invoice with another, or with what would be computed now, line by line',
  params,
  query: z.strictObject({
    // Of a text that matches neither, the id's rule is told, and where there is none that of both.
    with: z.union([z.literal('now'), z.guid(WITH_RULE).toLowerCase()], WITH_RULE),
    ...owner,
  }),
  response: data(
    z.strictObject({
      invoice_id: uuid,
      /** Null where it is what would be computed now. */
      with_invoice_id: uuid.nullable(),
      credit_type: namedId,
      lines: z.array(lineDiff),
      total: z.strictObject({ invoice: decimal, with: decimal, difference: decimal }),
    }),
  ),
})
