import type { Invoice, InvoiceHead } from '../invoice.ts'
import { consolidate } from './consolidate.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { drawDrafts, type DrawnDrafts } from './draw-drafts.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * Computes drafts of customers, each drawn after those before it (`drawDrafts`); consolidated ones come last, from statements
 * that are final and from drafts, which are computed for them.
 * @param heads all drafts of the customers.
 */
export async function computeDrafts(
  scope: InvoiceScope,
  customerIds: readonly string[],
  heads: readonly InvoiceHead[],
  isWanted: (head: InvoiceHead) => boolean,
): Promise<DrawnDrafts> {
  if (!heads.some((head) => head.consolidation !== null && isWanted(head))) {
    return drawDrafts(scope, customerIds, heads, isWanted)
  }
  const wanted = new Set(heads.filter(isWanted))
  const consolidated = [...wanted].filter(({ consolidation }) => consolidation !== null)
  const parts = consolidated.flatMap(({ consolidation }) => consolidation?.drafts ?? [])
  const partIds = new Set(parts.map(({ id }) => id))
  const otherIds = [...new Set(parts.map(({ customer }) => customer.id))].filter(
    (id) => !customerIds.includes(id),
  )
  const others = await Promise.all(otherIds.map((id) => draftHeads(scope, id)))
  const { drafts, book } = await drawDrafts(
    scope,
    [...customerIds, ...otherIds],
    [...heads, ...others.flat()],
    (head) => wanted.has(head) || partIds.has(head.id),
  )
  const computed = new Map<string, Invoice>(drafts.map(({ invoice }) => [invoice.id, invoice]))
  const asked = drafts.filter(({ head }) => wanted.has(head))
  for (const head of consolidated) asked.push(await consolidate(scope, head, computed))
  return { drafts: asked, book }
}
