import type { ThresholdCommit } from '../../rating/thresholds/threshold.ts'
import { makeApplicability } from '../balances/make-applicability.ts'
import type { ContractBook } from '../contracts/contract-book.ts'
import { activeProductOf } from '../contracts/make-scheduled-charge.ts'
import type { NewSpendThreshold } from './new-threshold.ts'
import {
  amountFieldsAt,
  validatePaymentFraction,
  validatePaymentGate,
  validateThresholdAmounts,
} from './validate-threshold.ts'

/** A threshold that is held to its rules. */
export type MadeThreshold<Given> = Omit<Given, 'commit'> & { commit: ThresholdCommit }

/**
 * Makes a spend threshold or a prepaid balance threshold (reference section 6, Other; OpenAPI, createContract:
 * spend_threshold_configuration, prepaid_balance_threshold_configuration).
 * @param fieldPrefix where it is in the request, such as `spend_threshold_configuration.`
 * @throws Problem not_found or invalid, naming the field and the rule.
 */
export function makeThreshold<Given extends NewSpendThreshold>(
  book: ContractBook,
  given: Given,
  fieldPrefix: string,
): MadeThreshold<Given> {
  const { commit } = given
  activeProductOf(book, commit.productId, 'FIXED', `${fieldPrefix}commit.product_id`)
  const applicability = makeApplicability(book, commit, `${fieldPrefix}commit.`)
  validateThresholdAmounts(book, given, amountFieldsAt(fieldPrefix))
  validatePaymentGate(given.paymentGate, fieldPrefix)
  validatePaymentFraction(given.paymentFraction, fieldPrefix)
  return { ...given, commit: { ...commit, ...applicability } }
}
