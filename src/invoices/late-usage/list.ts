import { getCustomer } from '../../catalog/customers/get.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { openAsInvoiced } from '../reading/as-invoiced.ts'
import { readBasis } from '../document/document.ts'
import type { Invoice, InvoiceHead, InvoiceLine } from '../invoice.ts'
import { compositeLine } from '../document/lines.ts'
import { compareIssue } from '../reading/order-of-issue.ts'
import type { InvoiceScope } from '../scope.ts'
import { readUsageCharges } from '../charges/usage-charges.ts'
import { compareUsage, isSameUsage, usageKey, type UsageDifference } from './compare-usage.ts'

/** Usage that a finalized invoice does not bill as it is now, such as events that came after it. */
export interface LateUsage extends UsageDifference {
  invoice: Pick<Invoice, 'id' | 'contract' | 'issuedAt'>
  period: TimeRange
  finalizedAt: Instant
}

/** How many invoices a page looks at: each is a query of the warehouse. */
const LOOKED_AT_MAX = 100

/**
 * Lists the usage of a customer that its finalized invoices do not bill as it is now, by the terms that each was finalized
 * with: invoices by the instant they were issued, then id; the usage of each by product and group, and what composites take
 * of more or less spend. Voided invoices are left out, and usage that no rate prices (semantics 29). Nothing is changed.
 * A page looks at a hundred invoices and may be empty where another follows.
 * @throws Problem not_found, or invalid on a cursor of another list.
 */
export async function listLateUsage(
  scope: InvoiceScope,
  customerId: string,
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<{ data: LateUsage[]; nextCursor: string | null }> {
  const after = cursor === undefined ? null : decodeCursor(cursor, isPosition)
  await getCustomer(scope, customerId)
  const invoices = (await findInvoices(scope, customerId))
    // What was imported or put together was not metered for it: it has no cut-off.
    .filter(({ period, voidedAt, cutoff }) => period !== null && voidedAt === null && cutoff !== null)
    .filter((one) => after === null || compareIssue(one, { issuedAt: after[0], id: after[1] }) >= 0)
    .sort(compareIssue)
  const data: LateUsage[] = []
  for (const [index, stored] of invoices.entries()) {
    const isFirst = after !== null && stored.issuedAt === after[0] && stored.id === after[1]
    const found = (await lateUsageOf(scope, stored)).filter(
      (one) => !isFirst || after[2] === null || usageKey(one) > after[2],
    )
    const room = limit - data.length
    data.push(...found.slice(0, room))
    const last = data.at(-1)
    if (found.length > room && last !== undefined) {
      return { data, nextCursor: encodeCursor([stored.issuedAt, stored.id, usageKey(last)]) }
    }
    const next = invoices[index + 1]
    const isFull = found.length === room || index + 1 === LOOKED_AT_MAX
    if (next !== undefined && isFull) {
      return { data, nextCursor: encodeCursor([next.issuedAt, next.id, null]) }
    }
  }
  return { data, nextCursor: null }
}

async function lateUsageOf(scope: InvoiceScope, stored: StoredInvoice): Promise<LateUsage[]> {
  const { scope: then, head, period, invoice } = await openAsInvoiced(scope, stored)
  const now = await usageAtList(then, head, period)
  const billed = invoice.lines.filter(({ type }) => type === 'usage')
  // Where its billing period was cut, what came late before the cut moves the tiers of as much after it.
  if (head.meteredFrom === null && isSameUsage(billed, now)) return []
  const isCovered = billed.some(({ commit }) => commit !== null)
  const listed = isCovered ? await billedAtList(then, head, stored) : billed
  const { finalizedAt } = stored
  return compareUsage(billed, now, listed).map((found) => ({ ...found, invoice, period, finalizedAt }))
}

/** What was used, and what composites take of all that was spent, as lines at the price without commits and credits. */
async function usageAtList(
  scope: InvoiceScope,
  head: InvoiceHead,
  period: TimeRange,
): Promise<InvoiceLine[]> {
  const { listed, composed } = await readUsageCharges(scope, head, period, [])
  const ofComposites = composed.map(({ product, line }) =>
    compositeLine(head, product.product, line, head.currency),
  )
  return [...listed.lines, ...ofComposites]
}

/** The same of what an invoice billed: up to its cut-off, of those whose events were the customer's (semantics 31). */
async function billedAtList(
  scope: InvoiceScope,
  head: InvoiceHead,
  stored: StoredInvoice,
): Promise<InvoiceLine[]> {
  const { period, cutoff } = stored
  const basis = readBasis(stored)
  if (basis === null || period === null || cutoff === null) {
    throw new Error(`invoice ${stored.id} bills no usage`)
  }
  const ingestAliases = basis.identifiers.filter((one) => one !== head.customer.id)
  return usageAtList({ ...scope, cutoff }, { ...head, customer: { ...head.customer, ingestAliases } }, period)
}

/** The invoice that is looked at next, and after what of it; all of it where that is null. */
type Position = readonly [issuedAt: Instant, id: string, usage: string | null]

function isPosition(value: unknown): value is Position {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    Number.isSafeInteger(value[0]) &&
    typeof value[1] === 'string' &&
    (value[2] === null || typeof value[2] === 'string')
  )
}
