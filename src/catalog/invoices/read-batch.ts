import { sql } from 'kysely'
import type { ManualLedgerEntry } from '../balances/add-ledger-entry.ts'
import { findAllManualLedgerEntries } from '../balances/add-ledger-entry.ts'
import { fromBalanceRows, type CatalogBalance } from '../balances/rows.ts'
import { fromContractRows, type Contract } from '../contracts/rows.ts'
import { findCustomers } from '../customers/get.ts'
import type { Customer } from '../customers/rows.ts'
import type { Catalog } from '../database.ts'
import {
  fromInvoiceRow as fromProfessionalServiceRow,
  type ProfessionalServiceInvoice,
} from '../professional-services/rows.ts'
import type { BilledCharge } from './find-billed-charges.ts'
import type { InvoicedHead } from './find-heads.ts'
import { findIssueDates, type IssueDates } from './issue-dates.ts'
import { fromLedgerEntryRow, periodOf, type LedgerEntry } from './rows.ts'

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
  issueDates: ReadonlyMap<string, IssueDates>
  /** Of all customers, by the commit's or credit's id. */
  manualEntries: ReadonlyMap<string, ManualLedgerEntry[]>
  /** By the contract's id. */
  professionalServiceInvoices: ReadonlyMap<string, ProfessionalServiceInvoice[]>
}

/** Reads it: one query for each kind of rows, and nothing for an empty list. */
export async function readBatch(catalog: Catalog, customerIds: readonly string[]): Promise<CustomerBatch> {
  const ids = [...new Set(customerIds)]
  const contracts = await contractsOf(catalog, ids)
  return {
    customers: new Map((await findCustomers({ catalog }, ids)).map((customer) => [customer.id, customer])),
    contracts: Map.groupBy(contracts, ({ customerId }) => customerId),
    balances: Map.groupBy(await balancesOf(catalog, ids), ({ customerId }) => customerId),
    ledgerEntries: Map.groupBy(await ledgerEntriesOf(catalog, ids), ({ customerId }) => customerId),
    ...(await invoicedOf(catalog, ids)),
    issueDates: await findIssueDates(catalog, ids),
    manualEntries: Map.groupBy(
      ids.length === 0 ? [] : await findAllManualLedgerEntries({ catalog }),
      ({ balanceId }) => balanceId,
    ),
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
    .where('customer_id', 'in', ids)
    .orderBy('seq')
    .execute()
  return fromContractRows(catalog, rows)
}

async function balancesOf(catalog: Catalog, ids: readonly string[]): Promise<CatalogBalance[]> {
  if (ids.length === 0) return []
  const rows = await catalog
    .selectFrom('balances')
    .selectAll()
    .where('customer_id', 'in', ids)
    .orderBy('seq')
    .execute()
  return fromBalanceRows(catalog, rows)
}

async function ledgerEntriesOf(catalog: Catalog, ids: readonly string[]): Promise<LedgerEntry[]> {
  if (ids.length === 0) return []
  const rows = await catalog
    .selectFrom('ledger_entries')
    .selectAll()
    .where('customer_id', 'in', ids)
    .orderBy('seq')
    .execute()
  return rows.map(fromLedgerEntryRow)
}

async function invoicedOf(
  catalog: Catalog,
  ids: readonly string[],
): Promise<Pick<CustomerBatch, 'invoiceHeads' | 'billedCharges'>> {
  if (ids.length === 0) return { invoiceHeads: new Map(), billedCharges: new Map() }
  const rows = await catalog
    .selectFrom('invoices')
    .leftJoin('imported_invoices', 'imported_invoices.invoice_id', 'invoices.id')
    .select(['customer_id', 'head_id', 'contract_id', 'period_from', 'period_to', 'voided_at', 'invoice_id'])
    .where('customer_id', 'in', ids)
    .orderBy('seq')
    .execute()
  const heads = rows.map((row) => ({
    customerId: row.customer_id,
    headId: row.head_id,
    contractId: row.contract_id,
    period: periodOf(row),
    isVoided: row.voided_at !== null,
    isImported: row.invoice_id !== null,
  }))
  const { rows: charged } = await sql<{
    customer_id: string
    charge_id: string
    id: string
    head_id: string
    voided_at: number | null
  }>`
    SELECT DISTINCT invoices.customer_id, line.value ->> 'chargeId' AS charge_id, invoices.id, invoices.head_id,
      invoices.voided_at
    FROM invoices, json_each(invoices.document, '$.lines') AS line
    WHERE invoices.customer_id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))
      AND instr(invoices.document, '"chargeId":"') > 0
      AND line.value ->> 'chargeId' IS NOT NULL
    ORDER BY invoices.seq`.execute(catalog)
  const charges = charged.map((row) => ({
    customerId: row.customer_id,
    chargeId: row.charge_id,
    invoiceId: row.id,
    headId: row.head_id,
    isVoided: row.voided_at !== null,
  }))
  return {
    invoiceHeads: Map.groupBy(heads, ({ customerId }) => customerId),
    billedCharges: Map.groupBy(charges, ({ customerId }) => customerId),
  }
}

async function professionalServicesOf(
  catalog: Catalog,
  contractIds: readonly string[],
): Promise<Map<string, ProfessionalServiceInvoice[]>> {
  const { rows } = await sql<{ contract_id: string }>`
    SELECT DISTINCT contract_id FROM professional_service_invoices
    WHERE contract_id IN (SELECT value FROM json_each(${JSON.stringify(contractIds)}))`.execute(catalog)
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
