import { findHierarchies, relatedCustomerIds } from '../../catalog/contracts/find-related-customers.ts'
import { findContractedByAlias, findContractedWithoutAlias } from '../../catalog/customers/find-contracted.ts'
import type { Catalog } from '../../catalog/database.ts'
import type { BillingScope } from '../scope.ts'

/** How many customers' invoices are computed at once: what bounds the memory of a run. */
const BATCH_CUSTOMERS = 1000

/**
 * The customers that have contracts, in batches, each once: by their first ingest alias, then those without one by their
 * id. As events are stored in the order of what they carry of these, a batch's are beside each other, and what the engine
 * reads of them does not grow with the number of batches.
 */
export async function* customerBatches({ catalog }: BillingScope): AsyncGenerator<string[]> {
  const hierarchies = await findHierarchies(catalog)
  yield* inBatches(contractedCustomers(catalog), (id) => hierarchies.get(id) ?? [id])
}

/** Batches of customers that are named; an empty list has none. */
export async function* batchesOf(
  { catalog }: BillingScope,
  customerIds: readonly string[],
): AsyncGenerator<string[]> {
  const ids = new Set(customerIds)
  const related = await relatedCustomerIds(catalog, [...ids])
  yield* inBatches(ids, (id) => related.get(id)?.filter((one) => ids.has(one)) ?? [id])
}

async function* contractedCustomers(catalog: Catalog): AsyncGenerator<string> {
  for (const find of [findContractedByAlias, findContractedWithoutAlias]) {
    let after = ''
    for (;;) {
      const rows = await find(catalog, after, BATCH_CUSTOMERS)
      const last = rows.at(-1)
      if (last === undefined) break
      for (const { customerId } of rows) yield customerId
      after = last.position
    }
  }
}

/**
 * Customers in batches, in their order, except that all of a hierarchy come with its first customer: invoices of one that wait
 * for invoices of another are computed together with these. A hierarchy that is larger than a batch is divided.
 */
async function* inBatches(
  ids: AsyncIterable<string> | Iterable<string>,
  hierarchyOf: (id: string) => readonly string[],
): AsyncGenerator<string[]> {
  // Those of a hierarchy who were put into a batch before their turn.
  const ahead = new Set<string>()
  let batch: string[] = []
  for await (const id of ids) {
    if (ahead.delete(id)) continue
    const hierarchy = hierarchyOf(id)
    const together = hierarchy.length > BATCH_CUSTOMERS ? [id] : hierarchy
    if (batch.length + together.length > BATCH_CUSTOMERS) {
      yield batch
      batch = []
    }
    batch.push(...together)
    for (const one of together) if (one !== id) ahead.add(one)
  }
  if (batch.length > 0) yield batch
}
