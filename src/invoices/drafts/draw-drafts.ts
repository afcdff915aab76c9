import { computeDraft, type ComputedDraft } from './compute-draft.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { applyMovements, openDrawBook, rollOverUntil, type DrawBook } from '../balances/draw-book.ts'
import { drawsFor, NO_DRAWS } from '../balances/draws.ts'
import type { InvoiceHead } from '../invoice.ts'
import { drawingCustomers, payerOf, readRelatedContracts } from '../balances/related-contracts.ts'
import type { InvoiceScope } from '../scope.ts'

/** Drafts, and what is left of the commits and credits after them. */
export interface DrawnDrafts {
  /** In the order in which they draw. */
  drafts: ComputedDraft[]
  book: DrawBook
}

/**
 * Computes drafts of customers. Each draws on what those before it left, also where these are not asked for, or are of other
 * customers with whom a commit or credit is shared: usage by the end of its period, what is scheduled by its date, contracts
 * in the order they were made; true-ups come last.
 * @param heads all drafts of the customers; those of others are found here.
 * @param isWanted which of them are computed.
 */
export async function drawDrafts(
  scope: InvoiceScope,
  customerIds: readonly string[],
  heads: readonly InvoiceHead[],
  isWanted: (head: InvoiceHead) => boolean,
): Promise<DrawnDrafts> {
  const now = scope.clock.now()
  const related = await readRelatedContracts(scope, customerIds)
  const drawingIds = await drawingCustomers(scope, customerIds, related)
  const otherIds = drawingIds.filter((id) => !customerIds.includes(id))
  const others: InvoiceHead[] = []
  for (const id of otherIds) others.push(...(await draftHeads(scope, id)))
  const wanted = new Set(heads.filter(isWanted))
  const inOrder = [...heads, ...others]
    .filter(({ consolidation }) => consolidation === null)
    .sort(compareDraws)
  const last = inOrder.findLastIndex((head) => wanted.has(head))
  const drawing = inOrder.slice(0, last + 1)
  const until = Math.max(now, ...drawing.map(({ agreedAt }) => agreedAt))
  const contracts = [...related.values()].filter(({ customerId }) => drawingIds.includes(customerId))
  const book = await openDrawBook(scope, drawingIds, contracts, until)
  const drafts: ComputedDraft[] = []
  for (const head of drawing) {
    rollOverUntil(book, drawsUntil(book, head), now)
    const draws =
      head.trueup === null
        ? drawsFor(book, head)
        : { ...NO_DRAWS, drawable: book.balances, remaining: book.remaining }
    if (!wanted.has(head) && draws.balances.length === 0) continue
    const draft = await computeDraft(scope, head, draws, payerOf(head.contract, related))
    applyMovements(book, draft.movements)
    if (wanted.has(head)) drafts.push(draft)
  }
  rollOverUntil(book, now, now)
  return { drafts, book }
}

/**
 * The instant up to which renewals have started, and have what is carried over to them, before a draft draws: those that start
 * within its period, or before its own date. Of one that starts on that very date, its own drafts draw after, all others before.
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
