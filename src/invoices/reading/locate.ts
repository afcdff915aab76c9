import { findContracted } from '../../catalog/customers/find-contracted.ts'
import { findInvoice } from '../../catalog/invoices/find.ts'
import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { notFound } from '../../kernel/errors.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import type { ComputedDraft } from '../drafts/compute-draft.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import type { InvoiceHead } from '../invoice.ts'
import type { InvoiceScope } from '../scope.ts'

/** An invoice that was finalized, or a draft among those of its customer when it was found. */
export type LocatedInvoice =
  | { status: 'stored'; stored: StoredInvoice }
  | { status: 'draft'; id: string; customerId: string; heads: readonly InvoiceHead[] }

/**
 * Finds an invoice by its id alone. A draft's id follows from what it bills, so that all customers' drafts are looked
 * through, of which none is computed.
 * @param customerId where it is known whose it is.
 * @param what what is said not to be found, after the field that named it where that is not the path.
 * @throws Problem not_found
 */
export async function locateInvoice(
  scope: InvoiceScope,
  id: string,
  customerId: string | undefined,
  what = 'invoice',
): Promise<LocatedInvoice> {
  const stored = await findInvoice(scope, id)
  if (stored !== undefined && (customerId === undefined || stored.customerId === customerId)) {
    return { status: 'stored', stored }
  }
  const customerIds = customerId === undefined ? await findContracted(scope.catalog) : [customerId]
  for (const one of customerIds) {
    const heads = await draftHeads(scope, one)
    if (heads.some((head) => head.id === id)) return { status: 'draft', id, customerId: one, heads }
  }
  throw notFound(what, id)
}

/** Whose invoice was found. */
export function customerOf(located: LocatedInvoice): string {
  return located.status === 'stored' ? located.stored.customerId : located.customerId
}

/** Computes a draft that was found; what it is made of must be as it was then (`readUnchanged`). */
export async function computeLocated(
  scope: InvoiceScope,
  { id, customerId, heads }: Extract<LocatedInvoice, { status: 'draft' }>,
): Promise<ComputedDraft> {
  const { drafts } = await computeDrafts(scope, [customerId], heads, (head) => head.id === id)
  const [draft] = drafts
  if (draft === undefined) throw new Error(`draft ${id} was not computed`)
  return draft
}
