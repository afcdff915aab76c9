import type { InvoiceScope } from './scope.ts'

/** How many customers' invoices are computed at once: what bounds the memory of a run. */
const BATCH_CUSTOMERS = 500

/** The customers that have contracts, in batches, in order of their ids. */
export async function* customerBatches({ catalog }: InvoiceScope): AsyncGenerator<string[]> {
  let after = ''
  for (;;) {
    const rows = await catalog
      .selectFrom('contracts')
      .select('customer_id')
      .distinct()
      .where('customer_id', '>', after)
      .orderBy('customer_id')
      .limit(BATCH_CUSTOMERS)
      .execute()
    const ids = rows.map((row) => row.customer_id)
    const last = ids.at(-1)
    if (last === undefined) return
    yield ids
    after = last
  }
}

/** How many customers have contracts. */
export async function countBilledCustomers({ catalog }: InvoiceScope): Promise<number> {
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
