import { z } from 'zod'
import {
  commitView,
  commitViewV2,
  creditView,
  creditViewV2,
  recurringCommitView,
  recurringCreditView,
} from './balance-views.ts'
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
} from '../src/kernel/contract-words.ts'
import { customFields, decimal, namedId, record, uuid, wireTimestamp } from './common.ts'
import { contractHierarchyView } from './hierarchies.ts'
import { groupValues, priceOutput } from './rates.ts'
import { roundingView, scheduleView } from './schedules.ts'
import { thresholdViews } from './thresholds.ts'

/** What responses show of a contract and its parts. */

const text = z.string()

const overrideSpecifier = z.strictObject({
  commit_ids: z.array(text).optional(),
  recurring_commit_ids: z.array(text).optional(),
  any_commit_or_credit_ids: z.array(text).optional(),
  product_id: uuid.optional(),
  product_tags: z.array(text).optional(),
  pricing_group_values: groupValues.optional(),
  presentation_group_values: record(z.string().nullable(), { type: ['string', 'null'] }).optional(),
  billing_frequency: z.enum(BILLING_FREQUENCIES).optional(),
  exclude: z.array(z.strictObject({ product_tags: z.array(text).optional() })).optional(),
})

export const overrideView = z
  .strictObject({
    id: uuid,
    created_at: wireTimestamp,
    product: namedId.optional(),
    applicable_product_tags: z.array(text).optional(),
    override_specifiers: z.array(overrideSpecifier).optional(),
    starting_at: wireTimestamp,
    ending_before: wireTimestamp.optional(),
    entitled: z.boolean().optional(),
    type: z.enum(OVERRIDE_TYPES).optional(),
    priority: decimal.optional(),
    multiplier: decimal.optional(),
    overwrite_rate: z.strictObject({ ...priceOutput, credit_type: namedId.optional() }).optional(),
    override_tiers: z.array(z.strictObject({ size: decimal.optional(), multiplier: decimal })).optional(),
    is_commit_specific: z.boolean().optional(),
    target: z.enum(OVERRIDE_TARGETS).optional(),
  })
  .meta({ id: 'Override' })

export const discountView = z
  .strictObject({
    id: uuid,
    product: namedId,
    schedule: scheduleView,
    name: text.optional(),
    netsuite_sales_order_id: text.optional(),
    custom_fields: customFields,
  })
  .meta({ id: 'Discount' })

export const scheduledChargeView = discountView
  .extend({ archived_at: wireTimestamp.optional() })
  .meta({ id: 'ScheduledCharge' })

export const professionalServiceView = z
  .strictObject({
    id: uuid,
    product_id: uuid,
    description: text.optional(),
    unit_price: decimal,
    quantity: decimal,
    max_amount: decimal,
    netsuite_sales_order_id: text.optional(),
    custom_fields: customFields,
  })
  .meta({ id: 'ProfessionalService' })

const resellerType = z.enum(RESELLER_TYPES)

export const royaltyView = z
  .strictObject({
    reseller_type: resellerType,
    fraction: decimal,
    netsuite_reseller_id: text,
    applicable_product_ids: z.array(uuid).optional(),
    applicable_product_tags: z.array(text).optional(),
    starting_at: wireTimestamp,
    ending_before: wireTimestamp.optional(),
    reseller_contract_value: decimal.optional(),
    aws_account_number: text.optional(),
    aws_payer_reference_id: text.optional(),
    aws_offer_id: text.optional(),
    gcp_account_id: text.optional(),
    gcp_offer_id: text.optional(),
  })
  .meta({ id: 'ResellerRoyalty' })

const period = z.strictObject({ starting_at: wireTimestamp, ending_before: wireTimestamp })

export const subscriptionRate = z.strictObject({
  billing_frequency: z.enum(BILLING_FREQUENCIES),
  product: namedId,
})

/** How a subscription is collected. */
export const subscriptionCollection = {
  collection_schedule: z.enum(COLLECTION_SCHEDULES),
  proration: z.strictObject({
    is_prorated: z.boolean(),
    invoice_behavior: z.enum(INVOICE_BEHAVIORS),
    rounding: roundingView.optional(),
  }),
}

