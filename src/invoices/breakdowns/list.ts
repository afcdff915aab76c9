import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { getPricingUnit } from '../../catalog/pricing-units/get.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { windowsOf, type TimeRange } from '../../kernel/window.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import type { Invoice, InvoiceHead } from '../invoice.ts'
import { compareIssue } from '../reading/order-of-issue.ts'
import { readUnchanged } from '../reading/read-unchanged.ts'
import { readsOf } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'
import { computeLocated } from '../reading/locate.ts'
import { readInvoice, statusOf } from '../document/document.ts'
import { breakDownConsolidated } from './break-down-consolidated.ts'
import { breakDownDraft, breakDownFinalized } from './break-down.ts'
import type { Breakdown } from './window-invoices.ts'

export interface BreakdownFilter {
  windowSize: 'HOUR' | 'DAY'
  /** Any but VOID where none is named: what was voided is shown again by the invoice that stands for it. */
  status?: Invoice['status'] | undefined
  creditTypeId?: string | undefined
  /** Only windows that start at or after this. */
  startingOn: Instant
  /** Only windows that end at or before this. */
  endingBefore: Instant
  isNewestFirst: boolean
  /** Whether lines of nothing are left out, and the windows that have no others. */
  skipsZero: boolean
  /** How many windows a page may have; 35 days or 24 hours at most. */
  limit?: number | undefined
  cursor: string | undefined
}

interface BreakdownPage {
  breakdowns: Breakdown[]
  nextCursor: string | null
}

/** How many windows a page has at most (OpenAPI, listBreakdownInvoices). */
const WINDOWS_MAX = { DAY: 35, HOUR: 24 } as const

/** How many windows are looked at at once where those of nothing are left out. */
const LOOKED_AT_MAX = 100

/**
 * Lists a customer's usage invoices hour by hour or day by day, as they are by the events there are now, also where they
 * are final; imported ones by what was given for them. Invoices are by the instant they are issued, then id, and the windows
 * of each in order of time; all of it the other way round where the newest come first. Every window of a period that lies
 * within the bounds is there, those ahead too.
 * @throws Problem not_found, also of the filter's unit, or invalid on a cursor of another list or bounds with nothing between them.
 */
export function listBreakdowns(
  scope: InvoiceScope,
  customerId: string,
  filter: BreakdownFilter,
): Promise<BreakdownPage> {
  return readUnchanged(scope, customerId, (one) => listOnce(one, customerId, filter))
}

async function listOnce(
  scope: InvoiceScope,
  customerId: string,
  filter: BreakdownFilter,
): Promise<BreakdownPage> {
  if (filter.startingOn >= filter.endingBefore) throw invalid('starting_on: must be before ending_before')
  const limit = Math.min(filter.limit ?? Infinity, WINDOWS_MAX[filter.windowSize])
  const after = filter.cursor === undefined ? null : decodeCursor(filter.cursor, isPosition)
  const heads = await draftHeads(scope, customerId)
  if (filter.creditTypeId !== undefined) await getPricingUnit(scope, filter.creditTypeId)
  const candidates = (await listed(scope, customerId, heads, filter)).flatMap((one) =>
    windowsToShow(one, filter, after).map((window) => ({ one, window })),
  )
  const breakdowns: Breakdown[] = []
  let next = 0
  while (breakdowns.length < limit && next < candidates.length) {
    const chunk = chunkFrom(candidates, next, filter.skipsZero ? LOOKED_AT_MAX : limit - breakdowns.length)
    const [first] = chunk
    if (first === undefined) break
    const windows = chunk.map(({ window }) => window)
    const found = await breakDown(scope, customerId, heads, first.one, windows)
    for (const breakdown of found) {
      if (breakdowns.length === limit) break
      next += 1
      if (!filter.skipsZero || breakdown.invoice.lines.some(isSomething)) breakdowns.push(breakdown)
    }
  }
  const last = candidates[next - 1]
  const hasMore = next < candidates.length && last !== undefined
  return {
    breakdowns,
    nextCursor: hasMore ? encodeCursor([last.one.issuedAt, last.one.id, last.window.from]) : null,
  }
}

