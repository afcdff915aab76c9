import type { InvoiceHead } from '../invoice.ts'

/** Some groups of a batch's customers, and the drafts of each customer, by its id. */
export interface Part {
  groups: string[][]
  heads: Map<string, readonly InvoiceHead[]>
}

/**
 * Divides a batch where more is due of its customers than one invoice or two each, as after a service was down across several
 * periods, or where a run looks ahead: into parts of which at most so many invoices are due. What bounds the memory of a run
 * is that one is computed after the other. Each takes queries of its own for each of the periods, so that it has some customers.
 * @param groups of customers, none of which is divided.
 * @param headsOf finds the drafts of a group; asked as its part comes.
 * @param bounds how many due invoices a part may have, where it has so many customers or more.
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
