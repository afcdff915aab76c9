import type { Decimal } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import { ZERO } from '../../kernel/decimal.ts'
import type { BalanceType } from '../tables.ts'
import type { BalanceTerms } from './terms.ts'

/**
 * Holds what a commit or credit says as a whole to the rules of its type: a POSTPAID commit is one amount, drawn once
 * and billed once; a PREPAID one needs no bill, and is then free; a credit has none (OpenAPI, createCustomerCommit).
 * @param fieldPrefix where it is in the request, such as `commits.0.`
 * @throws Problem invalid, naming the field.
 */
export function validateBalance(type: BalanceType, terms: BalanceTerms, fieldPrefix: string): void {
  const { access, invoice, rolloverFraction } = terms
  validateFraction(rolloverFraction, `${fieldPrefix}rollover_fraction`)
  if (access.segments.length === 0) {
    throw invalid(`${fieldPrefix}access_schedule: at least one item is required`)
  }
  if (type === 'CREDIT' && invoice !== null) {
    throw invalid(`${fieldPrefix}invoice_schedule: is only for commits`)
  }
  if (type !== 'POSTPAID') return
  if (invoice === null) throw invalid(`${fieldPrefix}invoice_schedule: is required for POSTPAID`)
  const [segment, ...segments] = access.segments
  const [item, ...items] = invoice.items
  if (segments.length > 0) {
    throw invalid(`${fieldPrefix}access_schedule: must have exactly one item for POSTPAID`)
  }
  if (item === undefined || items.length > 0) {
    throw invalid(`${fieldPrefix}invoice_schedule: must have exactly one item for POSTPAID`)
  }
  if (access.creditTypeId !== invoice.creditTypeId) {
    throw invalid(
      `${fieldPrefix}invoice_schedule.credit_type_id: must be that of access_schedule for POSTPAID`,
    )
  }
  if (segment?.amount.equals(item.amount) === true) return
  throw invalid(`${fieldPrefix}invoice_schedule: must come to the amount of access_schedule for POSTPAID`)
}

/** Holds a share to 0 to 1. @throws Problem invalid, naming the field. */
export function validateFraction(fraction: Decimal | null, field: string): void {
  if (fraction === null) return
  if (fraction.lessThan(ZERO) || fraction.greaterThan(1)) throw invalid(`${field}: must be from 0 to 1`)
}
