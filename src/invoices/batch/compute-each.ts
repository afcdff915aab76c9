import type { Instant } from '../../kernel/instant.ts'
import type { Bounded } from '../life-cycle/cutoff.ts'
import type { ComputedDraft } from '../drafts/compute-draft.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { canBecomeFinal } from '../drafts/consolidate.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import type { InvoiceHead } from '../invoice.ts'
import { finalTogether, isDue } from '../life-cycle/is-due.ts'
import { drawingCustomers } from '../balances/related-contracts.ts'
import type { InvoiceScope } from '../scope.ts'
import { nextTurn, type Gathering } from './ask-together.ts'
import { openBatch, type RunBook } from './open-batch.ts'
import { partsOf, type Part } from './parts.ts'
import { readUsageAhead } from './usage-ahead.ts'

/** A customer whose invoices could not be computed; nothing of theirs was stored, and the next run tries again. */
export interface BatchFailure {
  customerId: string
  error: unknown
}

/** What is made of what was computed, some hundred invoices at a time. */
export interface Keeping<Kept> {
  /** What is kept of an invoice, that all else of it can be let go of at once. @param scope in which it was computed. */
  keep: (draft: ComputedDraft, scope: Bounded) => Kept
  /** Takes what is kept of customers, by their ids: of all invoices of each. */
  take: (kept: ReadonlyMap<string, readonly Kept[]>) => Promise<void>
}

/** What a part of a batch is computed in. */
interface Computing<Kept> extends Part {
  scope: Bounded
  isWanted: (head: InvoiceHead) => boolean
  keep: Keeping<Kept>['keep']
  /** What nobody has taken yet. */
  kept: KeptInvoices<Kept>
  failures: BatchFailure[]
}

// What they are stored in takes some 20 ms, for which others who write wait.
const INVOICES_TAKEN_TOGETHER = 250
// Three periods of as many customers as a batch has, or more of a fifth of them.
const PART_BOUNDS = { dueMax: 3000, customersMin: 200 }

/**
 * Computes what is due of each customer. What they used is asked first, of all together, or part by part where much is due
 * (`partsOf`); then one is computed after the other, each at one go, so that nothing of it is left when the next one's turn
 * comes. Only who needs more than was asked waits, until all others are done and what these need is asked together.
 * @returns the customers of whom nothing was kept.
 */
export async function computeEach<Kept>(
  scope: InvoiceScope,
  bookOf: RunBook,
  customerIds: readonly string[],
  dueAt: Instant,
  { keep, take }: Keeping<Kept>,
): Promise<BatchFailure[]> {
  if (customerIds.length === 0) return []
  const { scope: batch, gather } = await openBatch(scope, bookOf, customerIds)
  const isWanted = (head: InvoiceHead) => isDue(head, dueAt)
  const headsOf = (ids: readonly string[]) => headsOfEach(batch, ids)
  const kept = new KeptInvoices(take)
  const failures: BatchFailure[] = []
  for await (const part of partsOf(await drawingGroups(batch, customerIds), headsOf, isWanted, PART_BOUNDS)) {
    const usageAhead = await readUsageAhead(batch, [...part.heads.values()].flat().filter(isWanted))
    const computing = { ...part, scope: { ...batch, usageAhead }, isWanted, keep, kept, failures }
    await computePart(computing, gather)
  }
  await kept.takeAll()
  return failures
}

async function computePart<Kept>(computing: Computing<Kept>, gather: Gathering['gather']): Promise<void> {
  const { groups, kept } = computing
  const running: Promise<void>[] = []
  await gather(async () => {
    for (const group of groups) {
      running.push(computeGroup(computing, group))
      await nextTurn()
      if (kept.count >= INVOICES_TAKEN_TOGETHER) await kept.takeAll()
    }
  })
  await Promise.all(running)
}

/** What is kept of customers' invoices until it is taken. */
class KeptInvoices<Kept> {
  /** Of how many invoices. */
  count = 0
  #kept = new Map<string, readonly Kept[]>()
  readonly #take: Keeping<Kept>['take']

  constructor(take: Keeping<Kept>['take']) {
    this.#take = take
  }

  add(customerId: string, own: readonly Kept[]): void {
    this.#kept.set(customerId, own)
    this.count += own.length
  }

  async takeAll(): Promise<void> {
    const kept = this.#kept
    this.#kept = new Map()
    this.count = 0
    await this.#take(kept)
  }
}

/** The customers in groups whose drafts draw in one sequence. */
async function drawingGroups(batch: InvoiceScope, customerIds: readonly string[]): Promise<string[][]> {
  const groups = new Map<string | undefined, string[]>()
  for (const id of customerIds) {
    const [first] = (await drawingCustomers(batch, [id])).sort()
    groups.set(first, [...(groups.get(first) ?? []), id])
  }
  return [...groups.values()]
}

/** Why some could not be worked out shows where their customer is computed. */
async function headsOfEach(
  batch: InvoiceScope,
  customerIds: readonly string[],
): Promise<Map<string, InvoiceHead[]>> {
  const found = new Map<string, InvoiceHead[]>()
  for (const id of customerIds) {
    const [heads] = await Promise.allSettled([draftHeads(batch, id)])
    if (heads.status === 'fulfilled') found.set(id, heads.value)
  }
  return found
}

/** Computes what is due of customers that may draw on each other's commits; where that fails, of each by itself. */
async function computeGroup<Kept>(computing: Computing<Kept>, customerIds: readonly string[]): Promise<void> {
  const { scope, heads, isWanted, keep, failures } = computing
  try {
    const own = await Promise.all(customerIds.map(async (id) => heads.get(id) ?? draftHeads(scope, id)))
    const isFinal = finalTogether(customerIds, isWanted)
    const { drafts } = await computeDrafts(scope, customerIds, own.flat(), isFinal)
    const ofCustomers = Map.groupBy(drafts.filter(canBecomeFinal), ({ head }) => head.customer.id)
    const kept = [...ofCustomers].map(
      ([customerId, some]) => [customerId, some.map((draft) => keep(draft, scope))] as const,
    )
    // Of all of them or of none, as where it fails each is computed once more.
    for (const [customerId, some] of kept) computing.kept.add(customerId, some)
  } catch (error) {
    const [customerId, another] = customerIds
    if (customerId === undefined) return
    if (another === undefined) failures.push({ customerId, error })
    else await Promise.all(customerIds.map((id) => computeGroup(computing, [id])))
  }
}
