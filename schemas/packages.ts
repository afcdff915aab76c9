import { z } from 'zod'
import {
  BILLING_FREQUENCIES,
  INVOICE_PLACEMENTS,
  MULTIPLIER_PRIORITIZATIONS,
  PACKAGE_STATEMENT_DAYS,
  QUANTITY_MANAGEMENT_MODES,
} from '../src/kernel/contract-words.ts'
import {
  anyCase,
  customFields,
  data,
  decimal,
  idResult,
  integer,
  namedId,
  page,
  pageQuery,
  timestamp,
  uuid,
  wireTimestamp,
} from './common.ts'
import { contractTermsInput, overrideInput, subscriptionInput } from './contract-terms.ts'
import { overrideView, subscriptionCollection, subscriptionRate } from './contract-views.ts'
import { endpoint } from './endpoint.ts'
import { duration, lengthView, offset, relativeTerm, relativeTermView } from './offsets.ts'
import {
  packageCommitInput,
  packageCommitView,
  packageCreditInput,
  packageCreditView,
  packageItemInput,
  packageItemView,
  packageRecurringCommitInput,
  packageRecurringCommitView,
  packageRecurringCreditInput,
  packageRecurringCreditView,
} from './package-balances.ts'
import { rateCardAliases, rateCardAliasesView } from './rate-cards.ts'
import { thresholdInputs, thresholdViews } from './thresholds.ts'

const tag = 'Packages'
const text = z.string()

/** It names commits by their temporary ids. */
const specifierInput = overrideInput.shape.override_specifiers.unwrap().element

const packageOverrideInput = overrideInput
  .omit({ starting_at: true, ending_before: true, product_id: true, applicable_product_tags: true })
  .extend({ ...relativeTerm, override_specifiers: z.array(specifierInput).min(1) })

const packageChargeInput = z.strictObject({
  product_id: uuid,
  name: text.min(1).optional(),
  schedule: z.strictObject({
    credit_type_id: uuid.optional(),
    schedule_items: z.array(packageItemInput).min(1),
  }),
  custom_fields: customFields.optional(),
})

const packageSubscriptionInput = subscriptionInput.omit({ starting_at: true, ending_before: true }).extend({
  starting_at_offset: offset.optional(),
  duration: duration.optional(),
  seat_config: z
    .strictObject({ seat_group_key: text.min(1), initial_unassigned_seats: integer(0, 1000).optional() })
    .optional(),
  billing_cycle_config: z
    .strictObject({
      invoice_placement: anyCase(INVOICE_PLACEMENTS).optional(),
    })
    .optional(),
})

export const createPackageBody = z.strictObject({
  ...contractTermsInput,
  name: text.min(1),
  contract_name: text.optional(),
  uniqueness_key: text.min(1).max(128).optional(),
  aliases: rateCardAliases.optional(),
  duration: duration.optional(),
  usage_statement_schedule: z
    .strictObject({
      frequency: anyCase(BILLING_FREQUENCIES),
      day: anyCase(PACKAGE_STATEMENT_DAYS).optional(),
      invoice_generation_starting_at_offset: offset.optional(),
    })
    .optional(),
  overrides: z.array(packageOverrideInput).optional(),
  scheduled_charges: z.array(packageChargeInput).optional(),
  subscriptions: z.array(packageSubscriptionInput).optional(),
  commits: z.array(packageCommitInput).optional(),
  credits: z.array(packageCreditInput).optional(),
  recurring_commits: z.array(packageRecurringCommitInput).optional(),
  recurring_credits: z.array(packageRecurringCreditInput).optional(),
  ...thresholdInputs,
})

const ids = z.array(uuid)

const specifierView = overrideView.shape.override_specifiers
  .unwrap()
  .element.omit({ commit_ids: true, recurring_commit_ids: true, any_commit_or_credit_ids: true })
  .extend({
    commit_template_ids: ids.optional(),
    recurring_commit_template_ids: ids.optional(),
    any_commit_or_credit_template_ids: ids.optional(),
  })

const packageOverrideView = overrideView
  .omit({ created_at: true, starting_at: true, ending_before: true })
  .extend({
    override_specifiers: z.array(specifierView),
    ...relativeTermView,
  })

