import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { getContract } from '../../catalog/contracts/get.ts'
import { findImportedUsage } from '../../catalog/invoices/find-imported.ts'
import { findLedgerEntriesOf } from '../../catalog/invoices/find-ledger-entries.ts'
import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { asKnown } from '../../catalog/terms-known.ts'
import { type Decimal, ZERO } from '../../kernel/decimal.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { knownTo, openAsInvoiced, type AsInvoiced } from '../reading/as-invoiced.ts'
import { unitConversions } from '../contract-currency.ts'
import { readInvoice } from '../document/document.ts'
import { openDrawableBalances } from '../balances/drawable-balances.ts'
import { NO_DRAWS, type Draws } from '../balances/draws.ts'
import type { HistoricalUsage } from '../historical/historical-usage.ts'
import type { InvoiceHead } from '../invoice.ts'
import { computeLocated } from '../reading/locate.ts'
import { readsOf } from '../reads.ts'
import { payerOf, readRelatedContracts } from '../balances/related-contracts.ts'
import { itemLines } from '../drafts/scheduled-invoice-lines.ts'
import type { InvoiceScope } from '../scope.ts'
import { findDrawnBalances } from './drawn-balances.ts'
import { segmentsNotUsedUp } from './free-segments.ts'
import { importedWindows } from './imported-windows.ts'
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
  const breakdowns = await windowInvoices(scope, { head, period, draws, atEnd, invoice: null }, windows)
  const payer = payerOf(head.contract, await readRelatedContracts(scope, [customerId]))
  if (payer === null) return breakdowns
  return breakdowns.map(({ window, invoice }) => ({ window, invoice: { ...invoice, payer } }))
}

/**
 * Breaks a finalized invoice down by the events there are now and the terms that it was finalized with. Of each segment it
 * covers no more than the invoice drew: what came later is not covered. What was imported is broken down by what was given
 * for it, as its usage was metered elsewhere.
 */
export async function breakDownFinalized(
  scope: InvoiceScope,
  stored: StoredInvoice,
  windows: readonly TimeRange[],
): Promise<Breakdown[]> {
  const given = await findImportedUsage(scope, stored.id)
  if (given !== null) {
    const conversions = await unitConversions(scope, await getContract(scope, stored))
    return importedWindows(readInvoice(stored), given as readonly HistoricalUsage[], windows, conversions)
  }
  const opened = await openAsInvoiced(scope, stored)
  const { invoice, head, period, scope: then } = opened
  const draws = await drawsOfFinalized(scope, stored, opened)
  const atEnd = invoice.lines.filter(({ type }) => type === 'scheduled' || type === 'commit_purchase')
  return windowInvoices(then, { head, period, draws, atEnd, invoice }, windows)
}

/** What a draft draws on; the drafts before it are computed for that, where there is anything to draw. */
async function drawsOfDraft(
  scope: InvoiceScope,
  customerId: string,
  heads: readonly InvoiceHead[],
  { id, issuedAt, contract }: InvoiceHead,
): Promise<Draws> {
  const until = Math.max(scope.clock.now(), issuedAt)
  const balances = await readsOf(scope).balancesOf(customerId, until, { includeArchived: false })
  // A child may draw on what is its parent's.
  if (balances.length === 0 && (contract.hierarchy?.parent ?? null) === null) return NO_DRAWS
  return (await computeLocated(scope, { status: 'draft', id, customerId, heads })).draws
}

async function drawsOfFinalized(
  scope: InvoiceScope,
  stored: StoredInvoice,
  { invoice, head: { customer, contract }, scope: then }: AsInvoiced,
): Promise<Draws> {
  const entries = (await findLedgerEntriesOf(scope.catalog, invoice.id)).filter(
    ({ type }) => type === 'DEDUCTION',
  )
  // What is free by a commit's rate is covered by it, and the ledger says nothing of it.
  const freeOn = invoice.lines.flatMap(({ commit, total, type }) =>
    type !== 'applied_commit_or_credit' && total.isZero() && commit !== null ? [commit] : [],
  )
  if (entries.length === 0 && freeOn.length === 0) return NO_DRAWS
  const found: CatalogBalance[] = []
  for (const [ownerId, own] of Map.groupBy(entries, ({ customerId }) => customerId)) {
    found.push(
      ...(await findDrawnBalances(scope, stored, ownerId, new Set(own.map(({ balanceId }) => balanceId)))),
    )
  }
  const isUnknown = ({ id }: { id: string }) => !found.some((balance) => balance.id === id)
  const missing = new Set(freeOn.filter(isUnknown).map(({ id }) => id))
  const ownerIds = missing.size === 0 ? [] : await readsOf(scope).relatedCustomersOf(customer.id)
  for (const ownerId of ownerIds) found.push(...(await findDrawnBalances(scope, stored, ownerId, missing)))
  const known = found.map((balance) => asKnown(balance, knownTo(stored, 'balanceVersions')))
  const drawable = await openDrawableBalances(then, known, stored.finalizedAt)
  const free = new Set(freeOn.flatMap(({ segmentId }) => segmentId ?? []))
  const remaining = new Map<string, Decimal>([...free].map((id) => [id, ZERO]))
  for (const { segmentId, amount } of entries) {
    remaining.set(segmentId, (remaining.get(segmentId) ?? ZERO).minus(amount))
  }
  // What was drawn was open to the contract then, whatever is shared with it by now.
  const contractIds = [contract.id]
  const balances = [...drawable.values()].map(({ balance, drawn }) => {
    const segments = drawn.segments.filter((segment) => remaining.has(segment.id))
    return balance.customerId === customer.id ? { ...drawn, segments } : { ...drawn, contractIds, segments }
  })
  const freeSegments = balances.flatMap(({ segments }) => segments.filter(({ id }) => free.has(id)))
  const owners = [...new Set([...drawable.values()].map(({ balance }) => balance.customerId))]
  const freeIds = new Set(await segmentsNotUsedUp(scope, stored, freeSegments, owners))
  return { balances, remaining, drawable, freeIds }
}
