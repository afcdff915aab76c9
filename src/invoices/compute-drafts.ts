import { readsOf } from './reads.ts'
import { applyMovements, openDrawBook, rollOverUntil, type DrawBook } from './draw-book.ts'
import { computeDraft, type ComputedDraft } from './compute-draft.ts'
import { drawsFor, NO_DRAWS } from './draws.ts'
import type { InvoiceHead } from './invoice.ts'
import type { InvoiceScope } from './scope.ts'

/** Drafts of one customer, and what is left of its commits and credits after them. */
export interface ComputedDrafts {
  /** In the order in which they draw. */
  drafts: ComputedDraft[]
  book: DrawBook
}

/**
 * Computes drafts of one customer. Each draws on what those before it left, also where these are not asked for: usage by
 * the end of its period, what is scheduled by its date, contracts in the order they were made; true-ups come last.
 * @param heads all of the customer's drafts.
 */
export async function computeDrafts(
  scope: InvoiceScope,
  customerId: string,
  heads: readonly InvoiceHead[],
  isWanted: (head: InvoiceHead) => boolean,
): Promise<ComputedDrafts> {
  const now = scope.clock.now()
  const contracts = await readsOf(scope).contractsOf(customerId)
  const inOrder = heads.toSorted(compareDraws)
  const last = inOrder.findLastIndex(isWanted)
  const shown = inOrder.slice(0, last + 1)
  const until = Math.max(now, ...shown.map(({ agreedAt }) => agreedAt))
  const book = await openDrawBook(scope, customerId, contracts, until)
  const drafts: ComputedDraft[] = []
  for (const head of shown) {
    rollOverUntil(book, drawsUntil(book, head), now)
    const draws = head.trueup === null ? drawsFor(book, head) : { ...NO_DRAWS, ...restOf(book) }
    if (!isWanted(head) && draws.balances.length === 0) continue
    const draft = await computeDraft(scope, head, draws)
    applyMovements(book, draft.movements)
    if (isWanted(head)) drafts.push(draft)
  }
  rollOverUntil(book, now, now)
  return { drafts, book }
}

function restOf({ balances, remaining }: DrawBook) {
  return { drawable: balances, remaining }
}

/**
 * Until when renewals have started before a draft draws: those that start within its usage, or before its own date. Of those
 * that start on that date the renewal's own drafts see what was carried over; those of the renewed contract draw first.
 */
function drawsUntil({ renewals }: DrawBook, { contract, period, agreedAt }: InvoiceHead): number {
  if (period !== null) return period.to - 1
  return renewals.some(({ id }) => id === contract.id) ? agreedAt : agreedAt - 1
}

function compareDraws(a: InvoiceHead, b: InvoiceHead): number {
  return (
    Number(a.trueup !== null) - Number(b.trueup !== null) ||
    (a.period?.to ?? a.agreedAt) - (b.period?.to ?? b.agreedAt) ||
    Number(a.period === null) - Number(b.period === null) ||
    a.contract.seq - b.contract.seq ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  )
}
