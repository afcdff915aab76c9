import { findManualLedgerEntries } from '../catalog/balances/add-ledger-entry.ts'
import { findAllBalances } from '../catalog/balances/find-all.ts'
import { rolloverCandidates } from '../catalog/balances/rollover-candidates.ts'
import { rolledOverBalance } from '../catalog/balances/rolled-over.ts'
import type { Contract } from '../catalog/contracts/rows.ts'
import { findLedgerEntries } from '../catalog/invoices/find-ledger-entries.ts'
import { productAt } from '../catalog/products/rows.ts'
import type { CatalogScope } from '../catalog/scope.ts'
import { type Decimal, ZERO } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Remaining } from '../rating/drawdown/balance.ts'
import { rollOver } from '../rating/drawdown/rollover.ts'
import type { Movement, RolloverMovement } from './account.ts'
import { drawableBalance, openDrawableBalances, type DrawableBalance } from './drawable-balances.ts'

/** What a customer's invoices draw on, and how much is left of it as they are drawn one after the other. */
export interface DrawBook {
  /** By id; those that are rolled over are added when their contract starts. */
  balances: Map<string, DrawableBalance>
  /** What is left of each segment, by its id. */
  remaining: Remaining
  /** What invoices and entries by hand did to segments before, by the segment's id. */
  moved: ReadonlyMap<string, Decimal>
  rollovers: RolloverMovement[]
  /** Contracts that renew another one and whose start was not passed yet, in the order in which they start. */
  renewals: Contract[]
}

/**
 * Opens what a customer's drafts draw on: all that it has, less what its finalized invoices drew, with what was added by
 * hand.
 * @param contracts the customer's, archived ones left out.
 * @param at until when recurring commits and credits have made theirs.
 */
export async function openDrawBook(
  scope: CatalogScope,
  customerId: string,
  contracts: readonly Contract[],
  at: Instant,
): Promise<DrawBook> {
  const found = await findAllBalances(scope, customerId, at, { includeArchived: false })
  const balances = await openDrawableBalances(scope, found)
  const entries = await findLedgerEntries(scope, customerId)
  const carriedIds = rolloverCandidates(contracts, found).map(({ id }) => id)
  const manual = await findManualLedgerEntries(scope, [...balances.keys(), ...carriedIds])
  const moved = sumBySegment([...entries, ...manual])
  const book: DrawBook = {
    balances,
    remaining: new Map(),
    moved,
    rollovers: [],
    renewals: contracts
      .filter(({ renewedFromId }) => renewedFromId !== null)
      .sort((a, b) => a.terms.startingAt - b.terms.startingAt || a.seq - b.seq),
  }
  return { ...book, remaining: remainingOf(book, [...balances.values()]) }
}

/**
 * Rolls over what contracts leave that are renewed up to an instant, after all their own invoices were drawn (reference
 * section 6, `rollover_fraction`).
 */
export function rollOverUntil(book: DrawBook, at: Instant, now: Instant): void {
  for (
    let [next] = book.renewals;
    next !== undefined && next.terms.startingAt <= at;
    [next] = book.renewals
  ) {
    book.renewals.shift()
    const renewal = next
    const left = [...book.balances.values()].filter(
      ({ balance }) =>
        balance.contractId === renewal.renewedFromId && balance.terms.rolloverFraction !== null,
    )
    for (const one of left) rollOverTo(book, one, renewal, now)
  }
}

function rollOverTo(
  book: DrawBook,
  { balance, drawn, product }: DrawableBalance,
  renewal: Contract,
  now: Instant,
) {
  const { rolloverFraction } = balance.terms
  if (rolloverFraction === null) return
  const { startingAt } = renewal.terms
  const rollovers = rollOver(drawn, book.remaining, rolloverFraction, startingAt)
  if (rollovers.length === 0) return
  const made = rolledOverBalance(balance, rollovers, renewal)
  const drawable = drawableBalance(made, product, productAt(product, now).name)
  book.balances.set(made.id, drawable)
  book.remaining = new Map([...book.remaining, ...remainingOf(book, [drawable])])
  book.rollovers.push(
    ...rollovers.map(({ segmentId, amount }) => ({
      balanceId: balance.id,
      segmentId,
      amount,
      at: startingAt,
      newContractId: renewal.id,
    })),
  )
}

/** Takes from the book what an invoice did. */
export function applyMovements(book: DrawBook, movements: readonly Movement[]): void {
  const remaining = new Map(book.remaining)
  for (const { segmentId, amount } of movements) {
    remaining.set(segmentId, (remaining.get(segmentId) ?? ZERO).plus(amount))
  }
  book.remaining = remaining
}

function remainingOf(
  { moved }: Pick<DrawBook, 'moved'>,
  balances: readonly DrawableBalance[],
): Map<string, Decimal> {
  return new Map(
    balances.flatMap(({ drawn }) =>
      drawn.segments.map(({ id, amount }) => [id, amount.plus(moved.get(id) ?? ZERO)] as const),
    ),
  )
}

function sumBySegment(entries: readonly { segmentId: string; amount: Decimal }[]): Map<string, Decimal> {
  const sums = new Map<string, Decimal>()
  for (const { segmentId, amount } of entries) sums.set(segmentId, (sums.get(segmentId) ?? ZERO).plus(amount))
  return sums
}
