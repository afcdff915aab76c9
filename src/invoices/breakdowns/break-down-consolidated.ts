import type { TimeRange } from '../../kernel/window.ts'
import { clipRange } from '../../rating/billing-period.ts'
import { copiedLines } from '../drafts/consolidate.ts'
import { totalOf } from '../document/draft-invoice.ts'
import type { ConstituentInvoice, Invoice, InvoiceLine } from '../invoice.ts'
import { locateInvoice } from '../reading/locate.ts'
import type { InvoiceScope } from '../scope.ts'
import { breakDownDraft, breakDownFinalized } from './break-down.ts'
import type { Breakdown } from './window-invoices.ts'

/**
 * Breaks a consolidated invoice down: of each window the lines that its statements have of that, whose origin is the
 * statement's line of the window.
 * @param consolidated the invoice as it is.
 */
export async function breakDownConsolidated(
  scope: InvoiceScope,
  consolidated: Invoice,
  windows: readonly TimeRange[],
): Promise<Breakdown[]> {
  const lines = new Map<TimeRange, InvoiceLine[]>(windows.map((window) => [window, []]))
  for (const constituent of consolidated.constituents ?? []) {
    for (const { window, invoice } of await breakDownConstituent(scope, constituent, windows)) {
      lines.get(window)?.push(...copiedLines(consolidated, invoice))
    }
  }
  return windows.map((window) => {
    const own = lines.get(window) ?? []
    return { window, invoice: { ...consolidated, lines: own, total: totalOf(consolidated.currency, own) } }
  })
}

/** A child's statement may be of a part of the parent's period, and is there in the windows of that. */
async function breakDownConstituent(
  scope: InvoiceScope,
  { invoiceId, customerId }: ConstituentInvoice,
  windows: readonly TimeRange[],
): Promise<Breakdown[]> {
  const located = await locateInvoice(scope, invoiceId, customerId)
  if (located.status === 'stored') {
    const { stored } = located
    return inParts(stored.period, windows, (parts) => breakDownFinalized(scope, stored, parts))
  }
  const { heads } = located
  const head = heads.find(({ id }) => id === invoiceId)
  if (head === undefined) throw new Error(`there is no draft ${invoiceId}`)
  return inParts(head.period, windows, (parts) => breakDownDraft(scope, customerId, heads, head, parts))
}

/** Breaks down what a period has of windows, for the whole of each. */
async function inParts(
  period: TimeRange | null,
  windows: readonly TimeRange[],
  breakDown: (parts: TimeRange[]) => Promise<Breakdown[]>,
): Promise<Breakdown[]> {
  if (period === null) return []
  const windowOf = new Map<TimeRange, TimeRange>()
  for (const window of windows) {
    const part = clipRange(window, period.from, period.to)
    if (part !== null) windowOf.set(part, window)
  }
  if (windowOf.size === 0) return []
  const found = await breakDown([...windowOf.keys()])
  return found.map(({ window, invoice }) => ({ window: windowOf.get(window) ?? window, invoice }))
}
