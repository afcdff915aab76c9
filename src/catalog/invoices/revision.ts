import { sql } from 'kysely'
import { relatedCustomerIds } from '../contracts/find-related-customers.ts'
import type { Catalog } from '../database.ts'

/**
 * What a customer's invoices are computed from in the catalog, as a text that changes whenever it does: its contracts,
 * commits and credits, their ledgers, the invoices there are, and the dates to which some were moved; and all this of the
 * customers in hierarchies with it, who may have drawn on the same.
 */
export async function customerRevision(catalog: Catalog, customerId: string): Promise<string> {
  const revision = (await customerRevisions(catalog, [customerId])).get(customerId)
  if (revision === undefined) throw new Error('the catalog answered with no row')
  return revision
}

/** The same of many customers, by their ids; an empty list has none. */
export async function customerRevisions(
  catalog: Catalog,
  customerIds: readonly string[],
): Promise<Map<string, string>> {
  const related = await relatedCustomerIds(catalog, customerIds)
  const own = await ownRevisions(catalog, [...new Set([...related.values()].flat())])
  const revisionOf = new Map(
    [...new Set(related.values())].map((ids) => [ids, ids.map((id) => own.get(id)).join()] as const),
  )
  return new Map([...related].map(([id, ids]) => [id, revisionOf.get(ids) ?? '']))
}

async function ownRevisions(catalog: Catalog, customerIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ customer_id: string; revision: string }>`
    WITH asked AS MATERIALIZED (SELECT value AS customer_id FROM json_each(${JSON.stringify(customerIds)}))
    SELECT asked.customer_id, json_array(
      (SELECT max(seq) FROM ledger_entries WHERE customer_id = asked.customer_id),
      (SELECT json_array(max(seq), count(voided_at)) FROM invoices WHERE customer_id = asked.customer_id),
      (SELECT max(seq) FROM invoice_issue_dates WHERE customer_id = asked.customer_id),
      (SELECT max(seq) FROM manual_ledger_entries WHERE customer_id = asked.customer_id),
      (SELECT json_array(max(balance_versions.seq), count(balances.archived_at)) FROM balances
        INNER JOIN balance_versions ON balance_versions.balance_id = balances.id
        WHERE balances.customer_id = asked.customer_id),
      (SELECT json_array(max(contract_versions.seq), count(contracts.archived_at)) FROM contracts
        INNER JOIN contract_versions ON contract_versions.contract_id = contracts.id
        WHERE contracts.customer_id = asked.customer_id)
    ) AS revision
    FROM asked`.execute(catalog)
  return new Map(rows.map((row) => [row.customer_id, row.revision]))
}
