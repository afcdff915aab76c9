import type { ManualLedgerEntry } from '../../catalog/balances/add-ledger-entry.ts'
import { sumBySegment } from '../../catalog/balances/sum-by-segment.ts'
import { ZERO, type Decimal, sumOf } from '../../kernel/decimal.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import type { CustomerAccount, Movement, RolloverMovement } from '../balances/account.ts'

/** What was added to a commit or credit, and taken from it. */
export interface Postings {
  movements: readonly Movement[]
  rollovers: readonly RolloverMovement[]
  manualEntries: readonly ManualLedgerEntry[]
}

interface PostingBook {
  postingsOf: (balanceId: string) => Postings
  /** What was added to each segment, less what was taken, by its id. */
  postedTo: ReadonlyMap<string, Decimal>
}

// An account does not change, and is asked for each of thousands of segments.
const books = new WeakMap<CustomerAccount, PostingBook>()

/** All that was posted to a commit or credit up to the account's instant. */
export function postingsOf(account: CustomerAccount, balanceId: string): Postings {
  return bookOf(account).postingsOf(balanceId)
}

/**
 * What is left of a segment: its amount with everything that was posted to it, what drafts took and what was entered by
 * hand for later dates too (OpenAPI, listCustomerBalances: balance). Less than 0 where more was taken by hand than there
 * was.
 */
export function restOf(account: CustomerAccount, { id, amount }: AccessSegment): Decimal {
  return amount.plus(bookOf(account).postedTo.get(id) ?? ZERO)
}

/** Whether anything was posted to a segment, be it given back since. */
export function isPostedTo(account: CustomerAccount, { id }: AccessSegment): boolean {
  return bookOf(account).postedTo.has(id)
}

function bookOf(account: CustomerAccount): PostingBook {
  const book = books.get(account) ?? openBook(account)
  books.set(account, book)
  return book
}

function openBook({ at, movements: posted, rollovers, manualEntries }: CustomerAccount): PostingBook {
  // What goes to a renewal is there until the renewal starts.
  const rolled = rollovers.filter((rollover) => rollover.at <= at)
  const movements = withoutCarried(posted, rolled)
  const taken = rolled.map((rollover) => ({ ...rollover, amount: rollover.amount.negated() }))
  const balanceOf = ({ balanceId }: { balanceId: string }) => balanceId
  const movementsOf = Map.groupBy(movements, balanceOf)
  const rolloversOf = Map.groupBy(rolled, balanceOf)
  const manualEntriesOf = Map.groupBy(manualEntries, balanceOf)
  return {
    postingsOf: (id) => ({
      movements: movementsOf.get(id) ?? [],
      rollovers: rolloversOf.get(id) ?? [],
      manualEntries: manualEntriesOf.get(id) ?? [],
    }),
    postedTo: sumBySegment([...movements, ...manualEntries, ...taken]),
  }
}

/**
 * A true-up bills all that was not drawn of a POSTPAID commit, what went to a renewal included. That part has left the segment
 * with the rollover already, so that here the true-up takes only the rest.
 */
function withoutCarried(
  movements: readonly Movement[],
  rolled: readonly RolloverMovement[],
): readonly Movement[] {
  if (rolled.length === 0) return movements
  const carried = Map.groupBy(rolled, ({ segmentId }) => segmentId)
  const trueups = new Set(movements.filter(({ type }) => type === 'TRUEUP').map(({ invoiceId }) => invoiceId))
  return movements.map((movement) => {
    const own = carried.get(movement.segmentId)
    if (own === undefined || !trueups.has(movement.invoiceId)) return movement
    const amount = sumOf(own, (one) => one.amount)
    const isTaken = movement.type === 'TRUEUP'
    return { ...movement, amount: isTaken ? movement.amount.plus(amount) : movement.amount.minus(amount) }
  })
}
