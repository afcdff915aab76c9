import { type Decimal, ZERO } from '../../kernel/decimal.ts'
import type { PricingUnit } from '../../catalog/pricing-units/rows.ts'
import type { BatchReport } from './finalize-batch.ts'

/** What invoices in one currency come to. */
export interface CurrencyTotal {
  currency: PricingUnit
  invoices: number
  total: Decimal
}

/** What came of a run; it does not grow with the number of invoices. */
export interface RunReport {
  invoices: number
  /** By the currency's id. */
  totals: Map<string, CurrencyTotal>
  /** Customers whose invoices could not be computed; nothing of theirs was stored, and the next run tries again. */
  failures: { customerId: string; error: unknown }[]
}

/** A report of nothing. */
export function newReport(): RunReport {
  return { invoices: 0, totals: new Map(), failures: [] }
}

/** Counts what came of a batch. */
export function addToReport(report: RunReport, { drafts, failures }: BatchReport): void {
  report.invoices += drafts.length
  report.failures.push(...failures)
  for (const { invoice } of drafts) {
    const { currency } = invoice
    const before = report.totals.get(currency.id) ?? { currency, invoices: 0, total: ZERO }
    report.totals.set(currency.id, {
      currency,
      invoices: before.invoices + 1,
      total: before.total.plus(invoice.total),
    })
  }
}
