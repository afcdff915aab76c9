import type { z } from 'zod'
import type { contractEdit } from '../../../schemas/contract-edits.ts'
import type { ScheduledChargeUpdate, SubscriptionUpdate } from '../../catalog/contracts/contract-change.ts'
import type { ContractVersion } from '../../catalog/contracts/rows.ts'
import { SEAT_UPDATE_LISTS } from '../../catalog/contracts/seat-update-fields.ts'
import type { SeatUpdate } from '../../catalog/contracts/terms.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { writeAddedCommit, writeAddedCredit } from '../balances/write-balance.ts'
import { writeBalanceUpdate } from '../balances/write-balance-update.ts'
import {
  writeRecurringCommit,
  writeRecurringCommitUpdate,
  writeRecurringCredit,
  writeRecurringCreditUpdate,
} from '../balances/write-recurring.ts'
import {
  writePrepaidThresholdUpdate,
  writeSpendThresholdUpdate,
  writeThresholds,
} from '../thresholds/write-threshold.ts'
import { asMadeWith, commitsOf, creditsOf, type Viewpoint } from './viewpoint.ts'
import { writeSubscription } from './write-subscription.ts'
import { unlessEmpty, wireInstant } from '../wire-fields.ts'
import { writeItemsUpdate } from './write-schedule.ts'
import { writeDiscount, writeOverride, writeProfessionalService, writeRoyalty } from './write-terms.ts'

/** A change of a contract, with what it added as it was then. */
export function writeEdit(
  version: ContractVersion,
  contractId: string,
  { references, balances }: Omit<Viewpoint, 'at'>,
): z.output<typeof contractEdit> {
  const { change, createdAt, terms } = version
  const ids = (list: readonly string[] = []) => unlessEmpty(list.map((id) => ({ id })))
  return {
    id: version.id,
    timestamp: formatInstant(createdAt),
    uniqueness_key: version.uniquenessKey ?? undefined,
    add_overrides: unlessEmpty((change.overrides ?? []).map((one) => writeOverride(one, references))),
    add_scheduled_charges: unlessEmpty(
      (change.scheduledCharges ?? []).map((one) => {
        const { custom_fields: _, ...charge } = writeDiscount(one, references)
        return charge
      }),
    ),
    add_discounts: unlessEmpty((change.discounts ?? []).map((one) => writeDiscount(one, references))),
    add_pro_services: unlessEmpty((change.professionalServices ?? []).map(writeProfessionalService)),
    add_reseller_royalties: unlessEmpty((change.resellerRoyalties ?? []).map(writeRoyalty)),
    add_subscriptions: unlessEmpty(
      (change.subscriptions ?? []).map((one) => writeSubscription(one, terms, { at: createdAt, references })),
    ),
    add_usage_filters: unlessEmpty(
      (change.usageFilters ?? []).map(({ groupKey, groupValues, startingAt }) => ({
        group_key: groupKey,
        group_values: [...groupValues],
        starting_at: formatInstant(startingAt),
        ending_before: wireInstant(terms.endingBefore),
      })),
    ),
    update_contract_name: change.name,
    update_contract_end_date: wireInstant(change.endingBefore ?? null),
    update_scheduled_charges: unlessEmpty((change.scheduledChargeUpdates ?? []).map(writeChargeUpdate)),
    update_subscriptions: unlessEmpty((change.subscriptionUpdates ?? []).map(writeSubscriptionUpdate)),
    add_recurring_commits: unlessEmpty(
      (change.recurringCommits ?? []).map((one) => writeRecurringCommit(one, contractId, references)),
    ),
    add_recurring_credits: unlessEmpty(
      (change.recurringCredits ?? []).map((one) => writeRecurringCredit(one, contractId, references)),
    ),
    update_recurring_commits: unlessEmpty(
      (change.recurringCommitUpdates ?? []).map(writeRecurringCommitUpdate),
    ),
    update_recurring_credits: unlessEmpty(
      (change.recurringCreditUpdates ?? []).map(writeRecurringCreditUpdate),
    ),
    ...writeThresholdChanges(change),
    ...writeBalances(version, contractId, balances),
    archive_commits: ids(change.archivedCommitIds),
    archive_credits: ids(change.archivedCreditIds),
    archive_scheduled_charges: ids(change.archivedChargeIds),
    remove_overrides: ids(change.removedOverrideIds),
  }
}

