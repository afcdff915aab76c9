import { z } from 'zod'
import { anyCase, customFields, decimal, hourTimestamp, integer, record, uuid } from './common.ts'
import { balanceHierarchyInput } from './hierarchies.ts'
import { roundingInput, scheduleInput, scheduleItemsUpdate } from './schedules.ts'

/** What requests say of commits and credits; `src/catalog/balances` holds them to their rules. */

const text = z.string()
const groupValues = record(z.string(), { type: 'string' })
// An empty list would admit everything, where elsewhere it selects nothing.
const ids = z.array(uuid).min(1)
const tags = z.array(text).min(1)
const rateType = anyCase(['COMMIT_RATE', 'LIST_RATE'])

const specifiers = z
  .array(
    z.strictObject({
      product_id: uuid.optional(),
      product_tags: tags.optional(),
      pricing_group_values: groupValues.optional(),
      presentation_group_values: groupValues.optional(),
      exclude: z.array(z.strictObject({ product_tags: tags.optional() })).optional(),
    }),
  )
  .min(1)

/** Which products it pays for. */
const applicability = {
  applicable_product_ids: ids.optional(),
  applicable_product_tags: tags.optional(),
  specifiers: specifiers.optional(),
}

const segmentInput = z.strictObject({
  amount: decimal,
  starting_at: hourTimestamp,
  ending_before: hourTimestamp,
})

const accessScheduleInput = z.strictObject({
  credit_type_id: uuid.optional(),
  schedule_items: z.array(segmentInput).min(1),
})

const invoiceScheduleInput = scheduleInput.extend({ do_not_invoice: z.boolean().optional() })

/** What all commits and credits say. */
const balance = {
  rate_type: rateType.optional(),
  name: text.min(1).optional(),
  description: text.optional(),
  product_id: uuid,
  ...applicability,
  netsuite_sales_order_id: text.optional(),
}

/** A credit of a contract. */
export const creditInput = z.strictObject({
  ...balance,
  hierarchy_configuration: balanceHierarchyInput.optional(),
  access_schedule: accessScheduleInput,
  priority: decimal.optional(),
  rollover_fraction: decimal.optional(),
  custom_fields: customFields.optional(),
})

/** A commit of a contract. */
export const commitInput = creditInput.extend({
  type: anyCase(['PREPAID', 'POSTPAID']),
  access_schedule: accessScheduleInput.optional(),
  invoice_schedule: invoiceScheduleInput.optional(),
  /** Names the commit within the request, for overrides. */
  temporary_id: text.min(1).optional(),
})

/** A credit of a customer. */
export const customerCreditInput = z.strictObject({
  customer_id: uuid,
  ...balance,
  access_schedule: accessScheduleInput,
  priority: decimal,
  applicable_contract_ids: ids.optional(),
  salesforce_opportunity_id: text.optional(),
  custom_fields: customFields.optional(),
  uniqueness_key: text.min(1).max(128).optional(),
})

/** A commit of a customer. */
export const customerCommitInput = customerCreditInput.extend({
  type: anyCase(['PREPAID', 'POSTPAID']),
  invoice_schedule: invoiceScheduleInput.optional(),
  invoice_contract_id: uuid.optional(),
})

const accessUpdate = z.strictObject({
  add_schedule_items: z.array(segmentInput).optional(),
  update_schedule_items: z
    .array(
      z.strictObject({
        id: uuid,
        amount: decimal.optional(),
        starting_at: hourTimestamp.optional(),
        ending_before: hourTimestamp.optional(),
      }),
    )
    .optional(),
  remove_schedule_items: z.array(z.strictObject({ id: uuid })).optional(),
})

/** What any edit can change; what is left out stays, what is null goes. */
const update = {
  name: text.min(1).optional(),
  description: text.optional(),
  access_schedule: accessUpdate.optional(),
  applicable_product_ids: ids.nullable().optional(),
  applicable_product_tags: tags.nullable().optional(),
  product_id: uuid.optional(),
  priority: decimal.nullable().optional(),
  rate_type: rateType.optional(),
  hierarchy_configuration: balanceHierarchyInput.optional(),
}

/** A change of a credit by an edit of its contract. */
export const creditUpdateInput = z.strictObject({
  ...update,
  netsuite_sales_order_id: text.nullable().optional(),
  rollover_fraction: decimal.nullable().optional(),
})

/** A change of a commit by an edit of its contract. */
export const commitUpdateInput = creditUpdateInput.extend({
  invoice_schedule: scheduleItemsUpdate.optional(),
})

/** A change of a credit, a contract's or a customer's. */
export const editCreditInput = z.strictObject({ ...update, specifiers: specifiers.nullable().optional() })

/** A change of a commit, a contract's or a customer's. */
export const editCommitInput = editCreditInput.extend({
  invoice_schedule: scheduleItemsUpdate.optional(),
  invoice_contract_id: uuid.optional(),
})

/** A recurring credit of a contract. */
export const recurringCreditInput = z.strictObject({
  ...balance,
  hierarchy_configuration: balanceHierarchyInput.optional(),
  priority: decimal,
  access_amount: z.strictObject({ unit_price: decimal, quantity: decimal.optional(), credit_type_id: uuid }),
  rollover_fraction: decimal.optional(),
  starting_at: hourTimestamp,
  ending_before: hourTimestamp.optional(),
  commit_duration: z.strictObject({ value: integer(1, 1000), unit: anyCase(['PERIODS']).optional() }),
  recurrence_frequency: anyCase(['MONTHLY', 'QUARTERLY', 'ANNUAL', 'WEEKLY', 'DAILY']).optional(),
  proration: anyCase(['NONE', 'FIRST', 'LAST', 'FIRST_AND_LAST']).optional(),
  proration_rounding: z.strictObject({ access: roundingInput.optional() }).optional(),
  subscription_config: z
    .strictObject({
      subscription_id: text,
      allocation: anyCase(['INDIVIDUAL', 'POOLED']).optional(),
      apply_seat_increase_config: z.strictObject({ is_prorated: z.boolean() }),
    })
    .optional(),
  /** Names it within the request, for overrides. */
  temporary_id: text.min(1).optional(),
})

/** A recurring commit of a contract. */
export const recurringCommitInput = recurringCreditInput.extend({
  invoice_amount: z.strictObject({ unit_price: decimal, quantity: decimal, credit_type_id: uuid }).optional(),
  proration_rounding: z
    .strictObject({ access: roundingInput.optional(), invoice: roundingInput.optional() })
    .optional(),
})

const amountUpdate = z.strictObject({ unit_price: decimal.optional(), quantity: decimal.optional() })

const recurringUpdate = {
  access_amount: amountUpdate.optional(),
  ending_before: hourTimestamp.nullable().optional(),
  rate_type: rateType.optional(),
}

export const recurringCreditUpdateInput = z.strictObject({
  recurring_credit_id: uuid,
  ...recurringUpdate,
  proration_rounding: z.strictObject({ access: roundingInput.nullable().optional() }).nullable().optional(),
})

export const recurringCommitUpdateInput = z.strictObject({
  recurring_commit_id: uuid,
  ...recurringUpdate,
  invoice_amount: amountUpdate.optional(),
  proration_rounding: z
    .strictObject({
      access: roundingInput.nullable().optional(),
      invoice: roundingInput.nullable().optional(),
    })
    .nullable()
    .optional(),
})