export const subscriptionView = z
  .strictObject({
    id: uuid,
    subscription_rate: subscriptionRate,
    name: text.optional(),
    description: text.optional(),
    ...subscriptionCollection,
    quantity_schedule: z.array(
      z.strictObject({
        quantity: decimal,
        starting_at: wireTimestamp,
        ending_before: wireTimestamp.optional(),
      }),
    ),
    billing_periods: z.strictObject({
      previous: period.optional(),
      current: period.optional(),
      next: period.optional(),
    }),
    quantity_management_mode: z.enum(QUANTITY_MANAGEMENT_MODES),
    seat_config: z.strictObject({ seat_group_key: text }).optional(),
    starting_at: wireTimestamp,
    ending_before: wireTimestamp.optional(),
    fiat_credit_type_id: uuid,
    billing_cycle_config: z.strictObject({
      anchor_date: wireTimestamp,
      invoice_placement: z.enum(INVOICE_PLACEMENTS),
    }),
    custom_fields: customFields,
  })
  .meta({ id: 'Subscription' })

const transition = z.strictObject({
  type: z.enum(['RENEWAL']),
  from_contract_id: uuid,
  to_contract_id: uuid,
})

/** A usage filter as version 2 shows it: with when it ends. */
export const usageFilterView = z.strictObject({
  group_key: text,
  group_values: z.array(text),
  starting_at: wireTimestamp,
  ending_before: wireTimestamp.optional(),
})

const usageFilterV1 = usageFilterView.omit({ ending_before: true })

/** What both versions show of a contract's terms in the same way. */
const terms = {
  name: text.optional(),
  rate_card_id: uuid.optional(),
  starting_at: wireTimestamp,
  ending_before: wireTimestamp.optional(),
  net_payment_terms_days: z.number().optional(),
  total_contract_value: decimal.optional(),
  netsuite_sales_order_id: text.optional(),
  salesforce_opportunity_id: text.optional(),
  recurring_commits: z.array(recurringCommitView).optional(),
  recurring_credits: z.array(recurringCreditView).optional(),
  ...thresholdViews,
  overrides: z.array(overrideView),
  scheduled_charges: z.array(scheduledChargeView),
  scheduled_charges_on_usage_invoices: z.enum(['ALL']).optional(),
  discounts: z.array(discountView).optional(),
  professional_services: z.array(professionalServiceView).optional(),
  transitions: z.array(transition),
  hierarchy_configuration: contractHierarchyView.optional(),
  usage_statement_schedule: z.strictObject({
    frequency: z.enum(BILLING_FREQUENCIES),
    billing_anchor_date: wireTimestamp,
  }),
  created_at: wireTimestamp,
  created_by: text,
}

const termsV1 = z.strictObject({
  ...terms,
  commits: z.array(commitView),
  credits: z.array(creditView).optional(),
  reseller_royalties: z.array(royaltyView).optional(),
  usage_filter: z
    .strictObject({ initial: usageFilterV1, current: usageFilterV1, updates: z.array(usageFilterV1) })
    .optional(),
})

const amendment = z.strictObject({
  id: uuid,
  starting_at: wireTimestamp,
  netsuite_sales_order_id: text.optional(),
  salesforce_opportunity_id: text.optional(),
  commits: z.array(commitView),
  credits: z.array(creditView).optional(),
  overrides: z.array(overrideView),
  scheduled_charges: z.array(scheduledChargeView),
  discounts: z.array(discountView),
  professional_services: z.array(professionalServiceView),
  reseller_royalties: z.array(
    royaltyView.omit({ applicable_product_ids: true, applicable_product_tags: true }),
  ),
  created_at: wireTimestamp,
  created_by: text,
})

const identity = {
  id: uuid,
  customer_id: uuid,
  package_id: uuid.optional(),
  uniqueness_key: text.optional(),
  archived_at: wireTimestamp.optional(),
  custom_fields: customFields,
  subscriptions: z.array(subscriptionView),
}

/** A contract as version 1 shows it: as it was made, as it is, and what amendments added. */
export const contractV1 = z
  .strictObject({
    ...identity,
    initial: termsV1,
    current: termsV1,
    amendments: z.array(amendment),
    ...thresholdViews,
    scheduled_charges_on_usage_invoices: z.enum(['ALL']).optional(),
  })
  .meta({ id: 'ContractV1' })

/** A contract as version 2 shows it: flat, as it is. */
export const contractV2 = z
  .strictObject({
    ...identity,
    ...terms,
    commits: z.array(commitViewV2),
    credits: z.array(creditViewV2).optional(),
    multiplier_override_prioritization: z.enum(MULTIPLIER_PRIORITIZATIONS),
    reseller_royalties: z
      .array(z.strictObject({ reseller_type: resellerType, segments: z.array(royaltyView) }))
      .optional(),
    usage_filter: z.array(usageFilterView),
  })
  .meta({ id: 'ContractV2' })
