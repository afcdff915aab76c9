import type { CatalogBalance } from '../catalog/balances/rows.ts'
import type { ContractLink } from '../catalog/contracts/hierarchy.ts'
import type { Contract } from '../catalog/contracts/rows.ts'
import type { Discount, ScheduledCharge, ScheduleItem } from '../catalog/contracts/terms.ts'
import type { Customer } from '../catalog/customers/rows.ts'
import type { PricingUnit } from '../catalog/pricing-units/rows.ts'
import type { ProfessionalServiceInvoice } from '../catalog/professional-services/rows.ts'
import type { Product } from '../catalog/products/rows.ts'
import type { CatalogRate } from '../catalog/rates/rows.ts'
import type { BalanceType, InvoiceType, ProductType } from '../catalog/tables.ts'
import type { Decimal } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { Price } from '../rating/price.ts'
import type { Subscription } from '../rating/subscription.ts'
import type { SubscriptionCharge } from '../rating/subscription-charges.ts'
import type { GroupValues, LineTier } from '../rating/usage-line.ts'

/** What identifies a draft before any of it is computed; its id is the same each time. */
export interface InvoiceHead {
  id: string
  /** What a usage invoice bills, also where it is made anew under another id; null on any other. */
  headId: string | null
  type: InvoiceType
  customer: Customer
  contract: Contract
  /** What its total is in. */
  currency: PricingUnit
  /** The usage that it bills; null on a scheduled or consolidated invoice. */
  period: TimeRange | null
  /**
   * From when on quantities are counted, of which the invoice bills what they grew in its own period: the start of the billing
   * period, where a final invoice bills the first part of that and the contract was made longer since (semantics 11 and 26).
   * Null where it is the period's start.
   */
  meteredFrom: Instant | null
  /** The end of its period plus the grace, or its own date (semantics 30). It decides what the invoice charges and draws on. */
  agreedAt: Instant
  /** The same, unless its issue was moved (`heads/issue-date.ts`). */
  issuedAt: Instant
  /** It is not finalized before this, whatever its date: a true-up waits for what may draw on its commit. */
  finalFrom: Instant
  /** When it is finalized: as it is issued, or later where it waits. */
  dueAt: Instant
  /** What is charged on its date, or at the end of its period, in order. */
  items: readonly ScheduledItem[]
  /** What subscriptions charge on its date; none on a usage invoice, whose own follow from its period. */
  charges: readonly ContractCharge[]
  /** Whether a usage invoice takes a subscription's charge of its period; it always takes what it billed before it was voided. */
  takesCharge: (charged: ContractCharge) => boolean
  /** The work that it bills; null where it bills anything else. */
  professionalServices: ProfessionalServiceInvoice | null
  /** The POSTPAID commit of which it bills what was not drawn; null where it bills anything else. */
  trueup: CatalogBalance | null
  /** Drafts that may draw on that commit, of other customers too: it is final with these, or after them. */
  waitsFor: readonly InvoiceHead[]
  /** What it puts together; null where it bills anything by itself. */
  consolidation: Consolidation | null
}

/** What a consolidated invoice puts together: statements of usage of its contract and of children that it pays for. */
export interface Consolidation {
  /** The usage period of its contract. */
  period: TimeRange
  /** Those statements that are not final yet, in the order in which they are shown. */
  drafts: readonly InvoiceHead[]
}

/** A dated amount that a contract charges or takes off, or that a commit costs. */
export type ScheduledItem = ChargedItem | PurchasedItem

interface DatedItem {
  item: ScheduleItem
  /** What its amount is in. */
  creditTypeId: string
  /** What it is shown as. */
  productId: string
}

export interface ChargedItem extends DatedItem {
  kind: 'CHARGE' | 'DISCOUNT'
  source: ScheduledCharge | Discount
}

/** What is paid for a PREPAID commit. */
export interface PurchasedItem extends DatedItem {
  kind: 'PURCHASE'
  source: CatalogBalance
}

/** A charge of a subscription, with what it is of. */
export interface ContractCharge {
  subscription: Subscription
  product: Product
  charge: SubscriptionCharge<CatalogRate>
  /** Its place among what falls due at once for the same time: a price with tiers charges each by itself. */
  place: number
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

/** The commit or credit that covers a line, that it shows the application of, or that it charges for. */
export interface LineCommit extends LineSource {
  type: BalanceType
  /** Null where no one segment is meant. */
  segmentId: string | null
  netsuiteSalesOrderId: string | null
}

/** A line of an invoice. What does not apply to its type is null. */
export interface InvoiceLine {
  /** The same each time the line is computed. */
  id: string
  type:
    | 'usage'
    | 'subscription'
    | 'scheduled'
    | 'commit_purchase'
    | 'applied_commit_or_credit'
    | 'cpu_conversion'
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
  commit: LineCommit | null
  /** The dated amount, or the subscription's charge, that it bills: the same on any invoice, for each is billed once. */
  chargeId: string | null
  /** The client's own. */
  metadata: string | null
  /** The same, of work: the time that it is billed for elsewhere. */
  netsuiteBilling: { startAt: Instant | null; endAt: Instant | null } | null
  /** The line that it was copied from; there on consolidated invoices alone. */
  origin?: LineOrigin
}

/** A line of an invoice that was put together with others. */
export interface LineOrigin extends ContractLink {
  lineId: string
  invoiceId: string
}

/** An invoice that was put together with others. */
export interface ConstituentInvoice extends ContractLink {
  invoiceId: string
  /** As it was then. */
  customerName: string
}

/** A draft as it was computed, or an invoice as it was finalized. */
export interface Invoice {
  id: string
  type: InvoiceType
  status: 'DRAFT' | 'FINALIZED' | 'VOID'
  /** Who it is for, as it was then. */
  customer: Pick<Customer, 'id' | 'name' | 'customFields'>
  contract: InvoicedContract
  currency: PricingUnit
  /** Null on a scheduled invoice. */
  period: TimeRange | null
  issuedAt: Instant
  lines: readonly InvoiceLine[]
  /** The exact sum of the lines in the invoice's currency (semantics 25 and 34). */
  total: Decimal
  /** The voided invoice that it stands for. */
  regeneratedFromId: string | null
  /** What was said of an imported invoice; not there for any other. */
  imported?: ImportedFacts
  /** Whose contract pays for it; there where its contract is in a hierarchy, unless it is a scheduled one. */
  payer?: ContractLink
  /** The invoices that it puts together, in order; there on consolidated invoices alone. */
  constituents?: readonly ConstituentInvoice[]
}

export interface ImportedFacts {
  customFields: Readonly<Record<string, string>>
  /** Null where it was not said. */
  billableStatus: 'billable' | 'unbillable' | null
}

/** A contract as its invoices show it. */
export interface InvoicedContract {
  id: string
  customFields: Readonly<Record<string, string>>
  netPaymentTermsDays: number | null
  netsuiteSalesOrderId: string | null
  salesforceOpportunityId: string | null
}
