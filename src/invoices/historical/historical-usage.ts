import type { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { ImportedFacts } from '../invoice.ts'

/** A quantity of a stretch of time. */
export interface Subtotal {
  period: TimeRange
  quantity: Decimal
}

/** Usage of a product that was measured elsewhere, in the units that its invoice lines have: it is not converted. */
export interface HistoricalUsage {
  productId: string
  period: TimeRange
  /** The sum of the subtotals, which may be left out where there are any. */
  quantity: Decimal | null
  pricingGroupValues: Readonly<Record<string, string>>
  presentationGroupValues: Readonly<Record<string, string>>
  /** In any order; where there are none, the quantity is that of the whole period. */
  subtotals: readonly Subtotal[]
}

/** An invoice to import (OpenAPI, createHistoricalContractUsageInvoices). */
export interface NewHistoricalInvoice extends ImportedFacts {
  customerId: string
  contractId: string
  /** Its currency, which is the contract's. */
  creditTypeId: string
  period: TimeRange
  issuedAt: Instant
  breakdownGranularity: 'HOUR' | 'DAY' | null
  usage: readonly HistoricalUsage[]
}
