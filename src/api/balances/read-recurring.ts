import type { z } from 'zod'
import type * as wire from '../../../schemas/balance-terms.ts'
import { NO_CHILD_ACCESS } from '../../catalog/balances/terms.ts'
import type { RecurringUpdate } from '../../catalog/contracts/contract-change.ts'
import type { NewRecurringBalance } from '../../catalog/contracts/new-terms.ts'
import { readRounding } from '../contracts/read-schedule.ts'
import { readApplicability, readChildAccess } from './read-balance.ts'

type RecurringCredit = z.output<typeof wire.recurringCreditInput>
type RecurringCommit = z.output<typeof wire.recurringCommitInput>
type RecurringCreditUpdate = z.output<typeof wire.recurringCreditUpdateInput>
type RecurringCommitUpdate = z.output<typeof wire.recurringCommitUpdateInput>
type GivenRounding = z.output<typeof wire.recurringCommitInput.shape.proration_rounding>

type Undated<Given> = Omit<Given, 'starting_at' | 'ending_before'>
type UndatedRecurring = Omit<NewRecurringBalance, 'startingAt' | 'endingBefore'>

/** A recurring commit of a contract. */
export function readRecurringCommit(given: RecurringCommit): NewRecurringBalance {
  return { ...readUndatedRecurringCommit(given), ...readDates(given) }
}

/** A recurring credit of a contract. */
export function readRecurringCredit(given: RecurringCredit): NewRecurringBalance {
  return { ...readUndatedRecurringCredit(given), ...readDates(given) }
}

function readDates(given: Pick<RecurringCredit, 'starting_at' | 'ending_before'>) {
  return { startingAt: given.starting_at, endingBefore: given.ending_before ?? null }
}

/** A recurring commit but for its dates. */
export function readUndatedRecurringCommit(given: Undated<RecurringCommit>): UndatedRecurring {
  const { invoice_amount: amount, proration_rounding: rounding } = given
  return {
    ...readUndatedRecurringCredit(given),
    invoiceAmount:
      amount === undefined
        ? null
        : { unitPrice: amount.unit_price, quantity: amount.quantity, creditTypeId: amount.credit_type_id },
    invoiceRounding: rounding?.invoice === undefined ? null : readRounding(rounding.invoice),
  }
}

/** A recurring credit but for its dates. */
export function readUndatedRecurringCredit(
  given: Undated<Omit<RecurringCredit, 'proration_rounding'>> & { proration_rounding?: GivenRounding },
): UndatedRecurring {
  const { access_amount: amount, proration_rounding: rounding, subscription_config: subscription } = given
  return {
    temporaryId: given.temporary_id ?? null,
    name: given.name ?? null,
    description: given.description ?? null,
    productId: given.product_id,
    priority: given.priority,
    rateType: given.rate_type ?? null,
    ...readApplicability(given),
    accessAmount: {
      unitPrice: amount.unit_price,
      quantity: amount.quantity ?? null,
      creditTypeId: amount.credit_type_id,
    },
    invoiceAmount: null,
    durationPeriods: given.commit_duration.value,
    recurrenceFrequency: given.recurrence_frequency ?? null,
    proration: given.proration ?? null,
    accessRounding: rounding?.access === undefined ? null : readRounding(rounding.access),
    invoiceRounding: null,
    subscription:
      subscription === undefined
        ? null
        : {
            subscriptionId: subscription.subscription_id,
            allocation: subscription.allocation ?? 'POOLED',
            isSeatIncreaseProrated: subscription.apply_seat_increase_config.is_prorated,
          },
    rolloverFraction: given.rollover_fraction ?? null,
    childAccess: readChildAccess(given.hierarchy_configuration) ?? NO_CHILD_ACCESS,
    netsuiteSalesOrderId: given.netsuite_sales_order_id ?? null,
  }
}

/** A change of a recurring commit; what is left out stays. */
export function readRecurringCommitUpdate(given: RecurringCommitUpdate): RecurringUpdate {
  return {
    id: given.recurring_commit_id,
    ...readUpdate(given),
    invoiceAmount: readAmountUpdate(given.invoice_amount),
    invoiceRounding: readRoundingUpdate(given.proration_rounding, 'invoice'),
  }
}

/** A change of a recurring credit; what is left out stays. */
export function readRecurringCreditUpdate(given: RecurringCreditUpdate): RecurringUpdate {
  return { id: given.recurring_credit_id, ...readUpdate(given) }
}

function readUpdate(
  given: Omit<RecurringCommitUpdate, 'recurring_commit_id' | 'invoice_amount'>,
): Omit<RecurringUpdate, 'id'> {
  return {
    accessAmount: readAmountUpdate(given.access_amount),
    endingBefore: given.ending_before,
    rateType: given.rate_type,
    accessRounding: readRoundingUpdate(given.proration_rounding, 'access'),
  }
}

function readAmountUpdate(given: RecurringCommitUpdate['access_amount']): RecurringUpdate['accessAmount'] {
  if (given === undefined) return undefined
  return { unitPrice: given.unit_price ?? null, quantity: given.quantity ?? null }
}

/** Null in place of the whole object removes each of its roundings. */
function readRoundingUpdate(
  given: RecurringCommitUpdate['proration_rounding'],
  part: 'access' | 'invoice',
): RecurringUpdate['accessRounding'] {
  if (given === null) return null
  const rounding = given?.[part]
  return rounding === undefined || rounding === null ? rounding : readRounding(rounding)
}
