import type { z } from 'zod'
import type * as wire from '../../../schemas/contract-edits.ts'
import type { ScheduledChargeUpdate, SubscriptionUpdate } from '../../catalog/contracts/contract-change.ts'
import type { ContractEdit } from '../../catalog/contracts/edit.ts'
import type { Amendment } from '../../catalog/contracts/amend.ts'
import type { SeatUpdate } from '../../catalog/contracts/terms.ts'
import { readBalanceUpdate } from '../balances/read-balance.ts'
import { readRecurringCommitUpdate, readRecurringCreditUpdate } from '../balances/read-recurring.ts'
import { readPrepaidThresholdUpdate, readSpendThresholdUpdate } from '../thresholds/read-threshold.ts'
import { readNewTerms } from './read-new-terms.ts'
import { readItemsUpdate, readRounding } from './read-schedule.ts'

type EditBody = z.output<typeof wire.editContractBody>
type AmendBody = z.output<typeof wire.amendContract.body>

/** An edit of a contract, as a request gives it. */
export function readEdit(body: EditBody): ContractEdit {
  const {
    update_spend_threshold_configuration: spendThreshold,
    update_prepaid_balance_threshold_configuration: prepaidThreshold,
  } = body
  return {
    uniquenessKey: body.uniqueness_key ?? null,
    isEndBeforeInvoicesAllowed: body.allow_contract_ending_before_finalized_invoice ?? true,
    changes: {
      name: body.update_contract_name,
      endingBefore: body.update_contract_end_date,
      netPaymentTermsDays: body.update_net_payment_terms_days,
      scheduledChargeUpdates: (body.update_scheduled_charges ?? []).map(readScheduledChargeUpdate),
      subscriptionUpdates: (body.update_subscriptions ?? []).map(readSubscriptionUpdate),
      commitUpdates: (body.update_commits ?? []).map(({ commit_id: id, ...update }) => ({
        id,
        update: readBalanceUpdate(update),
      })),
      creditUpdates: (body.update_credits ?? []).map(({ credit_id: id, ...update }) => ({
        id,
        update: readBalanceUpdate(update),
      })),
      recurringCommitUpdates: (body.update_recurring_commits ?? []).map(readRecurringCommitUpdate),
      recurringCreditUpdates: (body.update_recurring_credits ?? []).map(readRecurringCreditUpdate),
      spendThresholdUpdate:
        spendThreshold === undefined ? undefined : readSpendThresholdUpdate(spendThreshold),
      prepaidThresholdUpdate:
        prepaidThreshold === undefined ? undefined : readPrepaidThresholdUpdate(prepaidThreshold),
      archivedCommitIds: (body.archive_commits ?? []).map(({ id }) => id),
      archivedCreditIds: (body.archive_credits ?? []).map(({ id }) => id),
      archivedChargeIds: (body.archive_scheduled_charges ?? []).map(({ id }) => id),
      removedOverrideIds: (body.remove_overrides ?? []).map(({ id }) => id),
    },
    added: readNewTerms({
      overrides: body.add_overrides,
      scheduled_charges: body.add_scheduled_charges,
      discounts: body.add_discounts,
      professional_services: body.add_professional_services,
      reseller_royalties: body.add_reseller_royalties,
      subscriptions: body.add_subscriptions,
      recurring_commits: body.add_recurring_commits,
      recurring_credits: body.add_recurring_credits,
      spend_threshold_configuration: body.add_spend_threshold_configuration,
      prepaid_balance_threshold_configuration: body.add_prepaid_balance_threshold_configuration,
      commits: body.add_commits,
      credits: body.add_credits,
    }),
  }
}

/** An amendment of a contract, as a request gives it. */
export function readAmendment(body: AmendBody): Amendment {
  return {
    startingAt: body.starting_at,
    totalContractValue: body.total_contract_value ?? null,
    netsuiteSalesOrderId: body.netsuite_sales_order_id ?? null,
    salesforceOpportunityId: body.salesforce_opportunity_id ?? null,
    customFields: body.custom_fields ?? {},
    added: readNewTerms(body),
  }
}

function readScheduledChargeUpdate(
  given: NonNullable<EditBody['update_scheduled_charges']>[number],
): ScheduledChargeUpdate {
  return {
    id: given.scheduled_charge_id,
    netsuiteSalesOrderId: given.netsuite_sales_order_id,
    ...readItemsUpdate(given.invoice_schedule),
  }
}

type GivenSubscriptionUpdate = NonNullable<EditBody['update_subscriptions']>[number]

function readSubscriptionUpdate(given: GivenSubscriptionUpdate): SubscriptionUpdate {
  const { proration_rounding: rounding } = given
  return {
    id: given.subscription_id,
    endingBefore: given.ending_before,
    seatGroupKey: given.quantity_management_mode_update?.seat_config.seat_group_key ?? null,
    quantityUpdates: (given.quantity_updates ?? []).map((update) => ({
      startingAt: update.starting_at,
      quantity: update.quantity ?? null,
      quantityDelta: update.quantity_delta ?? null,
    })),
    seatUpdates: readSeatUpdates(given.seat_updates ?? {}),
    rounding: rounding === undefined || rounding === null ? rounding : readRounding(rounding),
  }
}

function readSeatUpdates(given: NonNullable<GivenSubscriptionUpdate['seat_updates']>): SeatUpdate[] {
  const named = (action: 'ADD_SEATS' | 'REMOVE_SEATS', list: typeof given.add_seat_ids = []) =>
    list.map((update) => ({ startingAt: update.starting_at, action, seatIds: update.seat_ids }))
  const counted = (
    action: 'ADD_UNASSIGNED' | 'REMOVE_UNASSIGNED',
    list: typeof given.add_unassigned_seats = [],
  ) => list.map((update) => ({ startingAt: update.starting_at, action, quantity: update.quantity }))
  return [
    ...named('ADD_SEATS', given.add_seat_ids),
    ...named('REMOVE_SEATS', given.remove_seat_ids),
    ...counted('ADD_UNASSIGNED', given.add_unassigned_seats),
    ...counted('REMOVE_UNASSIGNED', given.remove_unassigned_seats),
  ]
}