const packageChargeView = z.strictObject({
  id: uuid,
  product: namedId,
  name: text.optional(),
  schedule: z.strictObject({
    credit_type: namedId,
    schedule_items: z.array(packageItemView),
  }),
  custom_fields: customFields,
})

const packageSubscriptionView = z.strictObject({
  id: uuid,
  name: text.optional(),
  description: text.optional(),
  subscription_rate: subscriptionRate,
  ...subscriptionCollection,
  initial_quantity: decimal.optional(),
  quantity_management_mode: z.enum(QUANTITY_MANAGEMENT_MODES),
  seat_config: z.strictObject({ seat_group_key: text }).optional(),
  ...relativeTermView,
  billing_cycle_config: z.strictObject({
    invoice_placement: z.enum(INVOICE_PLACEMENTS),
  }),
  custom_fields: customFields,
})

export const packageView = z
  .strictObject({
    id: uuid,
    name: text,
    contract_name: text.optional(),
    uniqueness_key: text.optional(),
    rate_card_id: uuid.optional(),
    aliases: rateCardAliasesView,
    duration: lengthView.optional(),
    net_payment_terms_days: z.number().optional(),
    usage_statement_schedule: z.strictObject({
      frequency: z.enum(BILLING_FREQUENCIES),
      day: z.enum(PACKAGE_STATEMENT_DAYS),
    }),
    scheduled_charges_on_usage_invoices: z.enum(['ALL']).optional(),
    multiplier_override_prioritization: z.enum(MULTIPLIER_PRIORITIZATIONS),
    commits: z.array(packageCommitView),
    credits: z.array(packageCreditView),
    recurring_commits: z.array(packageRecurringCommitView),
    recurring_credits: z.array(packageRecurringCreditView),
    ...thresholdViews,
    overrides: z.array(packageOverrideView),
    scheduled_charges: z.array(packageChargeView),
    subscriptions: z.array(packageSubscriptionView),
    created_at: wireTimestamp,
    created_by: text,
    archived_at: wireTimestamp.optional(),
  })
  .meta({ id: 'Package' })

const packageRef = z.strictObject({ package_id: uuid })

export const createPackage = endpoint({
  method: 'POST',
  path: '/v1/packages/create',
  operationId: 'createPackage',
  tag,
  summary: 'Create a package: terms that contracts are made from',
  body: createPackageBody,
  response: idResult,
})

export const getPackage = endpoint({
  method: 'POST',
  path: '/v1/packages/get',
  operationId: 'getPackage',
  tag,
  summary: 'Get a package',
  body: packageRef,
  response: data(packageView),
})

export const listPackages = endpoint({
  method: 'POST',
  path: '/v1/packages/list',
  operationId: 'listPackages',
  tag,
  summary: 'List packages',
  query: z.strictObject(pageQuery),
  body: z.strictObject({ archive_filter: anyCase(['ARCHIVED', 'NOT_ARCHIVED', 'ALL']).optional() }),
  response: page(packageView),
})

export const archivePackage = endpoint({
  method: 'POST',
  path: '/v1/packages/archive',
  operationId: 'archivePackage',
  tag,
  summary: 'Archive a package; contracts made from it go on',
  body: packageRef,
  response: idResult,
})

export const listContractsOnPackage = endpoint({
  method: 'POST',
  path: '/v1/packages/listContractsOnPackage',
  operationId: 'listContractsOnPackage',
  tag,
  summary: 'List the contracts made from a package',
  query: z.strictObject(pageQuery),
  body: packageRef
    .extend({
      starting_at: timestamp.optional(),
      covering_date: timestamp.optional(),
      include_archived: z.boolean().optional(),
    })
    .refine((body) => body.starting_at === undefined || body.covering_date === undefined, {
      path: ['covering_date'],
      message: 'cannot be given together with starting_at',
    }),
  response: page(
    z.strictObject({
      customer_id: uuid,
      contract_id: uuid,
      starting_at: wireTimestamp,
      ending_before: wireTimestamp.optional(),
      archived_at: wireTimestamp.optional(),
    }),
  ),
})
