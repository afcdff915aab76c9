import { isSeatAdjustment } from '../../catalog/balances/seat-adjustment.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { sumOf } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import type { CustomerAccount, Movement } from '../balances/account.ts'
import { expirationsOf } from './expirations.ts'
import type { InvoiceEntryKind, LedgerEntry } from './ledger-entry.ts'
import { openSegments } from './open-segments.ts'
import { postingsOf, type Postings } from './postings.ts'

/**
 * The ledger of a commit or credit at the account's instant, in order of time (OpenAPI, listCustomerBalances: ledger).
 * Its amounts come to what may be drawn then, unless a segment is below 0 by entries that were made by hand. A segment
 * is in it from its start on, with all that was posted to it. What is archived has none.
 */
export function ledgerOf(account: CustomerAccount, balance: CatalogBalance): LedgerEntry[] {
  const segments = openSegments(account, balance)
  if (segments.length === 0) return []
  const started = segments.filter(({ startingAt }) => startingAt <= account.at)
  const postings = withoutAhead(postingsOf(account, balance.id), balance, account.at)
  const posted = [
    ...manualEntries(postings),
    ...invoiceEntries(balance, postings),
    ...rolloverEntries(postings),
  ]
  return [
    ...started.map((segment) => startEntry(balance, segment)),
    ...posted,
    ...expirationEntries(account, started, posted),
  ].sort((a, b) => a.at - b.at || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

// Of one instant: first what adds, then what is drawn, then what becomes of the rest.
const ORDER: readonly LedgerEntry['kind'][] = [
  'SEGMENT_START',
  'INITIAL_BALANCE',
  'SEAT_BASED_ADJUSTMENT',
  'MANUAL',
  'AUTOMATED_INVOICE_DEDUCTION',
  'CANCELED',
  'ROLLOVER',
  'TRUEUP',
  'EXPIRATION',
]

function startEntry(balance: CatalogBalance, { id, amount, startingAt }: AccessSegment): LedgerEntry {
  const entry = { at: startingAt, amount, segmentId: id }
  if (balance.type === 'POSTPAID') return { ...entry, kind: 'INITIAL_BALANCE' }
  return { ...entry, kind: isSeatAdjustment(balance, id) ? 'SEAT_BASED_ADJUSTMENT' : 'SEGMENT_START' }
}

/** What was posted to segments that have started; usage up to a day ahead draws on others too (semantics 5). */
function withoutAhead(postings: Postings, { terms }: CatalogBalance, now: Instant): Postings {
  const ahead = terms.access.segments.filter(({ startingAt }) => startingAt > now)
  const aheadIds = new Set(ahead.map(({ id }) => id))
  const isShown = ({ segmentId }: { segmentId: string }) => !aheadIds.has(segmentId)
  return {
    movements: postings.movements.filter(isShown),
    rollovers: postings.rollovers.filter(isShown),
    manualEntries: postings.manualEntries.filter(isShown),
  }
}

function manualEntries({ manualEntries: made }: Postings): LedgerEntry[] {
  return made.map(({ segmentId, amount, reason, effectiveAt }) => ({
    kind: 'MANUAL',
    at: effectiveAt,
    amount,
    segmentId,
    reason,
  }))
}

/** What invoices did: one entry for each that drew, and each segment that it drew on. */
function invoiceEntries(balance: CatalogBalance, { movements }: Postings): LedgerEntry[] {
  const entryKind = (movement: Movement) => entryKindOf(balance, movement, movements)
  const groups = Map.groupBy(movements, (movement) =>
    JSON.stringify([movement.type, movement.invoiceId, movement.segmentId, movement.at]),
  )
  return [...groups.values()].flatMap((own) => {
    const [movement] = own
    if (movement === undefined) return []
    const { at, segmentId, invoiceId, contractId } = movement
    const amount = sumOf(own, (one) => one.amount)
    if (amount.isZero()) return []
    return [{ kind: entryKind(movement), at, amount, segmentId, invoiceId, contractId }]
  })
}

function entryKindOf(
  { type: balanceType }: CatalogBalance,
  { type, invoiceId }: Movement,
  movements: readonly Movement[],
): InvoiceEntryKind {
  if (type === 'TRUEUP') return 'TRUEUP'
  if (type === 'DEDUCTION') return 'AUTOMATED_INVOICE_DEDUCTION'
  if (balanceType !== 'POSTPAID') return 'CANCELED'
  // A POSTPAID commit's ledger has no type for what a voided invoice gives back: it is shown as what was taken, reversed.
  const isOfTrueup = movements.some((other) => other.type === 'TRUEUP' && other.invoiceId === invoiceId)
  return isOfTrueup ? 'TRUEUP' : 'AUTOMATED_INVOICE_DEDUCTION'
}

function rolloverEntries({ rollovers }: Postings): LedgerEntry[] {
  return rollovers.map(({ at, amount, segmentId, newContractId }) => ({
    kind: 'ROLLOVER',
    at,
    amount: amount.negated(),
    segmentId,
    newContractId,
  }))
}

function expirationEntries(
  { at: now }: CustomerAccount,
  started: readonly AccessSegment[],
  posted: readonly LedgerEntry[],
): LedgerEntry[] {
  const postedTo = Map.groupBy(posted, ({ segmentId }) => segmentId)
  const ended = started.filter(({ endingBefore }) => endingBefore <= now)
  return ended.flatMap((segment) =>
    expirationsOf(segment, postedTo.get(segment.id) ?? []).map(({ at, amount }) => ({
      kind: 'EXPIRATION',
      at,
      amount: amount.negated(),
      segmentId: segment.id,
    })),
  )
}
