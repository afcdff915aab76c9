import type { Invoice } from '../invoice.ts'
import { readBasis, readInvoice } from '../document/document.ts'
import { computeLocated, customerOf, locateInvoice } from '../reading/locate.ts'
import { readUnchanged } from '../reading/read-unchanged.ts'
import type { InvoiceScope } from '../scope.ts'
import type { UsageBasis } from '../document/usage-basis.ts'

/** An invoice, and what the usage on it follows from; null where it bills none that was metered here. */
export interface InvoiceWithBasis {
  invoice: Invoice
  basis: UsageBasis | null
  /** The statements that it puts together; none where it is one. */
  statements: readonly InvoiceWithBasis[]
}

/**
 * Finds an invoice with its basis, as it was finalized or as the draft is now, and what it puts together as that is then.
 * @throws Problem not_found
 */
export async function findWithBasis(
  scope: InvoiceScope,
  id: string,
  customerId: string | undefined,
): Promise<InvoiceWithBasis> {
  const owner = customerId ?? customerOf(await locateInvoice(scope, id, undefined))
  return readUnchanged(scope, owner, (one) => readOnce(one, id, owner))
}

async function readOnce(scope: InvoiceScope, id: string, customerId: string): Promise<InvoiceWithBasis> {
  const { invoice, basis } = await readAlone(scope, id, customerId)
  const statements: InvoiceWithBasis[] = []
  for (const { invoiceId, customerId: owner } of invoice.constituents ?? []) {
    statements.push({ ...(await readAlone(scope, invoiceId, owner)), statements: [] })
  }
  return { invoice, basis, statements }
}

async function readAlone(
  scope: InvoiceScope,
  id: string,
  customerId: string,
): Promise<Omit<InvoiceWithBasis, 'statements'>> {
  const located = await locateInvoice(scope, id, customerId)
  if (located.status === 'stored') {
    return { invoice: readInvoice(located.stored), basis: readBasis(located.stored) }
  }
  const { invoice, basisOf } = await computeLocated(scope, located)
  return { invoice, basis: basisOf?.() ?? null }
}
