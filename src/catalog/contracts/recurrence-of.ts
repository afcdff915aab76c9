import type { Instant } from '../../kernel/instant.ts'
import type { Recurrence } from '../../rating/drawdown/recurring.ts'
import type { RecurringBalance } from './recurring-balance.ts'
import type { ContractTerms } from './terms.ts'

/** The lists of a contract that hold recurring commits and credits. */
export type RecurringList = keyof Pick<ContractTerms, 'recurringCommits' | 'recurringCredits'>

/**
 * How a recurring commit or credit recurs: it ends with its contract at the latest. Of a subscription it grants the
 * amount of one seat, or unit.
 * @param contractEnd null where the contract has no end.
 */
export function recurrenceOf(recurring: RecurringBalance, contractEnd: Instant | null): Recurrence {
  const { accessAmount, invoiceAmount, endingBefore } = recurring
  const ends = [endingBefore, contractEnd].filter((end) => end !== null)
  const { unitPrice, quantity } = accessAmount
  return {
    id: recurring.id,
    startingAt: recurring.startingAt,
    endingBefore: ends.length === 0 ? null : Math.min(...ends),
    frequency: recurring.recurrenceFrequency,
    durationPeriods: recurring.durationPeriods,
    accessAmount: quantity === null ? unitPrice : unitPrice.times(quantity),
    invoiceAmount: invoiceAmount === null ? null : invoiceAmount.unitPrice.times(invoiceAmount.quantity),
    proration: recurring.proration,
    accessRounding: recurring.accessRounding,
    invoiceRounding: recurring.invoiceRounding,
  }
}
