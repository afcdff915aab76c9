import type { z } from 'zod'
import type * as wire from '../../../schemas/schedules.ts'
import type { ScheduleItemsUpdate } from '../../catalog/contracts/change-schedule-items.ts'
import type { NewAmount, NewSchedule } from '../../catalog/contracts/new-terms.ts'
import type { AmountRounding } from '../../rating/subscription.ts'

/** Amounts on dates: named one by one, or recurring. */
export function readSchedule(given: z.output<typeof wire.scheduleInput>): NewSchedule {
  const { credit_type_id: creditTypeId, schedule_items: items, recurring_schedule: recurring } = given
  return {
    creditTypeId: creditTypeId ?? null,
    items: items?.map((item) => ({ timestamp: item.timestamp, ...readAmount(item) })) ?? null,
    recurring:
      recurring === undefined
        ? null
        : {
            startingAt: recurring.starting_at,
            endingBefore: recurring.ending_before,
            frequency: recurring.frequency,
            distribution: recurring.amount_distribution,
            ...readAmount(recurring),
          },
  }
}

/** A change of amounts on dates; what is left out changes nothing. */
export function readItemsUpdate(given: z.output<typeof wire.scheduleItemsUpdate> = {}): ScheduleItemsUpdate {
  return {
    addedItems: (given.add_schedule_items ?? []).map((item) => ({
      timestamp: item.timestamp,
      ...readAmount(item),
    })),
    itemUpdates: (given.update_schedule_items ?? []).map((item) => ({
      id: item.id,
      timestamp: item.timestamp ?? null,
      ...readAmount(item),
    })),
    removedItemIds: (given.remove_schedule_items ?? []).map(({ id }) => id),
  }
}

/** How an amount is rounded. */
export function readRounding(given: z.output<typeof wire.roundingInput>): AmountRounding {
  return { method: given.rounding_method, decimalPlaces: given.decimal_places }
}

function readAmount(given: z.output<z.ZodObject<typeof wire.amountInput>>): NewAmount {
  return {
    amount: given.amount ?? null,
    unitPrice: given.unit_price ?? null,
    quantity: given.quantity ?? null,
  }
}
