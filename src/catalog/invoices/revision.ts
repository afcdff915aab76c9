import { sql } from 'kysely'
import type { Catalog } from '../database.ts'

/**
 * What a customer's invoices are computed from in the catalog, as a text that changes whenever it does: its contracts,
 * commits and credits, their ledgers, and the invoices there are.
 */
export async function customerRevision(catalog: Catalog, customerId: string): Promise<string> {
  const { rows } = await sql<{ revision: string }>`
    SELECT json_array(
      (SELECT max(seq) FROM ledger_entries WHERE customer_id = ${customerId}),
      (SELECT max(seq) FROM invoices WHERE customer_id = ${customerId}),
      (SELECT count(voided_at) FROM invoices WHERE customer_id = ${customerId}),
      (SELECT max(seq) FROM manual_ledger_entries),
      (SELECT max(balance_versions.seq) FROM balances
        INNER JOIN balance_versions ON balance_versions.balance_id = balances.id
        WHERE balances.customer_id = ${customerId}),
      (SELECT count(archived_at) FROM balances WHERE customer_id = ${customerId}),
      (SELECT max(contract_versions.seq) FROM contracts
        INNER JOIN contract_versions ON contract_versions.contract_id = contracts.id
        WHERE contracts.customer_id = ${customerId}),
      (SELECT count(archived_at) FROM contracts WHERE customer_id = ${customerId})
    ) AS revision`.execute(catalog)
  const [row] = rows
  if (row === undefined) throw new Error('the catalog answered with no row')
  return row.revision
}
