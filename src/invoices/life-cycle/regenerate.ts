import { findReplacement } from '../../catalog/invoices/find-replacement.ts'
import { findInvoice } from '../../catalog/invoices/find.ts'
import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { conflict, invalid, notFound, type Problem } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { finalPartsOf, canBecomeFinal } from '../drafts/consolidate.ts'
import { atCutoff } from './cutoff.ts'
import { allHeads, draftHeads } from '../heads/draft-heads.ts'
import { toStored, whileUnchanged } from './finalize.ts'
import type { InvoiceHead } from '../invoice.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * Makes a voided invoice again from the usage, terms and balances that there are now, and finalizes it at once (semantics
 * 30; reference section 7). It draws where it would as a draft: after what ended before it.
 * @returns its id, a new one.
 * @throws Problem not_found where there is no such invoice; invalid where it is not voided, its contract bills it no
 * longer, it is a true-up that waits for usage which may draw on its commit, or all that it puts together is void;
 * conflict where it was regenerated before.
 */
export async function regenerateInvoice(scope: InvoiceScope, id: string): Promise<string> {
  const voided = await findInvoice(scope, id)
  if (voided === undefined) throw notFound('id: finalized invoice', id)
  if (voided.voidedAt === null) throw invalid(`id: invoice ${id} is not voided`)
  const newInvoiceId = newId()
  await whileUnchanged(scope, voided.customerId, async () => {
    await refuseRegenerated(scope, voided)
    const billed = await headOf(scope, voided)
    refuseWaiting(billed, scope.clock.now(), id)
    const head = { ...finalPartsOf(billed), id: newInvoiceId }
    const heads = [...(await draftHeads(scope, voided.customerId)), head]
    const atNow = await atCutoff(scope, [head])
    const { drafts } = await computeDrafts(atNow, [voided.customerId], heads, (one) => one === head)
    if (!drafts.every(canBecomeFinal)) throw nothingStands(id)
    return { result: null, invoices: drafts.map((draft) => toStored(atNow, draft, voided.headId, id)) }
  })
  return newInvoiceId
}

function nothingStands(id: string): Problem {
  return invalid(`id: all statements of consolidated invoice ${id} are void; regenerate those first`)
}

async function refuseRegenerated({ catalog }: InvoiceScope, voided: StoredInvoice): Promise<void> {
  const later = await findReplacement(catalog, voided)
  if (later === undefined) return
  throw conflict(`id: invoice ${voided.id} was regenerated already`, { conflicting_id: later })
}

/** A true-up bills what is left of a commit once every invoice is final that may draw on it. */
function refuseWaiting({ trueup, finalFrom, waitsFor }: InvoiceHead, now: Instant, id: string): void {
  if (trueup === null || (finalFrom <= now && waitsFor.length === 0)) return
  const what = `id: invoice ${id} bills what was not drawn of commit ${trueup.id};`
  if (finalFrom === Infinity) throw invalid(`${what} regenerate the voided usage that may draw on it first`)
  if (finalFrom <= now) throw invalid(`${what} what may draw on it is not final yet`)
  throw invalid(`${what} what may draw on it is final on ${formatInstant(finalFrom)}`)
}

/** What a voided invoice billed, by the terms of now. */
async function headOf(scope: InvoiceScope, { headId, id, customerId }: StoredInvoice): Promise<InvoiceHead> {
  const head = (await allHeads(scope, customerId)).find((one) => one.id === headId)
  if (head === undefined)
    throw invalid(`id: the contract of invoice ${id} no longer bills anything that it billed`)
  return head
}
