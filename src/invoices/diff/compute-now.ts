import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { invalid } from '../../kernel/errors.ts'
import { finalPartsOf } from '../drafts/consolidate.ts'
import { allHeads, draftHeads } from '../heads/draft-heads.ts'
import type { Invoice } from '../invoice.ts'
import { computeLocated } from '../reading/locate.ts'
import { readUnchanged } from '../reading/read-unchanged.ts'
import { readsOf } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'
import { withReads } from '../reading/with-reads.ts'

/**
 * Computes a finalized invoice as it would be if it were voided and made anew now, from present usage, terms and balances,
 * and stores nothing. What it, and what stands for it, took of commits and credits is there again.
 * @throws Problem invalid where its contract no longer bills anything that it billed.
 */
export function computeNow(scope: InvoiceScope, stored: StoredInvoice): Promise<Invoice> {
  return readUnchanged(scope, stored.customerId, (one) => computeOnce(one, stored))
}

async function computeOnce(scope: InvoiceScope, { id, headId, customerId }: StoredInvoice): Promise<Invoice> {
  const reads = readsOf(scope)
  const ofHead = (await reads.invoicesOf(customerId)).filter((one) => one.headId === headId)
  const ids = new Set(ofHead.map((one) => one.id))
  const voided = <Billed extends { headId: string; isVoided: boolean }>(one: Billed): Billed =>
    one.headId === headId ? { ...one, isVoided: true } : one
  const without = withReads(scope, {
    ledgerEntriesOf: async (customer) =>
      (await reads.ledgerEntriesOf(customer)).filter(({ invoiceId }) => !ids.has(invoiceId)),
    billedChargesOf: async (customer) => (await reads.billedChargesOf(customer)).map(voided),
    billedSubscriptionsOf: async (customer) => (await reads.billedSubscriptionsOf(customer)).map(voided),
  })
  const head = (await allHeads(without, customerId)).find((one) => one.id === headId)
  if (head === undefined) {
    throw invalid(`with: the contract of invoice ${id} no longer bills anything that it billed`)
  }
  const heads = [...(await draftHeads(without, customerId)), finalPartsOf(head)]
  return (await computeLocated(without, { status: 'draft', id: headId, customerId, heads })).invoice
}
