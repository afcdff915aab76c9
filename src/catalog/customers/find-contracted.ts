import { sql } from 'kysely'
import type { Catalog } from '../database.ts'

/** A customer that has a contract, and its place in the list. */
export interface ContractedCustomer {
  customerId: string
  /** What the next ones come after. */
  position: string
}

/**
 * The customers that have a contract and an ingest alias, in order of the first of their aliases.
 * @param after the position of the last one before; an empty text to begin with.
 */
export async function findContractedByAlias(
  catalog: Catalog,
  after: string,
  limit: number,
): Promise<ContractedCustomer[]> {
  const { rows } = await sql<ContractedCustomer>`
    SELECT customer_id AS customerId, alias AS position FROM customer_aliases AS first_aliases
    WHERE alias > ${after}
      AND NOT EXISTS (SELECT 1 FROM customer_aliases AS others
        WHERE others.customer_id = first_aliases.customer_id AND others.alias < first_aliases.alias)
      AND EXISTS (SELECT 1 FROM contracts WHERE contracts.customer_id = first_aliases.customer_id)
    ORDER BY alias LIMIT ${limit}`.execute(catalog)
  return rows
}

/** The customers that have a contract and no ingest alias, in order of their ids. @param after as before. */
export async function findContractedWithoutAlias(
  catalog: Catalog,
  after: string,
  limit: number,
): Promise<ContractedCustomer[]> {
  const { rows } = await sql<ContractedCustomer>`
    SELECT DISTINCT customer_id AS customerId, customer_id AS position FROM contracts
    WHERE customer_id > ${after}
      AND NOT EXISTS (SELECT 1 FROM customer_aliases WHERE customer_aliases.customer_id = contracts.customer_id)
    ORDER BY customer_id LIMIT ${limit}`.execute(catalog)
  return rows
}

/** How many customers have a contract. */
export async function countContracted(catalog: Catalog): Promise<number> {
  const { customers } = await catalog
    .selectFrom('contracts')
    .select(({ fn }) => fn.count<number>('customer_id').distinct().as('customers'))
    .executeTakeFirstOrThrow()
  return customers
}

/** The ids of all of them, in order. */
export async function findContracted(catalog: Catalog): Promise<string[]> {
  const rows = await catalog
    .selectFrom('contracts')
    .select('customer_id')
    .distinct()
    .orderBy('customer_id')
    .execute()
  return rows.map((row) => row.customer_id)
}
