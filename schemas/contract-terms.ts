import { z } from 'zod'
import { commitInput, creditInput, recurringCommitInput, recurringCreditInput } from './balance-terms.ts'
import {
  BILLING_FREQUENCIES,
  COLLECTION_SCHEDULES,
  INVOICE_BEHAVIORS,
  INVOICE_PLACEMENTS,
  MULTIPLIER_PRIORITIZATIONS,
  OVERRIDE_TARGETS,
  OVERRIDE_TYPES,
  QUANTITY_MANAGEMENT_MODES,
  RESELLER_TYPES,
  STATEMENT_DAYS,
} from '../src/kernel/contract-words.ts'
import { anyCase, customFields, decimal, hourTimestamp, integer, propertyName, uuid } from './common.ts'
import { contractHierarchyInput } from './hierarchies.ts'
import { groupValues, priceInput } from './rates.ts'
import { roundingInput, scheduleInput } from './schedules.ts'
import { thresholdInputs } from './thresholds.ts'

/** What requests say of a contract's parts; `src/catalog/contracts` holds them to their rules. */

const text = z.string()
// One that is empty would admit everything, where an empty list elsewhere selects nothing.
const tags = z.array(text).min(1)
const ids = z.array(text).min(1)

const overrideSpecifier = z.strictObject({
  commit_ids: ids.optional(),
  recurring_commit_ids: ids.optional(),
  any_commit_or_credit_ids: ids.optional(),
  product_id: uuid.optional(),
  product_tags: tags.optional(),
  pricing_group_values: groupValues.optional(),
  presentation_group_values: groupValues.optional(),
  billing_frequency: anyCase(BILLING_FREQUENCIES).optional(),
  exclude: z.array(z.strictObject({ product_tags: tags.optional() })).optional(),
})

export const overrideInput = z.strictObject({
  starting_at: hourTimestamp,
  ending_before: hourTimestamp.optional(),
  entitled: z.boolean().optional(),
  type: anyCase(OVERRIDE_TYPES).optional(),
  multiplier: decimal.optional(),
  priority: decimal.optional(),
  overwrite_rate: z.strictObject({ ...priceInput, credit_type_id: uuid.optional() }).optional(),
  product_id: uuid.optional(),
  applicable_product_tags: tags.optional(),
  override_specifiers: z.array(overrideSpecifier).min(1).optional(),
  tiers: z.array(z.strictObject({ size: decimal.optional(), multiplier: decimal })).optional(),
  is_commit_specific: z.boolean().optional(),
  target: anyCase(OVERRIDE_TARGETS).optional(),
})

const chargeScheduleInput = scheduleInput.extend({
  do_not_invoice: z
    .boolean()
    .refine((isNotInvoiced) => !isNotInvoiced, 'is only for the invoice schedule of a commit')
    .optional(),
})

/** A scheduled charge, or a discount. */
export const scheduledChargeInput = z.strictObject({
  product_id: uuid,
  name: text.min(1).optional(),
  schedule: chargeScheduleInput,
  netsuite_sales_order_id: text.optional(),
  custom_fields: customFields.optional(),
})

export const professionalServiceInput = z.strictObject({
  product_id: uuid,
  description: text.optional(),
  unit_price: decimal,
  quantity: decimal,
  max_amount: decimal,
  netsuite_sales_order_id: text.optional(),
  custom_fields: customFields.optional(),
})

/** The royalty of a new contract. */
export const royaltyInput = z.strictObject({
  reseller_type: anyCase(RESELLER_TYPES),
  fraction: decimal,
  netsuite_reseller_id: text,
  applicable_product_ids: z.array(uuid).optional(),
  applicable_product_tags: z.array(text).optional(),
  starting_at: hourTimestamp,
  ending_before: hourTimestamp.optional(),
  reseller_contract_value: decimal.optional(),
  aws_options: z
    .strictObject({
      aws_account_number: text.optional(),
      aws_payer_reference_id: text.optional(),
      aws_offer_id: text.optional(),
    })
    .optional(),
  gcp_options: z.strictObject({ gcp_account_id: text.optional(), gcp_offer_id: text.optional() }).optional(),
})

