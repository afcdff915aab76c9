import { invalid, notFound } from '../../kernel/errors.ts'
import { fromContractRows, type Contract } from '../contracts/rows.ts'
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
  const [contract] = await findContractsOf(catalog, customerId, [contractId])
  if (contract === undefined) throw notFound('invoice_contract_id: contract', contractId)
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
  const found = await findContractsOf(catalog, customerId, contractIds)
  for (const [index, id] of contractIds.entries()) {
    if (found.some((contract) => contract.id === id)) continue
    throw notFound(`applicable_contract_ids.${index}: contract`, id)
  }
}

async function findContractsOf(
  catalog: Catalog,
  customerId: string,
  ids: readonly string[],
): Promise<Contract[]> {
  if (ids.length === 0) return []
  const rows = await catalog
    .selectFrom('contracts')
    .selectAll()
    .where('id', 'in', ids)
    .where('customer_id', '=', customerId)
    .execute()
  return fromContractRows(catalog, rows)
}
