import { z } from 'zod'
import {
  AMOUNT_DISTRIBUTIONS,
  AMOUNT_ROUNDING_METHODS,
  SCHEDULE_FREQUENCIES,
} from '../src/kernel/contract-words.ts'
import { anyCase, decimal, hourTimestamp, integer, namedId, uuid, wireTimestamp } from './common.ts'

/** Amounts on dates, in requests and responses. */

/** An amount, or a unit price and a quantity. */
export const amountInput = {
  amount: decimal.optional(),
  unit_price: decimal.optional(),
  quantity: decimal.optional(),
}

export const scheduleItemInput = z.strictObject({ timestamp: hourTimestamp, ...amountInput })

/** Amounts on dates: named one by one, or recurring. */
export const scheduleInput = z.strictObject({
  credit_type_id: uuid.optional(),
  schedule_items: z.array(scheduleItemInput).min(1).optional(),
  recurring_schedule: z
    .strictObject({
      starting_at: hourTimestamp,
      ending_before: hourTimestamp,
      frequency: anyCase(SCHEDULE_FREQUENCIES),
      ...amountInput,
      amount_distribution: anyCase(AMOUNT_DISTRIBUTIONS),
    })
    .optional(),
})

/** How prorated amounts are rounded. */
export const roundingInput = z.strictObject({
  rounding_method: anyCase(AMOUNT_ROUNDING_METHODS),
  decimal_places: integer(-5, 5),
})

/** A schedule's changes of items with ids. */
export const scheduleItemsUpdate = z.strictObject({
  add_schedule_items: z.array(scheduleItemInput).optional(),
  update_schedule_items: z
    .array(z.strictObject({ id: uuid, timestamp: hourTimestamp.optional(), ...amountInput }))
    .optional(),
  remove_schedule_items: z.array(z.strictObject({ id: uuid })).optional(),
})

export const scheduleItemView = z.strictObject({
  id: uuid,
  amount: decimal,
  unit_price: decimal,
  quantity: decimal,
  timestamp: wireTimestamp,
})

export const scheduleView = z.strictObject({
  credit_type: namedId,
  schedule_items: z.array(scheduleItemView),
})

const amountView = {
  amount: decimal.optional(),
  unit_price: decimal.optional(),
  quantity: decimal.optional(),
}

export const scheduleItemsUpdateView = z.strictObject({
  add_schedule_items: z.array(z.strictObject({ timestamp: wireTimestamp, ...amountView })),
  update_schedule_items: z.array(
    z.strictObject({ id: uuid, timestamp: wireTimestamp.optional(), ...amountView }),
  ),
  remove_schedule_items: z.array(z.strictObject({ id: uuid })),
})

export const roundingView = z.strictObject({
  rounding_method: z.enum(AMOUNT_ROUNDING_METHODS),
  decimal_places: z.number(),
})
