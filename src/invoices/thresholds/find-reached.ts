import { nextTurn } from '../batch/ask-together.ts'
import { openBatch, openRunBook } from '../batch/open-batch.ts'
import type { InvoiceScope } from '../scope.ts'
import { reachesThreshold } from './evaluate.ts'
import { openReadings } from './readings.ts'

// What is worked out of each is held until all have asked what they used.
const CUSTOMERS_TOGETHER = 250

/**
 * Finds the customers who reach a threshold, and those of whom that cannot be told; it bills nothing. What they used is asked
 * of many together, as most customers reach none: a bounded number of the warehouse's queries for each part of them.
 * @param customerIds who have thresholds; an empty list finds nobody.
 * @returns part by part, in order: whoever was billed of the parts before is seen by those after.
 */
export async function* findReached(
  scope: InvoiceScope,
  customerIds: readonly string[],
): AsyncGenerator<string> {
  const bookOf = openRunBook()
  for (let first = 0; first < customerIds.length; first += CUSTOMERS_TOGETHER) {
    const part = customerIds.slice(first, first + CUSTOMERS_TOGETHER)
    const { scope: batch, gather } = await openBatch(scope, bookOf, part)
    const looking: Promise<boolean>[] = []
    await gather(async () => {
      for (const customerId of part) {
        looking.push(mayReach(batch, customerId))
        await nextTurn()
      }
    })
    const found = await Promise.all(looking)
    yield* part.filter((_, place) => found[place])
  }
}

async function mayReach(batch: InvoiceScope, customerId: string): Promise<boolean> {
  try {
    return await reachesThreshold(batch, customerId, openReadings(batch, customerId))
  } catch {
    // Why it cannot be told shows where the customer is evaluated alone.
    return true
  }
}
