import { z } from 'zod'
import { customFields, decimal, namedId, record, uuid, wireTimestamp } from './common.ts'
import { balanceHierarchyView } from './hierarchies.ts'
import { commitLedgerEntry, creditLedgerEntry } from './ledger.ts'
import { roundingView, scheduleItemsUpdateView, scheduleItemView, scheduleView } from './schedules.ts'

/** What responses show of commits and credits. */

const text = z.string()
const groupValues = record(z.string(), { type: 'string' })
const rateType = z.enum(['COMMIT_RATE', 'LIST_RATE'])
const idOnly = z.strictObject({ id: uuid })
const applicableIds = z.array(uuid)
const applicableTags = z.array(text)

const specifiers = z.array(
  z.strictObject({
    product_id: uuid.optional(),
    product_tags: z.array(text).optional(),
    pricing_group_values: groupValues.optional(),
    presentation_group_values: groupValues.optional(),
    exclude: z.array(z.strictObject({ product_tags: z.array(text).optional() })).optional(),
  }),
)

const segment = { amount: decimal, starting_at: wireTimestamp, ending_before: wireTimestamp }
const accessSchedule = z.strictObject({
  credit_type: namedId,
  schedule_items: z.array(z.strictObject({ id: uuid, ...segment })),
})
const invoiceSchedule = scheduleView.extend({ do_not_invoice: z.boolean() })
/** With the finalized invoice of each item. */
const billedSchedule = invoiceSchedule.extend({
  schedule_items: z.array(scheduleItemView.extend({ invoice_id: uuid.nullable() })),
})

/** What a commit or credit says, wherever it is shown. */
const terms = {
  id: uuid,
  name: text.optional(),
  description: text.optional(),
  priority: decimal.optional(),
  product: namedId,
  access_schedule: accessSchedule,
  applicable_product_ids: applicableIds.optional(),
  applicable_product_tags: applicableTags.optional(),
  specifiers: specifiers.optional(),
  hierarchy_configuration: balanceHierarchyView.optional(),
  netsuite_sales_order_id: text.optional(),
  salesforce_opportunity_id: text.optional(),
}

/** Which subscription's seats a recurring commit or credit is for. */
const subscriptionConfig = z.strictObject({
  allocation: z.enum(['INDIVIDUAL', 'POOLED']),
  apply_seat_increase_config: z.strictObject({ is_prorated: z.boolean() }),
  subscription_id: uuid,
})

/** Whose it is, and what made it; `created_by` where a request did. */
const owner = {
  contract: idOnly.optional(),
  applicable_contract_ids: applicableIds.optional(),
  custom_fields: customFields,
  created_by: text.optional(),
  subscription_config: subscriptionConfig.optional(),
}

const ofCommits = {
  ...owner,
  recurring_commit_id: uuid.optional(),
  rolled_over_from: z.strictObject({ commit_id: uuid, contract_id: uuid }).optional(),
  /** What can be drawn now. */
  balance: decimal.optional(),
  ledger: z.array(commitLedgerEntry).optional(),
}

const ofCredits = {
  ...owner,
  recurring_credit_id: uuid.optional(),
  rolled_over_from: z.strictObject({ credit_id: uuid, contract_id: uuid }).optional(),
  /** What can be drawn now. */
  balance: decimal.optional(),
  ledger: z.array(creditLedgerEntry).optional(),
}

const commit = {
  ...terms,
  type: z.enum(['PREPAID', 'POSTPAID']),
  rate_type: rateType,
  invoice_schedule: invoiceSchedule.optional(),
  rollover_fraction: decimal.optional(),
}

const credit = { ...terms, type: z.enum(['CREDIT']) }

/** A commit as a contract of version 2 shows it. */
export const commitViewV2 = z
  .strictObject({
    ...commit,
    ...ofCommits,
    invoice_schedule: billedSchedule.optional(),
    invoice_contract: idOnly.optional(),
    archived_at: wireTimestamp.optional(),
    created_at: wireTimestamp,
  })
  .meta({ id: 'CommitV2' })

export const commitView = commitViewV2.extend({ uniqueness_key: text.optional() }).meta({ id: 'Commit' })

/** A credit as a contract of version 2 shows it. */
export const creditViewV2 = z
  .strictObject({
    ...credit,
    ...ofCredits,
    archived_at: wireTimestamp.optional(),
    created_at: wireTimestamp,
  })
  .meta({ id: 'CreditV2' })

