import type { ScheduleItemsUpdate } from '../../catalog/contracts/change-schedule-items.ts'
import type { NewAmount } from '../../catalog/contracts/new-terms.ts'
import type { ScheduleItem } from '../../catalog/contracts/terms.ts'
import type { Names } from '../../catalog/find-names.ts'
import { formatInstant } from '../../kernel/instant.ts'
import type { AmountRounding } from '../../rating/subscription.ts'
import { wireInstant, writeUnit } from '../wire-fields.ts'

/** Amounts on dates, in a unit. */
export function writeSchedule(creditTypeId: string, items: readonly ScheduleItem[], references: Names) {
  return {
    credit_type: writeUnit(creditTypeId, references),
    schedule_items: items.map((item) => ({
      id: item.id,
      timestamp: formatInstant(item.timestamp),
      amount: item.amount,
      unit_price: item.unitPrice,
      quantity: item.quantity,
    })),
  }
}

/** How a schedule's items were changed. */
export function writeItemsUpdate({ addedItems, itemUpdates, removedItemIds }: ScheduleItemsUpdate) {
  return {
    add_schedule_items: addedItems.map((item) => ({
      timestamp: formatInstant(item.timestamp),
      ...writeAmount(item),
    })),
    update_schedule_items: itemUpdates.map((item) => ({
      id: item.id,
      timestamp: wireInstant(item.timestamp),
      ...writeAmount(item),
    })),
    remove_schedule_items: removedItemIds.map((id) => ({ id })),
  }
}

function writeAmount({ amount, unitPrice, quantity }: NewAmount) {
  return {
    amount: amount ?? undefined,
    unit_price: unitPrice ?? undefined,
    quantity: quantity ?? undefined,
  }
}

/** How an amount is rounded; nothing where that is not said. */
export function writeRounding(rounding: AmountRounding | null) {
  if (rounding === null) return undefined
  return { rounding_method: rounding.method, decimal_places: rounding.decimalPlaces }
}