/** The commits and credits that came with a version, as they were made then, and the changes that did. */
function writeBalances(
  { id }: ContractVersion,
  contractId: string,
  { of, references }: Viewpoint['balances'],
) {
  const all = of(contractId)
  const added = all.flatMap((balance) => asMadeWith(balance, id) ?? [])
  const updates = all.flatMap((balance) =>
    balance.versions
      .slice(1)
      .filter((one) => one.contractVersionId === id)
      .map(({ change }) => ({
        isCredit: balance.type === 'CREDIT',
        update: writeBalanceUpdate(balance.id, change),
      })),
  )
  const updatesOf = (isCredit: boolean) =>
    unlessEmpty(updates.filter((one) => one.isCredit === isCredit).map(({ update }) => update))
  return {
    add_commits: unlessEmpty(commitsOf(added).map((one) => writeAddedCommit(one, references))),
    add_credits: unlessEmpty(creditsOf(added).map((one) => writeAddedCredit(one, references))),
    update_commits: updatesOf(false),
    update_credits: updatesOf(true),
  }
}

/** The thresholds that came with a version, and the changes of those there were. */
function writeThresholdChanges(change: ContractVersion['change']) {
  const added = writeThresholds(change)
  const { spendThresholdUpdate, prepaidThresholdUpdate } = change
  return {
    add_spend_threshold_configuration: added.spend_threshold_configuration,
    add_prepaid_balance_threshold_configuration: added.prepaid_balance_threshold_configuration,
    update_spend_threshold_configuration:
      spendThresholdUpdate === undefined ? undefined : writeSpendThresholdUpdate(spendThresholdUpdate),
    update_prepaid_balance_threshold_configuration:
      prepaidThresholdUpdate === undefined ? undefined : writePrepaidThresholdUpdate(prepaidThresholdUpdate),
  }
}

function writeChargeUpdate(update: ScheduledChargeUpdate) {
  return {
    id: update.id,
    netsuite_sales_order_id: update.netsuiteSalesOrderId,
    invoice_schedule: writeItemsUpdate(update),
  }
}

function writeSubscriptionUpdate(update: SubscriptionUpdate) {
  return {
    id: update.id,
    ending_before: wireInstant(update.endingBefore ?? null),
    quantity_updates: unlessEmpty(
      update.quantityUpdates.map(({ startingAt, quantity, quantityDelta }) => ({
        starting_at: formatInstant(startingAt),
        quantity: quantity ?? undefined,
        quantity_delta: quantityDelta ?? undefined,
      })),
    ),
    seat_updates: update.seatUpdates.length === 0 ? undefined : writeSeatUpdates(update.seatUpdates),
  }
}

function writeSeatUpdates(updates: readonly SeatUpdate[]) {
  const named = (action: SeatUpdate['action']) =>
    updates.flatMap((update) =>
      update.action === action && 'seatIds' in update
        ? { seat_ids: [...update.seatIds], starting_at: formatInstant(update.startingAt) }
        : [],
    )
  const counted = (action: SeatUpdate['action']) =>
    updates.flatMap((update) =>
      update.action === action && 'quantity' in update
        ? { quantity: update.quantity, starting_at: formatInstant(update.startingAt) }
        : [],
    )
  return {
    [SEAT_UPDATE_LISTS.ADD_SEATS]: unlessEmpty(named('ADD_SEATS')),
    [SEAT_UPDATE_LISTS.REMOVE_SEATS]: unlessEmpty(named('REMOVE_SEATS')),
    [SEAT_UPDATE_LISTS.ADD_UNASSIGNED]: unlessEmpty(counted('ADD_UNASSIGNED')),
    [SEAT_UPDATE_LISTS.REMOVE_UNASSIGNED]: unlessEmpty(counted('REMOVE_UNASSIGNED')),
  }
}
