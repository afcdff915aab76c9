import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { getContractById } from '../contracts/get.ts'
import type { Catalog } from '../database.ts'
import type { BalanceVersionKind } from '../tables.ts'
import { addBalanceVersion } from './add-version.ts'
import { invoiceUnitOf, openBalanceBook } from './balance-book.ts'
import type { BalanceUpdate } from './balance-update.ts'
import { findInvoiceContract, requireInvoiceContract } from './invoice-contract.ts'
import { requireCarriedKept } from './keep-carried.ts'
import { requireInvoicedKept } from './keep-invoiced.ts'
import type { CatalogBalance } from './rows.ts'
import { storeChild } from './store-child.ts'
import { applicabilityAfter, updateTerms } from './update-terms.ts'
import { validateChildAccess } from './validate-child-access.ts'

interface Occasion {
  kind: BalanceVersionKind
  contractVersionId: string | null
  createdAt: Instant
  /** Where the change is in the request: nothing, or such as `update_commits.0.` */
  fieldPrefix: string
}

/**
 * Changes a commit or credit by a version more, within the caller's transaction.
 * @throws Problem not_found or invalid, naming the field.
 */
export async function applyBalanceUpdate(
  transaction: Catalog,
  balance: CatalogBalance,
  update: BalanceUpdate,
  { kind, contractVersionId, createdAt, fieldPrefix }: Occasion,
): Promise<void> {
  const rateCardId = await findRateCardId(transaction, balance, update)
  const isContractLevel = balance.contractId !== null
  const named = { productId: update.productId, ...applicabilityAfter(balance.terms, update) }
  const book = await openBalanceBook(transaction, { rateCardId, isContractLevel }, [named])
  const terms = updateTerms(book, balance, update, fieldPrefix)
  if (update.childAccess !== undefined) {
    await validateChildAccess(transaction, balance, update.childAccess, fieldPrefix)
  }
  if (!isContractLevel) requireInvoiceContract(terms.invoice, terms.invoiceContractId)
  if (update.invoiceContractId !== undefined && terms.invoice !== null) {
    // The other contract's card may not know the unit that it is billed in.
    invoiceUnitOf(book, terms.invoice.creditTypeId, `${fieldPrefix}invoice_schedule.credit_type_id`)
  }
  await requireInvoicedKept(transaction, balance, update, terms, { kind, fieldPrefix })
  await requireCarriedKept(transaction, balance, update, terms, { kind, fieldPrefix })
  await storeChild(transaction, balance)
  await addBalanceVersion(transaction, balance, { kind, change: update, terms, contractVersionId, createdAt })
}

/** The card of the contract that it is of, or is billed with. */
async function findRateCardId(
  transaction: Catalog,
  { contractId, customerId, terms }: CatalogBalance,
  { invoiceContractId }: BalanceUpdate,
): Promise<string | null> {
  if (contractId !== null) {
    if (invoiceContractId !== undefined && invoiceContractId !== contractId) {
      throw invalid(`invoice_contract_id: the commit is of contract ${contractId}, which bills it`)
    }
    return (await getContractById({ catalog: transaction }, contractId)).terms.rateCardId
  }
  if (invoiceContractId !== undefined) {
    const contract = await findInvoiceContract(transaction, customerId, invoiceContractId)
    return contract?.terms.rateCardId ?? null
  }
  if (terms.invoiceContractId === null) return null
  return (await getContractById({ catalog: transaction }, terms.invoiceContractId)).terms.rateCardId
}
