import { expect, test } from 'vitest'
import type { SelectType } from 'kysely'
import { migrateCatalog, listCatalogMigrations } from './migrate.ts'
import type { CatalogTables } from './tables.ts'
import { openTestCatalog } from './testing/memory-catalog.ts'

/** A column as SQLite has to declare it for the type in `tables.ts` to be true. */
type Declared<Column> = `${[Column] extends [number | null] ? 'INTEGER' : 'TEXT'}${null extends Column
  ? ''
  : ' NOT NULL'}`

type DeclaredTables = {
  [Table in keyof CatalogTables]: {
    [Column in keyof CatalogTables[Table]]: Declared<SelectType<CatalogTables[Table][Column]>>
  }
}

const DECLARED: DeclaredTables = {
  settings: {
    id: 'INTEGER NOT NULL',
    clock_fixed_at: 'INTEGER',
    clock_was_set: 'INTEGER NOT NULL',
  },
  customers: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    name: 'TEXT NOT NULL',
    custom_fields: 'TEXT NOT NULL',
    created_at: 'INTEGER NOT NULL',
    updated_at: 'INTEGER NOT NULL',
    archived_at: 'INTEGER',
    salesforce_account_id: 'TEXT',
  },
  customer_aliases: {
    alias: 'TEXT NOT NULL',
    customer_id: 'TEXT NOT NULL',
    position: 'INTEGER NOT NULL',
  },
  customer_exports_due: {
    version: 'INTEGER NOT NULL',
    customer_id: 'TEXT NOT NULL',
  },
  billable_metrics: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    name: 'TEXT NOT NULL',
    definition: 'TEXT NOT NULL',
    after_sequence: 'INTEGER',
    custom_fields: 'TEXT NOT NULL',
    created_at: 'INTEGER NOT NULL',
    archived_at: 'INTEGER',
  },
  pricing_units: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    name: 'TEXT NOT NULL',
    is_currency: 'INTEGER NOT NULL',
  },
  products: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    type: 'TEXT NOT NULL',
    custom_fields: 'TEXT NOT NULL',
    archived_at: 'INTEGER',
  },
  product_versions: {
    seq: 'INTEGER NOT NULL',
    product_id: 'TEXT NOT NULL',
    starting_at: 'INTEGER',
    name: 'TEXT NOT NULL',
    billable_metric_id: 'TEXT',
    quantity_conversion: 'TEXT',
    quantity_rounding: 'TEXT',
    pricing_group_key: 'TEXT NOT NULL',
    presentation_group_key: 'TEXT NOT NULL',
    sql_breakdown_granularity: 'TEXT NOT NULL',
    composite: 'TEXT',
    tags: 'TEXT NOT NULL',
    is_refundable: 'INTEGER NOT NULL',
    netsuite_internal_item_id: 'TEXT',
    netsuite_overage_item_id: 'TEXT',
    changed: 'TEXT NOT NULL',
    created_at: 'INTEGER NOT NULL',
  },
  rate_cards: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    name: 'TEXT NOT NULL',
    description: 'TEXT',
    fiat_credit_type_id: 'TEXT NOT NULL',
    custom_fields: 'TEXT NOT NULL',
    created_at: 'INTEGER NOT NULL',
    archived_at: 'INTEGER',
  },
  rate_card_aliases: {
    seq: 'INTEGER NOT NULL',
    rate_card_id: 'TEXT NOT NULL',
    name: 'TEXT NOT NULL',
    starting_at: 'INTEGER',
    ending_before: 'INTEGER',
  },
  rate_card_conversions: {
    rate_card_id: 'TEXT NOT NULL',
    custom_credit_type_id: 'TEXT NOT NULL',
    fiat_per_custom_credit: 'TEXT NOT NULL',
  },
  rate_card_products: {
    rate_card_id: 'TEXT NOT NULL',
    product_id: 'TEXT NOT NULL',
    position: 'INTEGER NOT NULL',
  },
  rates: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    rate_card_id: 'TEXT NOT NULL',
    product_id: 'TEXT NOT NULL',
    pricing_group_values: 'TEXT NOT NULL',
    starting_at: 'INTEGER NOT NULL',
    ending_before: 'INTEGER',
    entitled: 'INTEGER NOT NULL',
    price: 'TEXT NOT NULL',
    commit_rate: 'TEXT',
    billing_frequency: 'TEXT',
    credit_type_id: 'TEXT NOT NULL',
    created_at: 'INTEGER NOT NULL',
  },
  packages: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    name: 'TEXT NOT NULL',
    uniqueness_key: 'TEXT',
    body: 'TEXT NOT NULL',
    created_at: 'INTEGER NOT NULL',
    archived_at: 'INTEGER',
  },
  package_aliases: {
    seq: 'INTEGER NOT NULL',
    package_id: 'TEXT NOT NULL',
    name: 'TEXT NOT NULL',
    starting_at: 'INTEGER',
    ending_before: 'INTEGER',
  },
  contracts: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    customer_id: 'TEXT NOT NULL',
    rate_card_id: 'TEXT',
    package_id: 'TEXT',
    uniqueness_key: 'TEXT',
    renewed_from_id: 'TEXT',
    is_trueup_removed: 'INTEGER NOT NULL',
    parent_contract_id: 'TEXT',
    parent_customer_id: 'TEXT',
    payer: 'TEXT',
    usage_statement_behavior: 'TEXT',
    invoice_consolidation_type: 'TEXT',
    starting_at: 'INTEGER NOT NULL',
    ending_before: 'INTEGER',
    custom_fields: 'TEXT NOT NULL',
    created_at: 'INTEGER NOT NULL',
    archived_at: 'INTEGER',
  },
  contract_versions: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    contract_id: 'TEXT NOT NULL',
    kind: 'TEXT NOT NULL',
    change: 'TEXT NOT NULL',
    terms: 'TEXT NOT NULL',
    uniqueness_key: 'TEXT',
    created_at: 'INTEGER NOT NULL',
  },
  balances: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    customer_id: 'TEXT NOT NULL',
    contract_id: 'TEXT',
    type: 'TEXT NOT NULL',
    origin: 'TEXT',
    uniqueness_key: 'TEXT',
    created_at: 'INTEGER NOT NULL',
    archived_at: 'INTEGER',
  },
  balance_versions: {
    seq: 'INTEGER NOT NULL',
    balance_id: 'TEXT NOT NULL',
    contract_version_id: 'TEXT',
    kind: 'TEXT NOT NULL',
    change: 'TEXT NOT NULL',
    terms: 'TEXT NOT NULL',
    created_at: 'INTEGER NOT NULL',
  },
  manual_ledger_entries: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    customer_id: 'TEXT NOT NULL',
    balance_id: 'TEXT NOT NULL',
    segment_id: 'TEXT NOT NULL',
    amount: 'TEXT NOT NULL',
    reason: 'TEXT NOT NULL',
    effective_at: 'INTEGER NOT NULL',
    created_at: 'INTEGER NOT NULL',
  },
  invoices: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    head_id: 'TEXT NOT NULL',
    customer_id: 'TEXT NOT NULL',
    contract_id: 'TEXT NOT NULL',
    type: 'TEXT NOT NULL',
    currency_id: 'TEXT NOT NULL',
    period_from: 'INTEGER',
    period_to: 'INTEGER',
    issued_at: 'INTEGER NOT NULL',
    document: 'TEXT NOT NULL',
    checksum: 'TEXT NOT NULL',
    regenerated_from_id: 'TEXT',
    finalized_at: 'INTEGER NOT NULL',
    voided_at: 'INTEGER',
    cutoff: 'INTEGER',
    rates_cutoff: 'INTEGER',
    product_versions_cutoff: 'INTEGER',
    contract_versions_cutoff: 'INTEGER',
    balance_versions_cutoff: 'INTEGER',
  },
  invoice_exports_due: {
    version: 'INTEGER NOT NULL',
    invoice_id: 'TEXT NOT NULL',
  },
  ledger_entries: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    invoice_id: 'TEXT NOT NULL',
    customer_id: 'TEXT NOT NULL',
    balance_id: 'TEXT NOT NULL',
    segment_id: 'TEXT NOT NULL',
    type: 'TEXT NOT NULL',
    amount: 'TEXT NOT NULL',
    effective_at: 'INTEGER NOT NULL',
    created_at: 'INTEGER NOT NULL',
  },
  invoice_issue_dates: {
    seq: 'INTEGER NOT NULL',
    head_id: 'TEXT NOT NULL',
    customer_id: 'TEXT NOT NULL',
    issued_at: 'INTEGER NOT NULL',
    created_at: 'INTEGER NOT NULL',
  },
  imported_invoices: {
    invoice_id: 'TEXT NOT NULL',
    breakdown_granularity: 'TEXT',
    usage: 'TEXT NOT NULL',
  },
  threshold_events: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    contract_id: 'TEXT NOT NULL',
    kind: 'TEXT NOT NULL',
    status: 'TEXT NOT NULL',
    workflow_id: 'TEXT',
    credit_type_id: 'TEXT NOT NULL',
    amount: 'TEXT NOT NULL',
    payable: 'TEXT NOT NULL',
    commit_terms: 'TEXT NOT NULL',
    balance_id: 'TEXT',
    invoice_at: 'INTEGER',
    created_at: 'INTEGER NOT NULL',
    settled_at: 'INTEGER',
  },
  professional_service_invoices: {
    seq: 'INTEGER NOT NULL',
    id: 'TEXT NOT NULL',
    contract_id: 'TEXT NOT NULL',
    issued_at: 'INTEGER NOT NULL',
    lines: 'TEXT NOT NULL',
    created_at: 'INTEGER NOT NULL',
  },
  named_schedules: {
    seq: 'INTEGER NOT NULL',
    owner_kind: 'TEXT NOT NULL',
    owner_id: 'TEXT NOT NULL',
    schedule_name: 'TEXT NOT NULL',
    properties: 'TEXT NOT NULL',
    value: 'TEXT NOT NULL',
    starting_at: 'INTEGER NOT NULL',
    ending_before: 'INTEGER',
    created_at: 'INTEGER NOT NULL',
  },
  idempotency_keys: {
    key: 'TEXT NOT NULL',
    fingerprint: 'TEXT NOT NULL',
    status: 'INTEGER',
    headers: 'TEXT',
    body: 'TEXT',
    created_at: 'INTEGER NOT NULL',
  },
}

