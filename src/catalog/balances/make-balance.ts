import { invalid } from '../../kernel/errors.ts'
import { activeProductOf } from '../contracts/make-scheduled-charge.ts'
import { makeScheduleItems } from '../contracts/make-schedule-items.ts'
import { ANY_TIME } from '../contracts/within-contract.ts'
import { refuseOversized } from '../products/refuse-oversized.ts'
import { accessUnitOf, invoiceUnitOf, type BalanceBook } from './balance-book.ts'
import { makeApplicability } from './make-applicability.ts'
import { makeSegments } from './make-segments.ts'
import type { NewBalance } from './new-balance.ts'
import type { BalanceTerms, InvoiceSchedule } from './terms.ts'
import { validateBalance } from './validate-balance.ts'

/**
 * Makes what a commit or credit says, held to the rules of its type. Its dates may lie outside its contract's: a commit
 * may be paid before, and trued up after (reference section 6; OpenAPI, createContract: commits, credits).
 * @param fieldPrefix where it is in the request, such as `commits.0.`
 * @throws Problem not_found or invalid, naming the field and the rule.
 */
export function makeBalance(book: BalanceBook, given: NewBalance, fieldPrefix: string): BalanceTerms {
  const { access } = given
  const product = activeProductOf(book, given.productId, 'FIXED', `${fieldPrefix}product_id`)
  if (access === null) throw invalid(`${fieldPrefix}access_schedule: is required`)
  if (given.priority !== null) refuseOversized(`${fieldPrefix}priority`, given.priority)
  const field = `${fieldPrefix}access_schedule`
  const terms: BalanceTerms = {
    name: given.name,
    description: given.description,
    productId: product.id,
    priority: given.priority,
    rateType: given.rateType ?? 'LIST_RATE',
    ...makeApplicability(book, given, fieldPrefix),
    access: {
      creditTypeId: accessUnitOf(book, access.creditTypeId, `${field}.credit_type_id`).id,
      segments: makeSegments(access.segments, `${field}.schedule_items`),
    },
    invoice:
      given.invoice === null ? null : makeInvoice(book, given.invoice, `${fieldPrefix}invoice_schedule.`),
    invoiceContractId: null,
    isTrueupDisabled: false,
    rolloverFraction: given.rolloverFraction,
    applicableContractIds: null,
    childAccess: given.childAccess,
    netsuiteSalesOrderId: given.netsuiteSalesOrderId,
    salesforceOpportunityId: given.salesforceOpportunityId,
    customFields: given.customFields,
  }
  validateBalance(given.type, terms, fieldPrefix)
  return terms
}

function makeInvoice(
  book: BalanceBook,
  given: NonNullable<NewBalance['invoice']>,
  fieldPrefix: string,
): InvoiceSchedule {
  const unit = invoiceUnitOf(book, given.creditTypeId, `${fieldPrefix}credit_type_id`)
  return {
    creditTypeId: unit.id,
    items: makeScheduleItems(ANY_TIME, given, unit, fieldPrefix),
    doNotInvoice: given.doNotInvoice,
  }
}
