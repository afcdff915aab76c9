import { readsOf, type InvoiceReads } from '../reads.ts'
import { quantitiesOf } from '../quantities/quantities-of.ts'
import type { InvoiceScope } from '../scope.ts'

/** The same scope, in which some of what invoices are computed from is read in another way, and nothing was read ahead. */
export function withReads(scope: InvoiceScope, changes: Partial<InvoiceReads>): InvoiceScope {
  const { usageAhead: _, ...others } = scope
  return { ...others, reads: { ...readsOf(scope), quantities: quantitiesOf(scope), ...changes } }
}
