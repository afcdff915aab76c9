import { invalid } from '../../kernel/errors.ts'
import { changeScheduleItems, isEmptyItemsUpdate } from '../contracts/change-schedule-items.ts'
import { activeProductOf } from '../contracts/make-scheduled-charge.ts'
import { ANY_TIME } from '../contracts/within-contract.ts'
import type { BalanceType } from '../tables.ts'
import type { BalanceBook } from './balance-book.ts'
import type { AccessUpdate, BalanceUpdate } from './balance-update.ts'
import { changeSegments } from './change-segments.ts'
import { makeApplicability } from './make-applicability.ts'
import type { NewApplicability } from './new-balance.ts'
import type { Applicability, BalanceTerms, InvoiceSchedule } from './terms.ts'
import { validateBalance } from './validate-balance.ts'

/**
 * What a commit or credit says once it is changed, held to the rules of its type (OpenAPI, editCommit and editCredit).
 * @param fieldPrefix where the change is in the request: nothing, or such as `update_commits.0.`
 * @throws Problem not_found or invalid, naming the field.
 */
export function updateTerms(
  book: BalanceBook,
  { type, terms }: { type: BalanceType; terms: BalanceTerms },
  update: BalanceUpdate,
  fieldPrefix: string,
): BalanceTerms {
  refuseEmpty(update, fieldPrefix)
  if (update.productId !== undefined) {
    activeProductOf(book, update.productId, 'FIXED', `${fieldPrefix}product_id`)
  }
  const { access, invoice } = update
  const changed: BalanceTerms = {
    ...terms,
    name: changedTo(update.name, terms.name),
    description: changedTo(update.description, terms.description),
    productId: changedTo(update.productId, terms.productId),
    priority: changedTo(update.priority, terms.priority),
    rateType: changedTo(update.rateType, terms.rateType),
    rolloverFraction: changedTo(update.rolloverFraction, terms.rolloverFraction),
    childAccess: changedTo(update.childAccess, terms.childAccess),
    netsuiteSalesOrderId: changedTo(update.netsuiteSalesOrderId, terms.netsuiteSalesOrderId),
    invoiceContractId: changedTo(update.invoiceContractId, terms.invoiceContractId),
    isTrueupDisabled: changedTo(update.isTrueupDisabled, terms.isTrueupDisabled),
    ...makeApplicability(book, applicabilityAfter(terms, update), fieldPrefix),
    access:
      access === undefined
        ? terms.access
        : {
            ...terms.access,
            segments: changeSegments(terms.access.segments, access, `${fieldPrefix}access_schedule.`),
          },
  }
  if (invoice !== undefined) {
    const before = terms.invoice ?? freshInvoice(book)
    const items = changeScheduleItems(ANY_TIME, before.items, invoice, `${fieldPrefix}invoice_schedule.`)
    changed.invoice = { ...before, items }
  }
  validateBalance(type, changed, fieldPrefix)
  return changed
}

/** What it pays for after a change; null is what is not given. */
export function applicabilityAfter(
  terms: Applicability,
  update: Pick<BalanceUpdate, keyof NewApplicability>,
): NewApplicability {
  const after = <Item>(given: readonly Item[] | null | undefined, before: readonly Item[]) =>
    given === undefined ? (before.length === 0 ? null : before) : given
  return {
    applicableProductIds: after(update.applicableProductIds, terms.applicableProductIds),
    applicableProductTags: after(update.applicableProductTags, terms.applicableProductTags),
    specifiers: after(update.specifiers, terms.specifiers),
  }
}

/** A commit that was free is billed from now on. */
function freshInvoice(book: BalanceBook): InvoiceSchedule {
  return { creditTypeId: book.currency.id, items: [], doNotInvoice: false }
}

function changedTo<Value>(given: Value | undefined, before: Value): Value {
  return given === undefined ? before : given
}

function refuseEmpty({ access, invoice, ...fields }: BalanceUpdate, fieldPrefix: string): void {
  const isEmpty =
    Object.values(fields).every((value) => value === undefined) &&
    (access === undefined || isEmptyAccessUpdate(access)) &&
    (invoice === undefined || isEmptyItemsUpdate(invoice))
  if (!isEmpty) return
  throw invalid(fieldPrefix === '' ? 'body: changes nothing' : `${fieldPrefix.slice(0, -1)}: changes nothing`)
}

function isEmptyAccessUpdate({ added, updates, removedIds }: AccessUpdate): boolean {
  return added.length + updates.length + removedIds.length === 0
}
