import { z } from 'zod'
import { commitInput, creditInput, recurringCommitInput, recurringCreditInput } from './balance-terms.ts'
import {
  addedCommitView,
  addedCreditView,
  recurringCommitView,
  recurringCreditView,
} from './balance-views.ts'
import { customFields, decimal, namedId, uuid } from './common.ts'
import { duration, lengthView, offset, relativeTerm, relativeTermView } from './offsets.ts'

/** Commits and credits of packages, once and recurring: those of contracts, with times that count from its start. */

/** An amount on a date. */
export const packageItemInput = z.strictObject({
  unit_price: decimal,
  quantity: decimal,
  date_offset: offset,
})

const accessScheduleInput = z.strictObject({
  credit_type_id: uuid.optional(),
  schedule_items: z.array(z.strictObject({ amount: decimal, starting_at_offset: offset, duration })).min(1),
})

// What a contract's say and a package's do not.
const OF_CONTRACTS = { hierarchy_configuration: true, netsuite_sales_order_id: true } as const

export const packageCreditInput = creditInput
  .omit({ ...OF_CONTRACTS, rollover_fraction: true })
  .extend({ access_schedule: accessScheduleInput })

export const packageCommitInput = commitInput.omit(OF_CONTRACTS).extend({
  access_schedule: accessScheduleInput,
  invoice_schedule: z
    .strictObject({
      credit_type_id: uuid.optional(),
      schedule_items: z.array(packageItemInput).min(1),
      do_not_invoice: z.boolean().optional(),
    })
    .optional(),
})

const DATES = { starting_at: true, ending_before: true } as const

export const packageRecurringCreditInput = recurringCreditInput
  .omit({ ...OF_CONTRACTS, ...DATES })
  .extend(relativeTerm)

export const packageRecurringCommitInput = recurringCommitInput
  .omit({ ...OF_CONTRACTS, ...DATES })
  .extend(relativeTerm)

export const packageItemView = packageItemInput.extend({ id: uuid, date_offset: lengthView })

const accessScheduleView = z.strictObject({
  credit_type: namedId,
  schedule_items: z.array(
    z.strictObject({ id: uuid, amount: decimal, starting_at_offset: lengthView, duration: lengthView }),
  ),
})

const NOT_SHOWN = { ...OF_CONTRACTS, salesforce_opportunity_id: true } as const

export const packageCreditView = addedCreditView
  .omit({ ...NOT_SHOWN, rollover_fraction: true })
  .extend({ access_schedule: accessScheduleView, custom_fields: customFields })

export const packageCommitView = addedCommitView.omit(NOT_SHOWN).extend({
  access_schedule: accessScheduleView,
  invoice_schedule: z
    .strictObject({
      credit_type: namedId,
      schedule_items: z.array(packageItemView),
      do_not_invoice: z.boolean(),
    })
    .optional(),
  custom_fields: customFields,
})

const ofRecurring = {
  ...relativeTermView,
  subscription_config: recurringCreditView.shape.subscription_config
    .unwrap()
    .omit({ subscription_id: true })
    .extend({ subscription_template_id: uuid })
    .optional(),
}

export const packageRecurringCreditView = recurringCreditView
  .omit({ ...OF_CONTRACTS, ...DATES, contract: true })
  .extend(ofRecurring)

export const packageRecurringCommitView = recurringCommitView
  .omit({ ...OF_CONTRACTS, ...DATES, contract: true })
  .extend(ofRecurring)
