import { z } from 'zod'
import {
  commitInput,
  commitUpdateInput,
  creditInput,
  creditUpdateInput,
  recurringCommitInput,
  recurringCommitUpdateInput,
  recurringCreditInput,
  recurringCreditUpdateInput,
} from './balance-terms.ts'
import {
  addedCommitView,
  addedCreditView,
  commitUpdateView,
  creditUpdateView,
  recurringCommitUpdateView,
  recurringCommitView,
  recurringCreditUpdateView,
  recurringCreditView,
} from './balance-views.ts'
import {
  anyCase,
  customFields,
  data,
  decimal,
  hourTimestamp,
  idResult,
  integer,
  uuid,
  wireTimestamp,
} from './common.ts'
import {
  overrideInput,
  professionalServiceInput,
  royaltyUpdateInput,
  scheduledChargeInput,
  seatIds,
  subscriptionInput,
} from './contract-terms.ts'
import {
  discountView,
  overrideView,
  professionalServiceView,
  royaltyView,
  scheduledChargeView,
  subscriptionView,
  usageFilterView,
} from './contract-views.ts'
import { contractRef } from './contracts.ts'
import { endpoint } from './endpoint.ts'
import { roundingInput, scheduleItemsUpdate, scheduleItemsUpdateView } from './schedules.ts'
import {
  prepaidThresholdInput,
  prepaidThresholdUpdateInput,
  prepaidThresholdUpdateView,
  prepaidThresholdView,
  spendThresholdInput,
  spendThresholdUpdateInput,
  spendThresholdUpdateView,
  spendThresholdView,
} from './thresholds.ts'

const tag = 'Contracts'

const ids = z.array(z.strictObject({ id: uuid }))

const scheduledChargeUpdate = z.strictObject({
  scheduled_charge_id: uuid,
  netsuite_sales_order_id: z.string().nullable().optional(),
  invoice_schedule: scheduleItemsUpdate.optional(),
})

const namedSeats = z.array(z.strictObject({ seat_ids: seatIds, starting_at: hourTimestamp }))
const seatCounts = z.array(z.strictObject({ quantity: integer(1, 1000), starting_at: hourTimestamp }))

const subscriptionUpdate = z.strictObject({
  subscription_id: uuid,
  ending_before: hourTimestamp.nullable().optional(),
  quantity_management_mode_update: z
    .strictObject({
      quantity_management_mode: anyCase(['SEAT_BASED']),
      seat_config: z.strictObject({ seat_group_key: z.string().min(1) }),
    })
    .optional(),
  quantity_updates: z
    .array(
      z.strictObject({
        quantity: decimal.optional(),
        quantity_delta: decimal.optional(),
        starting_at: hourTimestamp,
      }),
    )
    .optional(),
  seat_updates: z
    .strictObject({
      add_seat_ids: namedSeats.optional(),
      remove_seat_ids: namedSeats.optional(),
      add_unassigned_seats: seatCounts.optional(),
      remove_unassigned_seats: seatCounts.optional(),
    })
    .optional(),
  proration_rounding: roundingInput.nullable().optional(),
})

export const editContractBody = contractRef.extend({
  uniqueness_key: z.string().min(1).max(128).optional(),
  add_overrides: z.array(overrideInput).optional(),
  add_scheduled_charges: z.array(scheduledChargeInput).optional(),
  add_discounts: z.array(scheduledChargeInput).optional(),
  add_professional_services: z.array(professionalServiceInput).optional(),
  add_reseller_royalties: z.array(royaltyUpdateInput).optional(),
  add_subscriptions: z.array(subscriptionInput).optional(),
  add_commits: z.array(commitInput).optional(),
  add_credits: z.array(creditInput).optional(),
  add_recurring_commits: z.array(recurringCommitInput).optional(),
  add_recurring_credits: z.array(recurringCreditInput).optional(),
  add_spend_threshold_configuration: spendThresholdInput.optional(),
  add_prepaid_balance_threshold_configuration: prepaidThresholdInput.optional(),
  update_contract_name: z.string().nullable().optional(),
  update_contract_end_date: hourTimestamp.nullable().optional(),
  update_net_payment_terms_days: integer(0, 3650).nullable().optional(),
  update_scheduled_charges: z.array(scheduledChargeUpdate).optional(),
  update_subscriptions: z.array(subscriptionUpdate).optional(),
  update_commits: z.array(commitUpdateInput.extend({ commit_id: uuid })).optional(),
  update_credits: z.array(creditUpdateInput.extend({ credit_id: uuid })).optional(),
  update_recurring_commits: z.array(recurringCommitUpdateInput).optional(),
  update_recurring_credits: z.array(recurringCreditUpdateInput).optional(),
  update_spend_threshold_configuration: spendThresholdUpdateInput.optional(),
  update_prepaid_balance_threshold_configuration: prepaidThresholdUpdateInput.optional(),
  archive_scheduled_charges: ids.optional(),
  archive_commits: ids.optional(),
  archive_credits: ids.optional(),
  remove_overrides: ids.optional(),
  allow_contract_ending_before_finalized_invoice: z.boolean().optional(),
})

