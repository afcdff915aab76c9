import { sql } from 'kysely'
import type { CatalogScope } from '../scope.ts'

/** Finds the customers of whom a contract that is not archived has an enabled threshold, in order of their ids. */
export async function findOpenThresholdCustomers({
  catalog,
}: Pick<CatalogScope, 'catalog'>): Promise<string[]> {
  const { rows } = await sql<{ customer_id: string }>`
    SELECT DISTINCT contracts.customer_id
    FROM contracts
    INNER JOIN contract_versions ON contract_versions.seq =
      (SELECT max(seq) FROM contract_versions WHERE contract_id = contracts.id)
    WHERE contracts.archived_at IS NULL
      AND (contract_versions.terms ->> '$.spendThreshold.isEnabled' = 1
        OR contract_versions.terms ->> '$.prepaidThreshold.isEnabled' = 1)
    ORDER BY contracts.customer_id`.execute(catalog)
  return rows.map((row) => row.customer_id)
}
