import { invalid, notFound } from '../../kernel/errors.ts'
import { getContract } from '../contracts/get.ts'
import type { Contract } from '../contracts/rows.ts'
import type { Catalog } from '../database.ts'
import type { InvoiceSchedule } from './terms.ts'

/**
 * Finds the contract that a customer's commit is billed with; null where none is named.
 * @throws Problem not_found where the customer has no such contract, invalid where it is archived.
 */
export async function findInvoiceContract(
  catalog: Catalog,
  customerId: string,
  contractId: string | null,
): Promise<Contract | null> {
  if (contractId === null) return null
  const contract = await getContract({ catalog }, { customerId, contractId }, 'invoice_contract_id')
  if (contract.archivedAt !== null) throw invalid(`invoice_contract_id: contract ${contractId} is archived`)
  return contract
}

/**
 * A customer's commit that is paid needs the contract that bills it (OpenAPI, createCustomerCommit: invoice_contract_id).
 * @throws Problem invalid
 */
export function requireInvoiceContract(invoice: InvoiceSchedule | null, contractId: string | null): void {
  if (invoice === null || invoice.doNotInvoice || contractId !== null) return
  throw invalid(
    'invoice_contract_id: is required, unless there is no invoice_schedule or it has do_not_invoice',
  )
}

/** Holds the contracts that a customer's commit or credit is for to be the customer's. @throws Problem not_found */
export async function requireContractsOf(
  catalog: Catalog,
  customerId: string,
  contractIds: readonly string[],
): Promise<void> {
  if (contractIds.length === 0) return
  const found = await catalog
    .selectFrom('contracts')
    .select('id')
    .where('id', 'in', contractIds)
    .where('customer_id', '=', customerId)
    .execute()
  for (const [index, id] of contractIds.entries()) {
    if (found.some((contract) => contract.id === id)) continue
    throw notFound(`applicable_contract_ids.${index}: contract`, id)
  }
}
