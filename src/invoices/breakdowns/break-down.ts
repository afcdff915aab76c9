import { findAllBalances } from '../../catalog/balances/find-all.ts'
import { findLedgerEntries } from '../../catalog/invoices/find-ledger-entries.ts'
import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { type Decimal, ZERO } from '../../kernel/decimal.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { openAsInvoiced } from '../as-invoiced.ts'
import { computeDrafts } from '../compute-drafts.ts'
import { openDrawableBalances } from '../drawable-balances.ts'
import { NO_DRAWS, type Draws } from '../draws.ts'
import type { InvoiceHead } from '../invoice.ts'
import { readAccount } from '../read-account.ts'
import { readsOf } from '../reads.ts'
import { itemLines } from '../scheduled-invoice-lines.ts'
import type { InvoiceScope } from '../scope.ts'
import { windowInvoices, type Breakdown } from './window-invoices.ts'

/** Breaks a draft down, which draws on what the drafts before it leave. @param heads all of the customer's drafts. */
export async function breakDownDraft(
  scope: InvoiceScope,
  customerId: string,
  heads: readonly InvoiceHead[],
  head: InvoiceHead,
  windows: readonly TimeRange[],
): Promise<Breakdown[]> {
  const { period } = head
  if (period === null) throw new Error(`draft ${head.id} bills no usage`)
  const draws = await drawsOfDraft(scope, customerId, heads, head)
  const atEnd = await itemLines(scope, head)
  return windowInvoices(scope, { head, period, draws, atEnd, invoice: null }, windows)
}

/**
 * Breaks a finalized invoice down by the events there are now and the terms that it was finalized with. Of each segment it
 * covers no more than the invoice drew: what came later is not covered.
 */
export async function breakDownFinalized(
  scope: InvoiceScope,
  stored: StoredInvoice,
  windows: readonly TimeRange[],
): Promise<Breakdown[]> {
  const { invoice, head, period, scope: then } = await openAsInvoiced(scope, stored)
  const draws = await drawsOfFinalized(scope, stored)
  const atEnd = invoice.lines.filter(({ type }) => type === 'scheduled' || type === 'commit_purchase')
  return windowInvoices(then, { head, period, draws, atEnd, invoice }, windows)
}

/** What a draft draws on; the drafts before it are computed for that, where there is anything to draw. */
async function drawsOfDraft(
  scope: InvoiceScope,
  customerId: string,
  heads: readonly InvoiceHead[],
  { id, issuedAt }: InvoiceHead,
): Promise<Draws> {
  const until = Math.max(scope.clock.now(), issuedAt)
  const balances = await readsOf(scope).balancesOf(customerId, until)
  if (balances.length === 0) return NO_DRAWS
  const { drafts } = await computeDrafts(scope, customerId, heads, (head) => head.id === id)
  const [draft] = drafts
  if (draft === undefined) throw new Error(`draft ${id} was not computed`)
  return draft.draws
}

async function drawsOfFinalized(scope: InvoiceScope, { id, customerId }: StoredInvoice): Promise<Draws> {
  const entries = (await findLedgerEntries(scope, [customerId])).filter(
    ({ invoiceId, type }) => invoiceId === id && type === 'DEDUCTION',
  )
  if (entries.length === 0) return NO_DRAWS
  const drawn = new Set(entries.map(({ balanceId }) => balanceId))
  const isDrawn = ({ id: balanceId }: { id: string }) => drawn.has(balanceId)
  const now = scope.clock.now()
  const stored = await findAllBalances(scope, customerId, now, { includeArchived: true })
  // What was rolled over is worked out from the drafts, so only where it is needed.
  const found =
    stored.filter(isDrawn).length === drawn.size ? stored : (await readAccount(scope, customerId)).balances
  const drawable = await openDrawableBalances(scope, found.filter(isDrawn))
  const remaining = new Map<string, Decimal>()
  for (const { segmentId, amount } of entries) {
    remaining.set(segmentId, (remaining.get(segmentId) ?? ZERO).minus(amount))
  }
  return { balances: [...drawable.values()].map((one) => one.drawn), remaining, drawable }
}