export const creditView = z
  .strictObject({ ...credit, ...ofCredits, rate_type: rateType, uniqueness_key: text.optional() })
  .meta({ id: 'Credit' })

/** A commit as an edit added it. */
export const addedCommitView = z.strictObject(commit).meta({ id: 'AddedCommit' })

/** A credit as an edit added it. */
export const addedCreditView = z
  .strictObject({ ...credit, rate_type: rateType, rollover_fraction: decimal.optional() })
  .meta({ id: 'AddedCredit' })

const accessUpdate = z.strictObject({
  add_schedule_items: z.array(z.strictObject(segment)),
  update_schedule_items: z.array(
    z.strictObject({
      id: uuid,
      amount: decimal.optional(),
      starting_at: wireTimestamp.optional(),
      ending_before: wireTimestamp.optional(),
    }),
  ),
  remove_schedule_items: z.array(idOnly),
})

/** How an edit changed a credit; what it left as it was is left out. */
export const creditUpdateView = z
  .strictObject({
    id: uuid,
    name: text.optional(),
    description: text.optional(),
    access_schedule: accessUpdate.optional(),
    netsuite_sales_order_id: text.nullable().optional(),
    rollover_fraction: decimal.nullable().optional(),
    applicable_product_ids: applicableIds.nullable().optional(),
    applicable_product_tags: applicableTags.nullable().optional(),
    specifiers: specifiers.nullable().optional(),
    product_id: uuid.optional(),
    priority: decimal.nullable().optional(),
    rate_type: rateType.optional(),
    hierarchy_configuration: balanceHierarchyView.optional(),
  })
  .meta({ id: 'CreditUpdate' })

/** How an edit changed a commit; what it left as it was is left out. */
export const commitUpdateView = creditUpdateView
  .extend({ invoice_schedule: scheduleItemsUpdateView.optional() })
  .meta({ id: 'CommitUpdate' })

const amount = { unit_price: decimal, quantity: decimal, credit_type_id: uuid }

export const recurringCreditView = z
  .strictObject({
    id: uuid,
    contract: idOnly,
    name: text.optional(),
    description: text.optional(),
    product: namedId,
    access_amount: z.strictObject({ ...amount, quantity: decimal.optional() }),
    priority: decimal,
    rate_type: rateType,
    rollover_fraction: decimal.optional(),
    applicable_product_ids: applicableIds.optional(),
    applicable_product_tags: applicableTags.optional(),
    specifiers: specifiers.optional(),
    hierarchy_configuration: balanceHierarchyView.optional(),
    netsuite_sales_order_id: text.optional(),
    starting_at: wireTimestamp,
    ending_before: wireTimestamp.optional(),
    commit_duration: z.strictObject({ value: z.number(), unit: z.enum(['PERIODS']) }),
    recurrence_frequency: z.enum(['MONTHLY', 'QUARTERLY', 'ANNUAL', 'WEEKLY', 'DAILY']).optional(),
    proration: z.enum(['NONE', 'FIRST', 'LAST', 'FIRST_AND_LAST']),
    proration_rounding: z.strictObject({ access: roundingView.optional() }).optional(),
    subscription_config: subscriptionConfig.optional(),
  })
  .meta({ id: 'RecurringCredit' })

export const recurringCommitView = recurringCreditView
  .extend({
    invoice_amount: z.strictObject(amount).optional(),
    proration_rounding: z
      .strictObject({ access: roundingView.optional(), invoice: roundingView.optional() })
      .optional(),
  })
  .meta({ id: 'RecurringCommit' })

const amountUpdate = z.strictObject({ unit_price: decimal.optional(), quantity: decimal.optional() })

/** How an edit changed a recurring credit; what it left as it was is left out. */
export const recurringCreditUpdateView = z
  .strictObject({
    id: uuid,
    access_amount: amountUpdate.optional(),
    ending_before: wireTimestamp.optional(),
    rate_type: rateType.optional(),
    proration_rounding: z.strictObject({ access: roundingView.optional() }).nullable().optional(),
  })
  .meta({ id: 'RecurringCreditUpdate' })

/** How an edit changed a recurring commit; what it left as it was is left out. */
export const recurringCommitUpdateView = recurringCreditUpdateView
  .extend({
    invoice_amount: amountUpdate.optional(),
    proration_rounding: z
      .strictObject({ access: roundingView.optional(), invoice: roundingView.optional() })
      .nullable()
      .optional(),
  })
  .meta({ id: 'RecurringCommitUpdate' })
