import { invalid } from '../../kernel/errors.ts'
import type { PrepaidThreshold, SpendThreshold, ThresholdCommit } from '../../rating/thresholds/threshold.ts'
import { makeApplicability } from '../balances/make-applicability.ts'
import { applicabilityAfter } from '../balances/update-terms.ts'
import type { ContractBook } from '../contracts/contract-book.ts'
import { activeProductOf } from '../contracts/make-scheduled-charge.ts'
import type { ContractTerms } from '../contracts/terms.ts'
import type {
  PrepaidThresholdUpdate,
  SpendThresholdUpdate,
  ThresholdCommitUpdate,
  ThresholdUpdates,
} from './new-threshold.ts'
import {
  amountFieldsAt,
  validatePaymentFraction,
  validatePaymentGate,
  validateThresholdAmounts,
} from './validate-threshold.ts'

/**
 * What a contract says once its thresholds are changed. What a change leaves is not looked at again, so that a threshold
 * can always be disabled (OpenAPI, editContract: update_spend_threshold_configuration).
 * @throws Problem not_found or invalid, naming the field; invalid too where the contract has no such threshold.
 */
export function updateThresholds(book: ContractBook, updates: ThresholdUpdates): ContractTerms {
  const { terms } = book
  const { spendThresholdUpdate: ofSpend, prepaidThresholdUpdate: ofPrepaid } = updates
  const fields = {
    spend: 'update_spend_threshold_configuration',
    prepaid: 'update_prepaid_balance_threshold_configuration',
  }
  return {
    ...terms,
    spendThreshold:
      ofSpend === undefined
        ? terms.spendThreshold
        : updateSpendThreshold(book, terms.spendThreshold, ofSpend, fields.spend),
    prepaidThreshold:
      ofPrepaid === undefined
        ? terms.prepaidThreshold
        : updatePrepaidThreshold(book, terms.prepaidThreshold, ofPrepaid, fields.prepaid),
  }
}

function updateSpendThreshold(
  book: ContractBook,
  before: SpendThreshold | null,
  update: SpendThresholdUpdate,
  field: string,
): SpendThreshold {
  const changed = changedThreshold(book, before, update, field)
  if (update.thresholdAmount !== undefined)
    validateThresholdAmounts(book, changed, amountFieldsAt(`${field}.`))
  return changed
}

function updatePrepaidThreshold(
  book: ContractBook,
  before: PrepaidThreshold | null,
  update: PrepaidThresholdUpdate,
  field: string,
): PrepaidThreshold {
  const threshold = changedThreshold(book, before, update, field)
  const { rechargeToAmount, creditTypeId, balanceExclusions } = update
  const changed = {
    ...threshold,
    rechargeToAmount: rechargeToAmount ?? threshold.rechargeToAmount,
    creditTypeId: creditTypeId === undefined ? threshold.creditTypeId : creditTypeId,
    balanceExclusions:
      balanceExclusions === undefined ? threshold.balanceExclusions : (balanceExclusions ?? []),
  }
  const amounts = [update.thresholdAmount, rechargeToAmount, creditTypeId]
  if (amounts.some((amount) => amount !== undefined))
    validateThresholdAmounts(book, changed, amountFieldsAt(`${field}.`))
  return changed
}

function changedThreshold<Threshold extends SpendThreshold>(
  book: ContractBook,
  before: Threshold | null,
  update: SpendThresholdUpdate,
  field: string,
): Threshold {
  if (before === null) throw invalid(`${field}: the contract has none to change`)
  if (Object.values(update).every((value) => value === undefined)) throw invalid(`${field}: changes nothing`)
  const { isEnabled, thresholdAmount, commit, paymentGate, paymentFraction } = update
  if (paymentGate !== undefined) validatePaymentGate(paymentGate, `${field}.`)
  if (paymentFraction !== undefined) validatePaymentFraction(paymentFraction, `${field}.`)
  return {
    ...before,
    isEnabled: isEnabled ?? before.isEnabled,
    thresholdAmount: thresholdAmount ?? before.thresholdAmount,
    commit:
      commit === undefined ? before.commit : changedCommit(book, before.commit, commit, `${field}.commit.`),
    paymentGate: paymentGate ?? before.paymentGate,
    paymentFraction: paymentFraction === undefined ? before.paymentFraction : paymentFraction,
  }
}

function changedCommit(
  book: ContractBook,
  before: ThresholdCommit,
  update: ThresholdCommitUpdate,
  fieldPrefix: string,
): ThresholdCommit {
  const { productId, name, description, priority } = update
  if (productId !== undefined) activeProductOf(book, productId, 'FIXED', `${fieldPrefix}product_id`)
  return {
    ...before,
    productId: productId ?? before.productId,
    name: name === undefined ? before.name : name,
    description: description ?? before.description,
    priority: priority === undefined ? before.priority : priority,
    ...makeApplicability(book, applicabilityAfter(before, update), fieldPrefix),
  }
}
