import { newId } from '../../kernel/ids.ts'
import { requireActiveCustomer } from '../customers/require-active.ts'
import type { CatalogScope } from '../scope.ts'
import { openBalanceBook } from './balance-book.ts'
import { insertBalance } from './insert.ts'
import { findInvoiceContract, requireContractsOf, requireInvoiceContract } from './invoice-contract.ts'
import { makeBalance } from './make-balance.ts'
import type { NewBalance } from './new-balance.ts'

/** A commit or credit of a customer to make, for the usage of all contracts or of some. */
export interface NewCustomerBalance extends NewBalance {
  customerId: string
  uniquenessKey: string | null
  invoiceContractId: string | null
  /** Null for all contracts. */
  applicableContractIds: readonly string[] | null
}

/**
 * Makes a commit or credit of a customer (OpenAPI, createCustomerCommit and createCustomerCredit).
 * @returns its id.
 * @throws Problem not_found or invalid, naming the field; conflict where the uniqueness key was used by a commit or
 * credit before.
 */
export async function createCustomerBalance(scope: CatalogScope, input: NewCustomerBalance): Promise<string> {
  const createdAt = scope.clock.now()
  const { customerId, uniquenessKey, invoiceContractId, applicableContractIds } = input
  return scope.catalog.transaction().execute(async (transaction) => {
    await requireActiveCustomer(transaction, customerId)
    const contract = await findInvoiceContract(transaction, customerId, invoiceContractId)
    await requireContractsOf(transaction, customerId, applicableContractIds ?? [])
    const rateCardId = contract?.terms.rateCardId ?? null
    const book = await openBalanceBook(transaction, { rateCardId, isContractLevel: false }, [input])
    const made = makeBalance(book, input, '')
    requireInvoiceContract(made.invoice, invoiceContractId)
    const id = newId()
    const terms = { ...made, invoiceContractId, applicableContractIds }
    await insertBalance(
      transaction,
      { id, type: input.type, terms },
      { customerId, contractId: null, uniquenessKey, contractVersionId: null, createdAt },
    )
    return id
  })
}
