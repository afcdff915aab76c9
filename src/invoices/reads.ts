import { findManualLedgerEntriesOf, type ManualLedgerEntry } from '../catalog/balances/add-ledger-entry.ts'
import { findAllBalances } from '../catalog/balances/find-all.ts'
import type { CatalogBalance } from '../catalog/balances/rows.ts'
import { findMetrics } from '../catalog/billable-metrics/get.ts'
import type { Metric } from '../catalog/billable-metrics/rows.ts'
import { relatedCustomerIds } from '../catalog/contracts/find-related-customers.ts'
import { listContractsOf } from '../catalog/contracts/list.ts'
import type { Contract } from '../catalog/contracts/rows.ts'
import { getCustomer } from '../catalog/customers/get.ts'
import type { Customer } from '../catalog/customers/rows.ts'
import { findContractEnds } from '../catalog/contracts/find-ends.ts'
import { findBilledCharges, type BilledCharge } from '../catalog/invoices/find-billed-charges.ts'
import {
  findBilledSubscriptions,
  type BilledSubscription,
} from '../catalog/invoices/find-billed-subscriptions.ts'
import {
  findConstituents,
  type Consolidated,
  type StoredConstituent,
} from '../catalog/invoices/find-constituents.ts'
import { findInvoices } from '../catalog/invoices/find.ts'
import { findInvoiceHeads, type InvoicedHead } from '../catalog/invoices/find-heads.ts'
import { findIssueDates, type IssueDates } from '../catalog/invoices/issue-dates.ts'
import { findLedgerEntries } from '../catalog/invoices/find-ledger-entries.ts'
import type { LedgerEntry, StoredInvoice } from '../catalog/invoices/rows.ts'
import { findPricingUnits } from '../catalog/pricing-units/get.ts'
import type { PricingUnit } from '../catalog/pricing-units/rows.ts'
import { findProducts } from '../catalog/products/get.ts'
import type { Product } from '../catalog/products/rows.ts'
import { listProfessionalServiceInvoices } from '../catalog/professional-services/list-of-contract.ts'
import type { ProfessionalServiceInvoice } from '../catalog/professional-services/rows.ts'
import { getRateCard } from '../catalog/rate-cards/get.ts'
import { findProductOrder } from '../catalog/rate-cards/product-order.ts'
import type { RateCard } from '../catalog/rate-cards/rows.ts'
import { findRatesOfCard } from '../catalog/rates/find-of-card.ts'
import type { CatalogRate } from '../catalog/rates/rows.ts'
import type { Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import type { MeteredSeries } from '../rating/metered-series.ts'
import type { ContractPricing } from '../rating/usage-line.ts'
import type { BilledProduct } from './billed-products.ts'
import type { QuantityQuestion } from './quantity-question.ts'
import type { BillingScope } from './scope.ts'

/** What the price book says, the same for every customer. */
export interface PriceBookReads {
  rateCard(id: string): Promise<RateCard>
  ratesOfCard(id: string): Promise<readonly CatalogRate[]>
  productOrder(rateCardId: string): Promise<ReadonlyMap<string, number>>
  products(ids: readonly string[]): Promise<readonly Product[]>
  metrics(ids: readonly string[]): Promise<readonly Metric[]>
  pricingUnits(ids: readonly string[]): Promise<readonly PricingUnit[]>
  /** What follows from the price book alone: worked out again each time, or once a run. @param key all that it depends on. */
  derived<Value>(key: string, derive: () => Promise<Value>): Promise<Value>
}

/** What the catalog says of customers. */
export interface CustomerReads {
  customer(id: string): Promise<Customer>
  /** Those that are not archived, in the order in which they start. */
  contractsOf(customerId: string): Promise<readonly Contract[]>
  /** Itself and all customers in hierarchies with it, in order. */
  relatedCustomersOf(customerId: string): Promise<readonly string[]>
  /** Children of recurring ones up to an instant among them. */
  balancesOf(
    customerId: string,
    at: Instant,
    including: { includeArchived: boolean },
  ): Promise<readonly CatalogBalance[]>
  /** When its contracts end, archived ones too, by their ids; those that have no end are left out. */
  contractEndsOf(customerId: string): Promise<ReadonlyMap<string, Instant>>
  /** What invoices did to its commits and credits, also those of customers with whom they are shared. */
  ledgerEntriesOf(customerId: string): Promise<readonly LedgerEntry[]>
  manualEntriesOf(customerId: string): Promise<readonly ManualLedgerEntry[]>
  /** Those that are final, voided ones too, in the order in which they were finalized. */
  invoicesOf(customerId: string): Promise<readonly StoredInvoice[]>
  /** What a consolidated invoice puts together that is final. */
  constituentsOf(consolidated: Consolidated): Promise<readonly StoredConstituent[]>
  invoiceHeadsOf(customerId: string): Promise<readonly InvoicedHead[]>
  billedChargesOf(customerId: string): Promise<readonly BilledCharge[]>
  /** What final invoices charge for subscriptions, also voided ones that were not made anew, in their order. */
  billedSubscriptionsOf(customerId: string): Promise<readonly BilledSubscription[]>
  issueDatesOf(customerId: string): Promise<IssueDates>
  professionalServiceInvoicesOf(contract: Contract): Promise<readonly ProfessionalServiceInvoice[]>
}

/**
 * All that invoices are computed from. Those of one customer are read as they are needed; those of many are read at once
 * and handed out (`batch/`), so that both are computed by the same code.
 */
export interface InvoiceReads extends PriceBookReads, CustomerReads {
  /** As `readQuantities` gives them. */
  quantities(
    products: readonly BilledProduct[],
    question: QuantityQuestion,
  ): Promise<ReadonlyMap<BilledProduct, readonly MeteredSeries[]>>
}

/** How much a customer used under a contract in a period, and what that is priced by. */
export interface ContractUsage {
  /** What is billed. */
  period: TimeRange
  pricing: ContractPricing
  /** All that the contract prices in the period, in the order of the card. */
  products: readonly BilledProduct[]
  /** Those of them that are metered. */
  metered: readonly BilledProduct[]
  /** A product without usage has none. */
  quantities: ReadonlyMap<BilledProduct, readonly MeteredSeries[]>
}

/** What is read of the catalog: what was read for a batch, or the catalog itself. */
export function readsOf(scope: BillingScope): PriceBookReads & CustomerReads {
  return scope.reads ?? { ...bookReads(scope), ...customerReads(scope) }
}

/** Reads the price book from the catalog, each time, as it was at the cut-off where there is one. */
export function bookReads(scope: BillingScope): PriceBookReads {
  const { bookCutoff } = scope
  const rates = bookCutoff && { until: bookCutoff.rates, at: Infinity }
  const versions = bookCutoff && { until: bookCutoff.productVersions, at: Infinity }
  return {
    rateCard: (id) => getRateCard(scope, id),
    ratesOfCard: (id) => findRatesOfCard(scope, id, rates),
    productOrder: (rateCardId) => findProductOrder(scope, rateCardId),
    products: (ids) => findProducts(scope, ids, versions),
    metrics: (ids) => findMetrics(scope, ids),
    pricingUnits: (ids) => findPricingUnits(scope, ids),
    derived: (_, derive) => derive(),
  }
}

function customerReads(scope: BillingScope): CustomerReads {
  return {
    customer: (id) => getCustomer(scope, id),
    contractsOf: (customerId) => listContractsOf(scope, customerId, { includeArchived: false }),
    relatedCustomersOf: async (customerId) =>
      (await relatedCustomerIds(scope.catalog, [customerId])).get(customerId) ?? [customerId],
    balancesOf: (customerId, at, including) => findAllBalances(scope, customerId, at, including),
    contractEndsOf: (customerId) => findContractEnds(scope, customerId),
    ledgerEntriesOf: (customerId) => findLedgerEntries(scope, [customerId]),
    manualEntriesOf: (customerId) => findManualLedgerEntriesOf(scope, [customerId]),
    invoicesOf: (customerId) => findInvoices(scope, customerId),
    constituentsOf: (consolidated) => findConstituents(scope.catalog, consolidated),
    invoiceHeadsOf: (customerId) => findInvoiceHeads(scope, [customerId]),
    billedChargesOf: (customerId) => findBilledCharges(scope, [customerId]),
    billedSubscriptionsOf: (customerId) => findBilledSubscriptions(scope, [customerId]),
    issueDatesOf: async (customerId) =>
      (await findIssueDates(scope.catalog, [customerId])).get(customerId) ?? new Map(),
    professionalServiceInvoicesOf: ({ id }) => listProfessionalServiceInvoices(scope, id),
  }
}
