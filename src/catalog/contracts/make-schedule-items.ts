import { invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Term } from '../../kernel/term.ts'
import { addMonths } from '../../rating/billing-period.ts'
import { expandSchedule } from '../../rating/schedule-items.ts'
import { smallestUnitPlaces } from '../pricing-units/smallest-unit.ts'
import type { PricingUnit } from '../pricing-units/rows.ts'
import { chargeAmount } from './charge-amount.ts'
import type { NewRecurringSchedule, NewSchedule, NewScheduleItem } from './new-terms.ts'
import type { ScheduleItem } from './terms.ts'

// Each date is stored.
const MONTHS_MAX = 1200

/**
 * Makes the items of a schedule, in order of time: those given, or those that a recurring one comes to (reference
 * section 6; semantics 35).
 * @param fieldPrefix where the schedule is in the request, such as `scheduled_charges.0.schedule.`
 * @throws Problem invalid, naming the field and the rule.
 */
export function makeScheduleItems(
  contract: Term,
  { items, recurring }: NewSchedule,
  creditType: PricingUnit,
  fieldPrefix: string,
): ScheduleItem[] {
  if (items !== null && recurring !== null) {
    throw invalid(`${fieldPrefix}recurring_schedule: cannot be given together with schedule_items`)
  }
  if (items !== null) {
    const made = items.map((item, index) =>
      makeScheduleItem(contract, item, `${fieldPrefix}schedule_items.${index}.`),
    )
    return inOrder(made)
  }
  if (recurring === null) {
    throw invalid(`${fieldPrefix}schedule_items: is required, or recurring_schedule in its place`)
  }
  return expand(contract, recurring, creditType, `${fieldPrefix}recurring_schedule.`)
}

/** Makes one item of a schedule. @throws Problem invalid, naming the field. */
export function makeScheduleItem(contract: Term, item: NewScheduleItem, fieldPrefix: string): ScheduleItem {
  requireChargeDate(contract, item.timestamp, `${fieldPrefix}timestamp`)
  return { id: newId(), timestamp: item.timestamp, ...chargeAmount(item, fieldPrefix) }
}

/** Holds a charge's date to the contract, whose last usage invoice may carry it at its end. @throws Problem invalid */
export function requireChargeDate(contract: Term, timestamp: Instant, field: string): void {
  if (timestamp < contract.startingAt) {
    throw invalid(`${field}: must not be before the contract's starting_at`)
  }
  if (contract.endingBefore !== null && timestamp > contract.endingBefore) {
    throw invalid(`${field}: must not be after the contract's ending_before`)
  }
}

/** The same items in order of time; those of one instant as they were given. */
export function inOrder(items: readonly ScheduleItem[]): ScheduleItem[] {
  return items.toSorted((a, b) => a.timestamp - b.timestamp)
}

function expand(
  contract: Term,
  recurring: NewRecurringSchedule,
  creditType: PricingUnit,
  fieldPrefix: string,
): ScheduleItem[] {
  const { startingAt, endingBefore, frequency, distribution } = recurring
  requireChargeDate(contract, startingAt, `${fieldPrefix}starting_at`)
  if (endingBefore <= startingAt) throw invalid(`${fieldPrefix}ending_before: must be after starting_at`)
  if (endingBefore > addMonths(startingAt, MONTHS_MAX)) {
    throw invalid(`${fieldPrefix}ending_before: must be at most 100 years after starting_at`)
  }
  requireChargeDate(contract, endingBefore, `${fieldPrefix}ending_before`)
  const { unitPrice, quantity } = chargeAmount(recurring, fieldPrefix)
  const items = expandSchedule({
    startingAt,
    endingBefore,
    frequency,
    unitPrice,
    quantity,
    distribution,
    decimalPlaces: smallestUnitPlaces(creditType),
  })
  return items.map((item) => ({ id: newId(), ...item }))
}