/** What windows are shown of, before anything is computed. */
type Listed = {
  id: string
  status: Invoice['status']
  creditTypeId: string
  period: TimeRange
  issuedAt: Instant
} & ({ source: 'DRAFT'; head: InvoiceHead } | { source: 'STORED'; stored: StoredInvoice })

async function listed(
  scope: InvoiceScope,
  customerId: string,
  heads: readonly InvoiceHead[],
  filter: BreakdownFilter,
): Promise<Listed[]> {
  const stored = await readsOf(scope).invoicesOf(customerId)
  const direction = filter.isNewestFirst ? -1 : 1
  return [...heads.flatMap(listedDraft), ...stored.flatMap(listedInvoice)]
    .filter(
      ({ status, creditTypeId }) =>
        (filter.status === undefined ? status !== 'VOID' : filter.status === status) &&
        (filter.creditTypeId === undefined || filter.creditTypeId === creditTypeId),
    )
    .sort((a, b) => direction * compareIssue(a, b))
}

async function breakDown(
  scope: InvoiceScope,
  customerId: string,
  heads: readonly InvoiceHead[],
  one: Listed,
  windows: readonly TimeRange[],
): Promise<Breakdown[]> {
  if (one.source === 'STORED') {
    return one.stored.type === 'USAGE_CONSOLIDATED'
      ? breakDownConsolidated(scope, readInvoice(one.stored), windows)
      : breakDownFinalized(scope, one.stored, windows)
  }
  if (one.head.consolidation === null) return breakDownDraft(scope, customerId, heads, one.head, windows)
  const { invoice } = await computeLocated(scope, { status: 'draft', id: one.id, customerId, heads })
  return breakDownConsolidated(scope, invoice, windows)
}

function listedDraft(head: InvoiceHead): Listed[] {
  const { id, issuedAt, currency } = head
  const period = head.period ?? head.consolidation?.period ?? null
  if (period === null) return []
  return [{ source: 'DRAFT', status: 'DRAFT', id, creditTypeId: currency.id, period, issuedAt, head }]
}

function listedInvoice(stored: StoredInvoice): Listed[] {
  const { id, currencyId: creditTypeId, period, issuedAt } = stored
  if (period === null) return []
  return [{ source: 'STORED', status: statusOf(stored), id, creditTypeId, period, issuedAt, stored }]
}

/** The windows of an invoice that are asked for and were not shown before, in the order they are shown. */
function windowsToShow(
  one: Listed,
  { windowSize, startingOn, endingBefore, isNewestFirst }: BreakdownFilter,
  after: Position | null,
): TimeRange[] {
  const direction = isNewestFirst ? -1 : 1
  const windows = windowsOf(one.period, windowSize)
    .map(({ from, to }) => ({ from, to }))
    .filter(({ from, to }) => startingOn <= from && to <= endingBefore)
  const inOrder = isNewestFirst ? windows.toReversed() : windows
  if (after === null) return inOrder
  const [issuedAt, id, windowFrom] = after
  const ofInvoice = direction * compareIssue(one, { issuedAt, id })
  if (ofInvoice !== 0) return ofInvoice < 0 ? [] : inOrder
  return inOrder.filter(({ from }) => direction * (from - windowFrom) > 0)
}

/** Windows of one invoice, which one query computes. */
function chunkFrom<Candidate extends { one: Listed }>(
  candidates: readonly Candidate[],
  start: number,
  countMax: number,
): Candidate[] {
  const some = candidates.slice(start, start + countMax)
  return some.filter(({ one }) => one === some[0]?.one)
}

function isSomething({ quantity, total }: Invoice['lines'][number]): boolean {
  return !quantity.isZero() || !total.isZero()
}

type Position = readonly [issuedAt: Instant, id: string, windowFrom: Instant]

function isPosition(value: unknown): value is Position {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    Number.isSafeInteger(value[0]) &&
    typeof value[1] === 'string' &&
    Number.isSafeInteger(value[2])
  )
}
