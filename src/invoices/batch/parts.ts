import type { InvoiceHead } from '../invoice.ts'

/** Some groups of a batch's customers, and the drafts of each customer, by its id. */
export interface Part {
  groups: string[][]
  heads: Map<string, readonly InvoiceHead[]>
}

/**
 * Divides a batch into parts that are computed one after the other, which bounds the memory of a run. Most batches are one
 * part, as an invoice or two are due of each customer; more are due after a service was down for several periods, or where a
 * run looks ahead. Each part asks the warehouse anew for each of its periods, so none is made of too few customers.
 * @param groups of customers, none of which is divided.
 * @param headsOf finds the drafts of a group; asked as its part comes.
 * @param bounds a part with `customersMin` customers or more takes no group with which it would have more than `dueMax` due
 * invoices.
 */
export async function* partsOf(
  groups: readonly string[][],
  headsOf: (customerIds: readonly string[]) => Promise<Part['heads']>,
  isDue: (head: InvoiceHead) => boolean,
  { dueMax, customersMin }: { dueMax: number; customersMin: number },
): AsyncGenerator<Part> {
  let part: Part = { groups: [], heads: new Map() }
  let due = 0
  for (const group of groups) {
    const heads = await headsOf(group)
    const own = [...heads.values()].flat().filter(isDue).length
    if (part.heads.size >= customersMin && due + own > dueMax) {
      yield part
      part = { groups: [], heads: new Map() }
      due = 0
    }
    part.groups.push(group)
    for (const [customerId, some] of heads) part.heads.set(customerId, some)
    due += own
  }
  if (part.groups.length > 0) yield part
}
