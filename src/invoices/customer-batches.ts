import { sql } from 'kysely'
import type { Catalog } from '../catalog/database.ts'
import type { BillingScope } from './scope.ts'

/** How many customers' invoices are computed at once: what bounds the memory of a run. */
const BATCH_CUSTOMERS = 500

/**
 * The customers that have contracts, in batches, each once: by their first ingest alias, then those without one by their
 * id. As events are stored in the order of what they carry of these, a batch's are beside each other, and what the engine
 * reads of them does not grow with the number of batches.
 */
export async function* customerBatches({ catalog }: BillingScope): AsyncGenerator<string[]> {
  for (const findBatch of [findByAlias, findWithoutAlias]) {
    let after = ''
    for (;;) {
      const rows = await findBatch(catalog, after)
      const last = rows.at(-1)
      if (last === undefined) break
      yield rows.map((row) => row.customer_id)
      after = last.position
    }
  }
}

interface BatchRow {
  customer_id: string
  /** What the next batch comes after. */
  position: string
}

async function findByAlias(catalog: Catalog, after: string): Promise<BatchRow[]> {
  const { rows } = await sql<BatchRow>`
    SELECT customer_id, alias AS position FROM customer_aliases AS first_aliases
    WHERE alias > ${after}
      AND NOT EXISTS (SELECT 1 FROM customer_aliases AS others
        WHERE others.customer_id = first_aliases.customer_id AND others.alias < first_aliases.alias)
      AND EXISTS (SELECT 1 FROM contracts WHERE contracts.customer_id = first_aliases.customer_id)
    ORDER BY alias LIMIT ${BATCH_CUSTOMERS}`.execute(catalog)
  return rows
}

async function findWithoutAlias(catalog: Catalog, after: string): Promise<BatchRow[]> {
  const { rows } = await sql<BatchRow>`
    SELECT DISTINCT customer_id, customer_id AS position FROM contracts
    WHERE customer_id > ${after}
      AND NOT EXISTS (SELECT 1 FROM customer_aliases WHERE customer_aliases.customer_id = contracts.customer_id)
    ORDER BY customer_id LIMIT ${BATCH_CUSTOMERS}`.execute(catalog)
  return rows
}

/** How many customers have contracts. */
export async function countBilledCustomers({ catalog }: BillingScope): Promise<number> {
  const { customers } = await catalog
    .selectFrom('contracts')
    .select(({ fn }) => fn.count<number>('customer_id').distinct().as('customers'))
    .executeTakeFirstOrThrow()
  return customers
}

/** Batches of customers that are named; an empty list has none. */
export function batchesOf(customerIds: readonly string[]): string[][] {
  const ids = [...new Set(customerIds)]
  const starts = Array.from({ length: Math.ceil(ids.length / BATCH_CUSTOMERS) }, (_, index) => index)
  return starts.map((index) => ids.slice(index * BATCH_CUSTOMERS, (index + 1) * BATCH_CUSTOMERS))
}
