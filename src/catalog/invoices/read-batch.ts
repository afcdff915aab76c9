import { sql } from 'kysely'
import { among } from '../among.ts'
import { findManualLedgerEntriesOf, type ManualLedgerEntry } from '../balances/add-ledger-entry.ts'
import { fromBalanceRows, type CatalogBalance } from '../balances/rows.ts'
import { fromContractRows, type Contract } from '../contracts/rows.ts'
import { findCustomers } from '../customers/get.ts'
import type { Customer } from '../customers/rows.ts'
import type { Catalog } from '../database.ts'
import {
  fromInvoiceRow as fromProfessionalServiceRow,
  type ProfessionalServiceInvoice,
} from '../professional-services/rows.ts'
import { findBilledCharges, type BilledCharge } from './find-billed-charges.ts'
import { findBilledSubscriptions, type BilledSubscription } from './find-billed-subscriptions.ts'
import { findInvoiceHeads, type InvoicedHead } from './find-heads.ts'
import { findLedgerEntries } from './find-ledger-entries.ts'
import { findIssueDates, type IssueDates } from './issue-dates.ts'
import type { LedgerEntry } from './rows.ts'

/** What the catalog says of many customers, by the customer's id unless it says otherwise. */
export interface CustomerBatch {
  customers: ReadonlyMap<string, Customer>
  /** Archived ones too. */
  contracts: ReadonlyMap<string, Contract[]>
  /** Those that are stored. */
  balances: ReadonlyMap<string, CatalogBalance[]>
  ledgerEntries: ReadonlyMap<string, LedgerEntry[]>
  invoiceHeads: ReadonlyMap<string, InvoicedHead[]>
  billedCharges: ReadonlyMap<string, BilledCharge[]>
  /** Of those customers that have subscriptions. */
  billedSubscriptions: ReadonlyMap<string, BilledSubscription[]>
  issueDates: ReadonlyMap<string, IssueDates>
  manualEntries: ReadonlyMap<string, ManualLedgerEntry[]>
  /** By the contract's id. */
  professionalServiceInvoices: ReadonlyMap<string, ProfessionalServiceInvoice[]>
}

/** Reads it: one query for each kind of rows, and nothing for an empty list. */
export async function readBatch(catalog: Catalog, customerIds: readonly string[]): Promise<CustomerBatch> {
  const ids = [...new Set(customerIds)]
  const scope = { catalog }
  const customerOf = ({ customerId }: { customerId: string }) => customerId
  const contracts = await contractsOf(catalog, ids)
  const subscribed = contracts.filter(({ terms }) => terms.subscriptions.length > 0).map(customerOf)
  return {
    customers: new Map((await findCustomers(scope, ids)).map((customer) => [customer.id, customer])),
    contracts: Map.groupBy(contracts, customerOf),
    balances: Map.groupBy(await balancesOf(catalog, ids), customerOf),
    ledgerEntries: Map.groupBy(await findLedgerEntries(scope, ids), customerOf),
    invoiceHeads: Map.groupBy(await findInvoiceHeads(scope, ids), customerOf),
    billedCharges: Map.groupBy(await findBilledCharges(scope, ids), customerOf),
    billedSubscriptions: Map.groupBy(await findBilledSubscriptions(scope, subscribed), customerOf),
    issueDates: await findIssueDates(catalog, ids),
    manualEntries: Map.groupBy(await findManualLedgerEntriesOf(scope, ids), customerOf),
    professionalServiceInvoices: await professionalServicesOf(
      catalog,
      contracts.map(({ id }) => id),
    ),
  }
}

async function contractsOf(catalog: Catalog, ids: readonly string[]): Promise<Contract[]> {
  if (ids.length === 0) return []
  const rows = await catalog
    .selectFrom('contracts')
    .selectAll()
    .where('customer_id', 'in', among(ids))
    .orderBy('seq')
    .execute()
  return fromContractRows(catalog, rows)
}

async function balancesOf(catalog: Catalog, ids: readonly string[]): Promise<CatalogBalance[]> {
  if (ids.length === 0) return []
  const rows = await catalog
    .selectFrom('balances')
    .selectAll()
    .where('customer_id', 'in', among(ids))
    .orderBy('seq')
    .execute()
  return fromBalanceRows(catalog, rows)
}

async function professionalServicesOf(
  catalog: Catalog,
  contractIds: readonly string[],
): Promise<Map<string, ProfessionalServiceInvoice[]>> {
  const { rows } = await sql<{ contract_id: string }>`
    SELECT DISTINCT contract_id FROM professional_service_invoices
    WHERE contract_id IN ${among(contractIds)}`.execute(catalog)
  const found = new Map<string, ProfessionalServiceInvoice[]>()
  for (const { contract_id: contractId } of rows) {
    const invoices = await catalog
      .selectFrom('professional_service_invoices')
      .selectAll()
      .where('contract_id', '=', contractId)
      .orderBy('seq')
      .execute()
    found.set(contractId, invoices.map(fromProfessionalServiceRow))
  }
  return found
}
