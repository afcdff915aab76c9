import { invalid, notFound } from '../../kernel/errors.ts'
import type { RecurringUpdate } from './contract-change.ts'
import { validateAmount } from './make-recurring-balance.ts'
import type { RecurringBalance } from './recurring-balance.ts'
import type { ContractTerms } from './terms.ts'
import { requireWithinContract } from './within-contract.ts'

const NAMES = { recurringCommits: 'recurring commit', recurringCredits: 'recurring credit' } as const

/**
 * Changes a recurring commit or credit of a contract; it is for those that start to be drawn later (OpenAPI,
 * editContract: update_recurring_commits).
 * @param fieldPrefix where the change is in the request, such as `update_recurring_commits.0.`
 * @throws Problem not_found where it does not exist, invalid where a rule is broken, both naming the field.
 */
export function updateRecurringBalance(
  terms: ContractTerms,
  list: 'recurringCommits' | 'recurringCredits',
  update: RecurringUpdate,
  fieldPrefix: string,
): ContractTerms {
  const before = terms[list].find(({ id }) => id === update.id)
  const name = NAMES[list]
  if (before === undefined) throw notFound(`${fieldPrefix}${name.replace(' ', '_')}_id: ${name}`, update.id)
  const { id: _, ...fields } = update
  if (Object.values(fields).every((value) => value === undefined)) {
    throw invalid(`${fieldPrefix.slice(0, -1)}: changes nothing of the ${name}`)
  }
  const { endingBefore, rateType, accessRounding, invoiceRounding } = update
  const changed: RecurringBalance = {
    ...before,
    accessAmount: accessAmountAfter(before, update, `${fieldPrefix}access_amount.`),
    invoiceAmount: invoiceAmountAfter(before, update, `${fieldPrefix}invoice_amount`),
    endingBefore: endingBefore === undefined ? before.endingBefore : endingBefore,
    rateType: rateType ?? before.rateType,
    accessRounding: accessRounding === undefined ? before.accessRounding : accessRounding,
    invoiceRounding: invoiceRounding === undefined ? before.invoiceRounding : invoiceRounding,
  }
  if (endingBefore !== undefined) requireWithinContract(terms, changed, fieldPrefix)
  return { ...terms, [list]: terms[list].map((one) => (one === before ? changed : one)) }
}

function accessAmountAfter(
  { accessAmount, subscription }: RecurringBalance,
  { accessAmount: given }: RecurringUpdate,
  fieldPrefix: string,
): RecurringBalance['accessAmount'] {
  if (given === undefined) return accessAmount
  if (subscription !== null && given.quantity !== null) {
    throw invalid(`${fieldPrefix}quantity: is the subscription's where there is a subscription_config`)
  }
  const changed = {
    ...accessAmount,
    unitPrice: given.unitPrice ?? accessAmount.unitPrice,
    quantity: given.quantity ?? accessAmount.quantity,
  }
  validateAmount(changed, fieldPrefix)
  return changed
}

/** One that was free stays so: a change names no unit. */
function invoiceAmountAfter(
  { invoiceAmount }: RecurringBalance,
  { invoiceAmount: given }: RecurringUpdate,
  field: string,
): RecurringBalance['invoiceAmount'] {
  if (given === undefined) return invoiceAmount
  if (invoiceAmount === null) throw invalid(`${field}: the recurring commit has none to change`)
  const changed = {
    ...invoiceAmount,
    unitPrice: given.unitPrice ?? invoiceAmount.unitPrice,
    quantity: given.quantity ?? invoiceAmount.quantity,
  }
  validateAmount(changed, `${field}.`)
  return changed
}