/** The royalty of a change: what is left out stays as it was. */
export const royaltyUpdateInput = royaltyInput.extend({
  fraction: decimal.optional(),
  netsuite_reseller_id: text.optional(),
  starting_at: hourTimestamp.optional(),
  ending_before: hourTimestamp.nullable().optional(),
})

const seatId = text.min(1)
export const seatIds = z.array(seatId)

export const subscriptionInput = z.strictObject({
  subscription_rate: z.strictObject({
    billing_frequency: anyCase(BILLING_FREQUENCIES),
    product_id: uuid,
  }),
  name: text.optional(),
  description: text.optional(),
  collection_schedule: anyCase(COLLECTION_SCHEDULES),
  proration: z.strictObject({
    is_prorated: z.boolean().optional(),
    invoice_behavior: anyCase(INVOICE_BEHAVIORS).optional(),
    rounding: roundingInput.optional(),
  }),
  initial_quantity: decimal.optional(),
  starting_at: hourTimestamp.optional(),
  ending_before: hourTimestamp.optional(),
  custom_fields: customFields.optional(),
  /** Names the subscription within the request, for recurring commits. */
  temporary_id: text.optional(),
  quantity_management_mode: anyCase(QUANTITY_MANAGEMENT_MODES).optional(),
  seat_config: z
    .strictObject({
      seat_group_key: text.min(1),
      initial_seat_ids: seatIds,
      initial_unassigned_seats: integer(0, 1000).optional(),
    })
    .optional(),
  billing_cycle_config: z
    .strictObject({
      anchor_date: hourTimestamp.optional(),
      invoice_placement: anyCase(INVOICE_PLACEMENTS).optional(),
    })
    .optional(),
})

export const usageStatementScheduleInput = z.strictObject({
  frequency: anyCase(BILLING_FREQUENCIES),
  day: anyCase(STATEMENT_DAYS).optional(),
  billing_anchor_date: hourTimestamp.optional(),
  invoice_generation_starting_at: hourTimestamp.optional(),
})

/** What a contract says besides whom it is with and how it is named; a package says the same. */
export const contractTermsInput = {
  rate_card_id: uuid.optional(),
  rate_card_alias: text.min(1).optional(),
  net_payment_terms_days: integer(0, 3650).optional(),
  usage_statement_schedule: usageStatementScheduleInput.optional(),
  scheduled_charges_on_usage_invoices: anyCase(['ALL']).optional(),
  multiplier_override_prioritization: anyCase(MULTIPLIER_PRIORITIZATIONS).optional(),
  overrides: z.array(overrideInput).optional(),
  scheduled_charges: z.array(scheduledChargeInput).optional(),
  subscriptions: z.array(subscriptionInput).optional(),
}

export const usageFilterInput = z.strictObject({
  group_key: propertyName,
  group_values: z.array(text),
  starting_at: hourTimestamp.optional(),
})

export const createContractBody = z.strictObject({
  customer_id: uuid,
  package_id: uuid.optional(),
  package_alias: text.min(1).optional(),
  name: text.optional(),
  uniqueness_key: text.min(1).max(128).optional(),
  starting_at: hourTimestamp,
  ending_before: hourTimestamp.optional(),
  ...contractTermsInput,
  total_contract_value: decimal.optional(),
  netsuite_sales_order_id: text.optional(),
  salesforce_opportunity_id: text.optional(),
  usage_filter: usageFilterInput.optional(),
  commits: z.array(commitInput).optional(),
  credits: z.array(creditInput).optional(),
  recurring_commits: z.array(recurringCommitInput).optional(),
  recurring_credits: z.array(recurringCreditInput).optional(),
  ...thresholdInputs,
  discounts: z.array(scheduledChargeInput).optional(),
  professional_services: z.array(professionalServiceInput).optional(),
  reseller_royalties: z.array(royaltyInput).optional(),
  transition: z
    .strictObject({
      type: anyCase(['RENEWAL']),
      from_contract_id: uuid,
      future_invoice_behavior: z
        .strictObject({ trueup: anyCase(['REMOVE', 'AS_IS']).nullable().optional() })
        .optional(),
    })
    .optional(),
  hierarchy_configuration: contractHierarchyInput.optional(),
  custom_fields: customFields.optional(),
})
