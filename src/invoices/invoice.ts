import type { Contract } from '../catalog/contracts/rows.ts'
import type { Customer } from '../catalog/customers/rows.ts'
import type { PricingUnit } from '../catalog/pricing-units/rows.ts'
import type { ProfessionalServiceInvoice } from '../catalog/professional-services/rows.ts'
import type { ProductType } from '../catalog/tables.ts'
import type { Decimal } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { Price } from '../rating/price.ts'
import type { GroupValues, LineTier } from '../rating/usage-line.ts'

/** What identifies a draft before any of it is computed; its id is the same each time. */
export interface InvoiceHead {
  id: string
  type: 'USAGE' | 'SCHEDULED'
  customer: Customer
  contract: Contract
  /** What its total is in. */
  currency: PricingUnit
  /** The usage that it bills; null on a scheduled invoice. */
  period: TimeRange | null
  /** When it will be finalized: the end of its period and the grace, or its own date (semantics 30). */
  issuedAt: Instant
  /** The work that it bills; null where it bills anything else. */
  professionalServices: ProfessionalServiceInvoice | null
}

/** What a line bills, as it is shown. */
export interface LineProduct {
  id: string
  type: ProductType
  name: string
  tags: readonly string[]
  customFields: Readonly<Record<string, string>>
}

/** Something that a contract made, and the custom fields that it carries. */
export interface LineSource {
  id: string
  customFields: Readonly<Record<string, string>>
}

/** A line of an invoice. What does not apply to its type is null. */
export interface InvoiceLine {
  /** The same each time the line is computed. */
  id: string
  type: 'usage' | 'subscription' | 'scheduled' | 'cpu_conversion'
  name: string
  /** Null for a conversion. */
  product: LineProduct | null
  creditType: PricingUnit
  period: TimeRange | null
  quantity: Decimal
  unitPrice: Decimal
  total: Decimal
  tier: LineTier | null
  /** The price of the rate card. */
  listPrice: Price | null
  pricingGroupValues: Readonly<Record<string, string>> | null
  presentationGroupValues: GroupValues | null
  subscription: LineSource | null
  isProrated: boolean
  scheduledCharge: LineSource | null
  discount: LineSource | null
  professionalService: LineSource | null
  /** The client's own. */
  metadata: string | null
}

export interface Invoice extends InvoiceHead {
  lines: InvoiceLine[]
  /** The exact sum of the lines in the invoice's currency (semantics 25 and 34). */
  total: Decimal
}
