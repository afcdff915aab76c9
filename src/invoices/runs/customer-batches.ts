import { findContractedByAlias, findContractedWithoutAlias } from '../../catalog/customers/find-contracted.ts'
import type { BillingScope } from '../scope.ts'

/** How many customers' invoices are computed at once: what bounds the memory of a run. */
const BATCH_CUSTOMERS = 1000

/**
 * The customers that have contracts, in batches, each once: by their first ingest alias, then those without one by their
 * id. As events are stored in the order of what they carry of these, a batch's are beside each other, and what the engine
 * reads of them does not grow with the number of batches.
 */
export async function* customerBatches({ catalog }: BillingScope): AsyncGenerator<string[]> {
  for (const find of [findContractedByAlias, findContractedWithoutAlias]) {
    let after = ''
    for (;;) {
      const rows = await find(catalog, after, BATCH_CUSTOMERS)
      const last = rows.at(-1)
      if (last === undefined) break
      yield rows.map(({ customerId }) => customerId)
      after = last.position
    }
  }
}

/** Batches of customers that are named; an empty list has none. */
export function batchesOf(customerIds: readonly string[]): string[][] {
  const ids = [...new Set(customerIds)]
  const starts = Array.from({ length: Math.ceil(ids.length / BATCH_CUSTOMERS) }, (_, index) => index)
  return starts.map((index) => ids.slice(index * BATCH_CUSTOMERS, (index + 1) * BATCH_CUSTOMERS))
}