const namedSeatsView = z.array(z.strictObject({ seat_ids: seatIds, starting_at: wireTimestamp }))
const seatCountsView = z.array(z.strictObject({ quantity: z.number(), starting_at: wireTimestamp }))

/** What one change of a contract changed. */
export const contractEdit = z
  .strictObject({
    id: uuid,
    timestamp: wireTimestamp,
    uniqueness_key: z.string().optional(),
    add_overrides: z.array(overrideView).optional(),
    add_scheduled_charges: z
      .array(scheduledChargeView.omit({ custom_fields: true, archived_at: true }))
      .optional(),
    add_discounts: z.array(discountView).optional(),
    add_pro_services: z.array(professionalServiceView).optional(),
    add_reseller_royalties: z.array(royaltyView).optional(),
    add_subscriptions: z.array(subscriptionView).optional(),
    add_usage_filters: z.array(usageFilterView).optional(),
    update_contract_name: z.string().nullable().optional(),
    update_contract_end_date: wireTimestamp.optional(),
    update_scheduled_charges: z
      .array(
        z.strictObject({
          id: uuid,
          netsuite_sales_order_id: z.string().nullable().optional(),
          invoice_schedule: scheduleItemsUpdateView,
        }),
      )
      .optional(),
    update_subscriptions: z
      .array(
        z.strictObject({
          id: uuid,
          ending_before: wireTimestamp.optional(),
          quantity_updates: z
            .array(
              z.strictObject({
                quantity: decimal.optional(),
                quantity_delta: decimal.optional(),
                starting_at: wireTimestamp,
              }),
            )
            .optional(),
          seat_updates: z
            .strictObject({
              add_seat_ids: namedSeatsView.optional(),
              remove_seat_ids: namedSeatsView.optional(),
              add_unassigned_seats: seatCountsView.optional(),
              remove_unassigned_seats: seatCountsView.optional(),
            })
            .optional(),
        }),
      )
      .optional(),
    add_commits: z.array(addedCommitView).optional(),
    add_credits: z.array(addedCreditView).optional(),
    add_recurring_commits: z.array(recurringCommitView).optional(),
    add_recurring_credits: z.array(recurringCreditView).optional(),
    add_spend_threshold_configuration: spendThresholdView.optional(),
    add_prepaid_balance_threshold_configuration: prepaidThresholdView.optional(),
    update_commits: z.array(commitUpdateView).optional(),
    update_credits: z.array(creditUpdateView).optional(),
    update_recurring_commits: z.array(recurringCommitUpdateView).optional(),
    update_recurring_credits: z.array(recurringCreditUpdateView).optional(),
    update_spend_threshold_configuration: spendThresholdUpdateView.optional(),
    update_prepaid_balance_threshold_configuration: prepaidThresholdUpdateView.optional(),
    archive_scheduled_charges: ids.optional(),
    archive_commits: ids.optional(),
    archive_credits: ids.optional(),
    remove_overrides: ids.optional(),
  })
  .meta({ id: 'ContractEdit' })

export const editContract = endpoint({
  method: 'POST',
  path: '/v2/contracts/edit',
  operationId: 'editContract',
  tag,
  summary: 'Change what a contract says, all or nothing',
  body: editContractBody,
  response: data(z.strictObject({ id: uuid, edit: contractEdit })),
})

export const getContractEditHistory = endpoint({
  method: 'POST',
  path: '/v2/contracts/getEditHistory',
  operationId: 'getContractEditHistory',
  tag,
  summary: 'List the changes of a contract, oldest first',
  body: contractRef,
  response: data(z.array(contractEdit)),
})

export const amendContract = endpoint({
  method: 'POST',
  path: '/v1/contracts/amend',
  operationId: 'amendContract',
  tag,
  summary: 'Amend a contract (version 1)',
  body: contractRef.extend({
    starting_at: hourTimestamp,
    commits: z.array(commitInput).optional(),
    credits: z.array(creditInput).optional(),
    overrides: z.array(overrideInput).optional(),
    scheduled_charges: z.array(scheduledChargeInput).optional(),
    discounts: z.array(scheduledChargeInput).optional(),
    professional_services: z.array(professionalServiceInput).optional(),
    reseller_royalties: z.array(royaltyUpdateInput).optional(),
    total_contract_value: decimal.optional(),
    netsuite_sales_order_id: z.string().optional(),
    salesforce_opportunity_id: z.string().optional(),
    custom_fields: customFields.optional(),
  }),
  response: idResult,
})
