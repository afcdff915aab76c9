import type { z } from 'zod'
import type { contractEdit } from '../../../schemas/contract-edits.ts'
import type { ScheduledChargeUpdate, SubscriptionUpdate } from '../../catalog/contracts/contract-change.ts'
import type { NewAmount } from '../../catalog/contracts/new-terms.ts'
import type { ContractReferences } from '../../catalog/contracts/references.ts'
import type { ContractVersion } from '../../catalog/contracts/rows.ts'
import { SEAT_UPDATE_LISTS } from '../../catalog/contracts/seat-update-fields.ts'
import type { SeatUpdate } from '../../catalog/contracts/terms.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { writeSubscription } from './write-subscription.ts'
import {
  unlessEmpty,
  wireInstant,
  writeDiscount,
  writeOverride,
  writeProfessionalService,
  writeRoyalty,
} from './write-terms.ts'

/** A change of a contract, with what it added as it was then. */
export function writeEdit(
  version: ContractVersion,
  references: ContractReferences,
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
    archive_scheduled_charges: ids(change.archivedChargeIds),
    remove_overrides: ids(change.removedOverrideIds),
  }
}

function writeChargeUpdate(update: ScheduledChargeUpdate) {
  return {
    id: update.id,
    netsuite_sales_order_id: update.netsuiteSalesOrderId,
    invoice_schedule: {
      add_schedule_items: update.addedItems.map((item) => ({
        timestamp: formatInstant(item.timestamp),
        ...writeAmount(item),
      })),
      update_schedule_items: update.itemUpdates.map((item) => ({
        id: item.id,
        timestamp: wireInstant(item.timestamp),
        ...writeAmount(item),
      })),
      remove_schedule_items: update.removedItemIds.map((id) => ({ id })),
    },
  }
}

function writeAmount({ amount, unitPrice, quantity }: NewAmount) {
  return {
    amount: amount ?? undefined,
    unit_price: unitPrice ?? undefined,
    quantity: quantity ?? undefined,
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
