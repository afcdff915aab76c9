import type { PricingUnit } from '../../catalog/pricing-units/rows.ts'
import type { InvoiceType } from '../../catalog/tables.ts'
import { type Decimal, ZERO } from '../../kernel/decimal.ts'
import type { ComputedDraft } from '../drafts/compute-draft.ts'
import type { BatchReport } from './finalize-batch.ts'

/** What a run says of one invoice. */
export interface CountedInvoice {
  customerId: string
  type: InvoiceType
  currency: PricingUnit
  total: Decimal
}

/** What invoices in one currency come to. */
export interface CurrencyTotal {
  currency: PricingUnit
  invoices: number
  total: Decimal
}

/** What came of a run; it does not grow with the number of invoices. */
export interface RunReport {
  invoices: number
  /** By the currency's id; without consolidated invoices, whose statements are counted. */
  totals: Map<string, CurrencyTotal>
  failures: BatchReport['failures']
}

/** A report of nothing. */
export function newReport(): RunReport {
  return { invoices: 0, totals: new Map(), failures: [] }
}

/** What is counted of an invoice. */
export function countInvoice({ head, invoice }: Pick<ComputedDraft, 'head' | 'invoice'>): CountedInvoice {
  const { type, currency, total } = invoice
  return { customerId: head.customer.id, type, currency, total }
}

/** Counts what came of a batch. */
export function addToReport(report: RunReport, { invoices, failures }: BatchReport): void {
  report.invoices += invoices.length
  report.failures.push(...failures)
  for (const { type, currency, total } of invoices) {
    if (type === 'USAGE_CONSOLIDATED') continue
    const before = report.totals.get(currency.id) ?? { currency, invoices: 0, total: ZERO }
    report.totals.set(currency.id, {
      currency,
      invoices: before.invoices + 1,
      total: before.total.plus(total),
    })
  }
}
