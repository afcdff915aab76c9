import type { z } from 'zod'
import type * as wire from '../../../schemas/balance-views.ts'
import type { Applicability } from '../../catalog/balances/terms.ts'
import type { RecurringUpdate } from '../../catalog/contracts/contract-change.ts'
import type { RecurringBalance, RecurringSubscription } from '../../catalog/contracts/recurring-balance.ts'
import type { ContractReferences } from '../../catalog/contracts/references.ts'
import type { Names } from '../../catalog/find-names.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { wireInstant, writeProduct } from '../wire-fields.ts'
import { writeRounding } from '../contracts/write-schedule.ts'
import { writeApplicability, writeChildAccess } from './write-balance.ts'

/** A recurring commit of a contract. */
export function writeRecurringCommit(
  recurring: RecurringBalance,
  contractId: string,
  references: ContractReferences,
): z.output<typeof wire.recurringCommitView> {
  return {
    ...writeRecurringCredit(recurring, contractId, references),
    ...writeCommitParts(recurring),
  }
}

type CommitParts = Pick<RecurringBalance, 'invoiceAmount' | 'accessRounding' | 'invoiceRounding'>

/** What a recurring commit shows that a credit does not, or not in full: what is paid for it, and all its roundings. */
export function writeCommitParts({ invoiceAmount, accessRounding, invoiceRounding }: CommitParts) {
  return {
    invoice_amount:
      invoiceAmount === null
        ? undefined
        : {
            unit_price: invoiceAmount.unitPrice,
            quantity: invoiceAmount.quantity,
            credit_type_id: invoiceAmount.creditTypeId,
          },
    proration_rounding:
      accessRounding === null && invoiceRounding === null
        ? undefined
        : { access: writeRounding(accessRounding), invoice: writeRounding(invoiceRounding) },
  }
}

/** A recurring credit of a contract. */
export function writeRecurringCredit(
  recurring: RecurringBalance,
  contractId: string,
  references: ContractReferences,
): z.output<typeof wire.recurringCreditView> {
  const { subscription } = recurring
  return {
    id: recurring.id,
    contract: { id: contractId },
    ...writeUndatedRecurring(recurring, references),
    ...writeApplicability(recurring),
    hierarchy_configuration: writeChildAccess(recurring.childAccess),
    netsuite_sales_order_id: recurring.netsuiteSalesOrderId ?? undefined,
    starting_at: formatInstant(recurring.startingAt),
    ending_before: wireInstant(recurring.endingBefore),
    subscription_config:
      subscription === null
        ? undefined
        : { ...writeSeatConfig(subscription), subscription_id: subscription.subscriptionId },
  }
}

type Undated = Omit<
  RecurringBalance,
  'id' | 'startingAt' | 'endingBefore' | 'createdAt' | keyof Applicability
>

/** What a recurring credit says but for its dates, what it pays for, and what belongs to contracts alone. */
export function writeUndatedRecurring(recurring: Undated, references: Names) {
  const { accessAmount, accessRounding } = recurring
  return {
    name: recurring.name ?? undefined,
    description: recurring.description ?? undefined,
    product: writeProduct(recurring.productId, references),
    access_amount: {
      unit_price: accessAmount.unitPrice,
      quantity: accessAmount.quantity ?? undefined,
      credit_type_id: accessAmount.creditTypeId,
    },
    priority: recurring.priority,
    rate_type: recurring.rateType,
    rollover_fraction: recurring.rolloverFraction ?? undefined,
    commit_duration: { value: recurring.durationPeriods, unit: 'PERIODS' as const },
    recurrence_frequency: recurring.recurrenceFrequency ?? undefined,
    proration: recurring.proration,
    proration_rounding: accessRounding === null ? undefined : { access: writeRounding(accessRounding) },
  }
}

/** How what a recurring commit or credit grants follows the quantity of a subscription. */
export function writeSeatConfig({ allocation, isSeatIncreaseProrated }: RecurringSubscription) {
  return { allocation, apply_seat_increase_config: { is_prorated: isSeatIncreaseProrated } }
}

/** How an edit changed a recurring commit. */
export function writeRecurringCommitUpdate(
  update: RecurringUpdate,
): z.output<typeof wire.recurringCommitUpdateView> {
  return {
    ...writeRecurringCreditUpdate(update),
    invoice_amount: writeAmountUpdate(update.invoiceAmount),
    proration_rounding: writeRoundings(update),
  }
}

/** How an edit changed a recurring credit. */
export function writeRecurringCreditUpdate(
  update: RecurringUpdate,
): z.output<typeof wire.recurringCreditUpdateView> {
  return {
    id: update.id,
    access_amount: writeAmountUpdate(update.accessAmount),
    ending_before: wireInstant(update.endingBefore ?? null),
    rate_type: update.rateType,
    proration_rounding: writeRoundings(update),
  }
}

function writeAmountUpdate(amount: RecurringUpdate['accessAmount']) {
  if (amount === undefined) return undefined
  return { unit_price: amount.unitPrice ?? undefined, quantity: amount.quantity ?? undefined }
}

/** Null where all that was given was removed; a credit has no rounding of an invoice. */
function writeRoundings({ accessRounding, invoiceRounding }: RecurringUpdate) {
  const given = [accessRounding, invoiceRounding].filter((rounding) => rounding !== undefined)
  if (given.length === 0) return undefined
  if (given.every((rounding) => rounding === null)) return null
  return { access: writeRounding(accessRounding ?? null), invoice: writeRounding(invoiceRounding ?? null) }
}
