import type { BillingScope } from '../scope.ts'
import { readsOf } from '../reads.ts'
import type { ManualLedgerEntry } from '../../catalog/balances/add-ledger-entry.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { rolledOverBalance, rolledOverSegmentId } from '../../catalog/balances/rolled-over.ts'
import { isTrueupLeftOut } from '../../catalog/balances/trueup-left-out.ts'
import { sumBySegment } from '../../catalog/balances/sum-by-segment.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import type { LedgerEntry } from '../../catalog/invoices/rows.ts'
import { productAt } from '../../catalog/products/rows.ts'
import { Decimal, ZERO } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Remaining } from '../../rating/drawdown/balance.ts'
import { rollOver } from '../../rating/drawdown/rollover.ts'
import type { Movement, RolloverMovement } from './account.ts'
import { drawableBalance, openDrawableBalances, type DrawableBalance } from './drawable-balances.ts'

/** What customers' invoices draw on, and how much is left of it as they are drawn one after the other. */
export interface DrawBook {
  /** The customers' contracts, archived ones left out, by id. */
  contracts: ReadonlyMap<string, Contract>
  /** By id; those that are rolled over are added when their contract starts. */
  balances: Map<string, DrawableBalance>
  /** What is left of each segment, by its id. */
  remaining: Remaining
  /**
   * How much of that no charge may draw, by the segment's id: what was trued up, what was carried over to a renewal, and,
   * until it is carried over, what final invoices of the renewal have drawn of it already. What was trued up is paid for, and
   * can still be carried over.
   */
  reserved: Map<string, Decimal>
  /** The segments whose rest a final true-up has billed, by their ids. */
  truedUp: ReadonlySet<string>
  /** What invoices and entries by hand did to segments before, by the segment's id. */
  moved: ReadonlyMap<string, Decimal>
  rollovers: RolloverMovement[]
  /** Contracts that renew another one and whose start was not passed yet, in the order in which they start. */
  renewals: Contract[]
}

/**
 * Opens what the drafts of customers draw on: all that they have, less what finalized invoices drew of it, with what was
 * added by hand.
 * @param contracts theirs, archived ones left out.
 * @param at until when recurring commits and credits have made theirs.
 */
export async function openDrawBook(
  scope: BillingScope,
  customerIds: readonly string[],
  contracts: readonly Contract[],
  at: Instant,
): Promise<DrawBook> {
  const reads = readsOf(scope)
  const found: CatalogBalance[] = []
  const entries: LedgerEntry[] = []
  const manual: ManualLedgerEntry[] = []
  for (const id of customerIds) {
    for (const balance of await reads.balancesOf(id, at, { includeArchived: false })) found.push(balance)
    for (const entry of await reads.ledgerEntriesOf(id)) entries.push(entry)
    for (const entry of await reads.manualEntriesOf(id)) manual.push(entry)
  }
  const balances = await openDrawableBalances(scope, found)
  const trueupIds = new Set(entries.filter(({ type }) => type === 'TRUEUP').map(({ invoiceId }) => invoiceId))
  const isOfTrueup = ({ invoiceId }: LedgerEntry) => trueupIds.has(invoiceId)
  const truedUp = [...sumBySegment(entries.filter(isOfTrueup))].filter(([, amount]) => !amount.isZero())
  const moved = sumBySegment([...entries.filter((entry) => !isOfTrueup(entry)), ...manual])
  const book: DrawBook = {
    contracts: new Map(contracts.map((contract) => [contract.id, contract])),
    balances,
    remaining: new Map(),
    reserved: new Map(),
    truedUp: new Set(truedUp.map(([segmentId]) => segmentId)),
    moved,
    rollovers: [],
    renewals: contracts
      .filter(({ renewedFromId }) => renewedFromId !== null)
      .sort((a, b) => a.terms.startingAt - b.terms.startingAt || a.seq - b.seq),
  }
  for (const [segmentId, amount] of truedUp) reserve(book, segmentId, amount.negated())
  for (const { renewal, segmentId } of carriedSegments(book)) {
    reserve(book, segmentId, spentOf(book, segmentId, renewal))
  }
  book.remaining = remainingOf(book, [...balances.values()])
  return book
}

/** The greater counts, not the sum: a true-up takes all that is left, and so what is carried over, too. */
function reserve({ reserved }: DrawBook, segmentId: string, amount: Decimal): void {
  reserved.set(segmentId, Decimal.max(reserved.get(segmentId) ?? ZERO, amount))
}

/** The segments of which renewals have what was left. */
function carriedSegments(book: DrawBook): { renewal: Contract; segmentId: string }[] {
  return book.renewals.flatMap((renewal) =>
    carriedBy(book, renewal).flatMap(({ balance: { terms } }) =>
      terms.access.segments.map(({ id: segmentId }) => ({ renewal, segmentId })),
    ),
  )
}

/** The commits and credits of which a renewal has what was left. */
function carriedBy({ balances }: DrawBook, { renewedFromId }: Contract): DrawableBalance[] {
  return [...balances.values()].filter(
    ({ balance: { contractId, terms } }) => contractId === renewedFromId && terms.rolloverFraction !== null,
  )
}

/** What a renewal's final invoices have drawn of what a segment left to it, less what was added there by hand. */
function spentOf({ moved }: DrawBook, segmentId: string, renewal: Contract): Decimal {
  return Decimal.max((moved.get(rolledOverSegmentId(segmentId, renewal.id)) ?? ZERO).negated(), ZERO)
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
    for (const one of carriedBy(book, renewal)) rollOverTo(book, one, renewal, now)
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
  const spent = new Map(drawn.segments.map(({ id }) => [id, spentOf(book, id, renewal)]))
  const fraction = isNeverPaid(book, balance, renewal) ? ZERO : rolloverFraction
  const rollovers = rollOver(drawn, book.remaining, fraction, startingAt, spent)
  if (rollovers.length === 0) return
  const made = rolledOverBalance(balance, rollovers, renewal)
  const drawable = drawableBalance(made, product, productAt(product, now).name)
  book.balances.set(made.id, drawable)
  book.remaining = new Map([...book.remaining, ...remainingOf(book, [drawable])])
  for (const { segmentId, amount } of rollovers) reserve(book, segmentId, amount)
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

/** Whether nobody pays for what is left of a POSTPAID commit, so that it would cover usage for nothing if it were carried over. */
function isNeverPaid({ truedUp }: DrawBook, balance: CatalogBalance, renewal: Contract): boolean {
  if (balance.type !== 'POSTPAID' || !isTrueupLeftOut(balance, renewal)) return false
  return balance.terms.access.segments.every(({ id }) => !truedUp.has(id))
}

/** Takes from the book what an invoice did. */
export function applyMovements(book: DrawBook, movements: readonly Movement[]): void {
  const remaining = new Map(book.remaining)
  for (const { type, segmentId, amount } of movements) {
    if (type === 'TRUEUP') reserve(book, segmentId, amount.negated())
    else remaining.set(segmentId, (remaining.get(segmentId) ?? ZERO).plus(amount))
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