test('every table of the catalog has the columns that tables.ts says, and no others', () => {
  const { file } = openTestCatalog()
  const names = file
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name != 'migrations'",
    )
    .all()
    .map((row) => String(row['name']))
  const tables = names.map((name) => [name, columnsOf(name)])
  expect(Object.fromEntries(tables)).toEqual(DECLARED)

  function columnsOf(table: string) {
    const columns = file.prepare(`PRAGMA table_info(${table})`).all()
    return Object.fromEntries(columns.map((column) => [column['name'], declarationOf(column)]))
  }
})

test('migrating a catalog again changes nothing', () => {
  const { file } = openTestCatalog()
  const schema = () => file.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all()
  const rows = () => file.prepare('SELECT * FROM pricing_units ORDER BY seq').all()
  const before = { schema: schema(), rows: rows() }
  migrateCatalog(file)
  expect({ schema: schema(), rows: rows() }).toEqual(before)
  const applied = file.prepare('SELECT name FROM migrations ORDER BY name').all()
  expect(applied.map((row) => row['name'])).toEqual(listCatalogMigrations())
})

// An INTEGER PRIMARY KEY is the row's own number, which is never null though SQLite does not say so.
function declarationOf(column: Record<string, unknown>): string {
  const isRequired = column['notnull'] === 1 || (column['type'] === 'INTEGER' && column['pk'] === 1)
  return `${String(column['type'])}${isRequired ? ' NOT NULL' : ''}`
}
