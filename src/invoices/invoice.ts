import type { Contract } from '../catalog/contracts/rows.ts'
import type { Customer } from '../catalog/customers/rows.ts'
import type { PricingUnit } from '../catalog/pricing-units/rows.ts'
import type { CatalogRate } from '../catalog/rates/rows.ts'
import type { Decimal } from '../kernel/decimal.ts'
import { derivedId } from '../kernel/ids.ts'
import { formatInstant, type Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { UsageLine } from '../rating/rate-usage.ts'
import type { BilledProduct } from './billed-products.ts'
import { GRACE_MS } from './draft-periods.ts'

/** What identifies a draft usage invoice before any of it is computed. */
export interface InvoiceHead {
  id: string
  customer: Customer
  contract: Contract
  /** The contract's rate card's currency. */
  currency: PricingUnit
  period: TimeRange
  /** When it will be finalized: the end of its period and the grace (semantics 30). */
  issuedAt: Instant
}

export interface InvoiceLine extends UsageLine<CatalogRate> {
  product: BilledProduct
}

export interface Invoice extends InvoiceHead {
  lines: InvoiceLine[]
  /** The exact sum of the lines (semantics 25 and 34). */
  total: Decimal
}

/** The head of a contract's usage invoice for a period; its id is the same each time. */
export function invoiceHead(
  customer: Customer,
  contract: Contract,
  currency: PricingUnit,
  period: TimeRange,
): InvoiceHead {
  return {
    id: derivedId('usage invoice', contract.id, formatInstant(period.from)),
    customer,
    contract,
    currency,
    period,
    issuedAt: period.to + GRACE_MS,
  }
}
