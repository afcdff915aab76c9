import type { Generated } from 'kysely'
import type {
  CHILD_PAYERS,
  CONSOLIDATION_TYPES,
  SQL_BREAKDOWN_GRANULARITIES,
  STATEMENT_BEHAVIORS,
  WordOf,
} from '../kernel/contract-words.ts'
import type { BillingFrequency } from '../rating/billing-period.ts'

/** The catalog's tables as `sql/catalog/` makes them; `src/catalog/tables.test.ts` holds the two together. */
export interface CatalogTables {
  settings: {
    id: number
    clock_fixed_at: number | null
    clock_was_set: number
  }
  customers: {
    seq: Generated<number>
    id: string
    name: string
    custom_fields: string
    created_at: number
    updated_at: number
    archived_at: number | null
    salesforce_account_id: string | null
  }
  customer_aliases: {
    alias: string
    customer_id: string
    position: number
  }
  customer_exports_due: {
    version: Generated<number>
    customer_id: string
  }
  billable_metrics: {
    seq: Generated<number>
    id: string
    name: string
    definition: string
    after_sequence: number | null
    custom_fields: string
    created_at: number
    archived_at: number | null
  }
  pricing_units: {
    seq: Generated<number>
    id: string
    name: string
    is_currency: number
  }
  products: {
    seq: Generated<number>
    id: string
    type: ProductType
    custom_fields: string
    archived_at: number | null
  }
  product_versions: {
    seq: Generated<number>
    product_id: string
    starting_at: number | null
    name: string
    billable_metric_id: string | null
    quantity_conversion: string | null
    quantity_rounding: string | null
    pricing_group_key: string
    presentation_group_key: string
    sql_breakdown_granularity: WordOf<typeof SQL_BREAKDOWN_GRANULARITIES>
    composite: string | null
    tags: string
    is_refundable: Generated<number>
    netsuite_internal_item_id: string | null
    netsuite_overage_item_id: string | null
    changed: Generated<string>
    created_at: number
  }
  rate_cards: {
    seq: Generated<number>
    id: string
    name: string
    description: string | null
    fiat_credit_type_id: string
    custom_fields: string
    created_at: number
    archived_at: number | null
  }
  rate_card_aliases: {
    seq: Generated<number>
    rate_card_id: string
    name: string
    starting_at: number | null
    ending_before: number | null
  }
  rate_card_conversions: {
    rate_card_id: string
    custom_credit_type_id: string
    fiat_per_custom_credit: string
  }
  rate_card_products: {
    rate_card_id: string
    product_id: string
    position: number
  }
  rates: {
    seq: Generated<number>
    id: string
    rate_card_id: string
    product_id: string
    pricing_group_values: string
    starting_at: number
    ending_before: number | null
    entitled: number
    price: string
    commit_rate: string | null
    billing_frequency: BillingFrequency | null
    credit_type_id: string
    created_at: number
  }
  packages: {
    seq: Generated<number>
    id: string
    name: string
    uniqueness_key: string | null
    body: string
    created_at: number
    archived_at: number | null
  }
  package_aliases: {
    seq: Generated<number>
    package_id: string
    name: string
    starting_at: number | null
    ending_before: number | null
  }
  contracts: {
    seq: Generated<number>
    id: string
    customer_id: string
    rate_card_id: string | null
    package_id: string | null
    uniqueness_key: string | null
    renewed_from_id: string | null
    is_trueup_removed: Generated<number>
    parent_contract_id: string | null
    parent_customer_id: string | null
    payer: WordOf<typeof CHILD_PAYERS> | null
    usage_statement_behavior: WordOf<typeof STATEMENT_BEHAVIORS> | null
    invoice_consolidation_type: WordOf<typeof CONSOLIDATION_TYPES> | null
    starting_at: number
    ending_before: number | null
    custom_fields: string
    created_at: number
    archived_at: number | null
  }
  contract_versions: {
    seq: Generated<number>
    id: string
    contract_id: string
    kind: ContractVersionKind
    change: string
    terms: string
    uniqueness_key: string | null
    created_at: number
  }
  balances: {
    seq: Generated<number>
    id: string
    customer_id: string
    contract_id: string | null
    type: BalanceType
    origin: string | null
    uniqueness_key: string | null
    created_at: number
    archived_at: number | null
  }
  balance_versions: {
    seq: Generated<number>
    balance_id: string
    contract_version_id: string | null
    kind: BalanceVersionKind
    change: string
    terms: string
    created_at: number
  }
  manual_ledger_entries: {
    seq: Generated<number>
    id: string
    customer_id: string
    balance_id: string
    segment_id: string
    amount: string
    reason: string
    effective_at: number
    created_at: number
  }
  invoices: {
    seq: Generated<number>
    id: string
    head_id: string
    customer_id: string
    contract_id: string
    type: InvoiceType
    currency_id: string
    period_from: number | null
    period_to: number | null
    issued_at: number
    document: string
    checksum: string
    regenerated_from_id: string | null
    finalized_at: number
    voided_at: number | null
    cutoff: number | null
    rates_cutoff: number | null
    product_versions_cutoff: number | null
    contract_versions_cutoff: number | null
    balance_versions_cutoff: number | null
  }
  invoice_exports_due: {
    version: Generated<number>
    invoice_id: string
  }
  ledger_entries: {
    seq: Generated<number>
    id: string
    invoice_id: string
    customer_id: string
    balance_id: string
    segment_id: string
    type: LedgerEntryKind
    amount: string
    effective_at: number
    created_at: number
  }
  invoice_issue_dates: {
    seq: Generated<number>
    head_id: string
    customer_id: string
    issued_at: number
    created_at: number
  }
  imported_invoices: {
    invoice_id: string
    breakdown_granularity: 'HOUR' | 'DAY' | null
    usage: string
  }
  threshold_events: {
    seq: Generated<number>
    id: string
    contract_id: string
    kind: ThresholdKind
    status: ThresholdStatus
    workflow_id: string | null
    credit_type_id: string
    amount: string
    payable: string
    commit_terms: string
    balance_id: string | null
    invoice_at: number | null
    created_at: number
    settled_at: number | null
  }
  professional_service_invoices: {
    seq: Generated<number>
    id: string
    contract_id: string
    issued_at: number
    lines: string
    created_at: number
  }
  named_schedules: {
    seq: Generated<number>
    owner_kind: 'CONTRACT' | 'CUSTOMER' | 'RATE_CARD'
    owner_id: string
    schedule_name: string
    properties: string
    value: string
    starting_at: number
    ending_before: number | null
    created_at: number
  }
  idempotency_keys: {
    key: string
    fingerprint: string
    status: number | null
    headers: string | null
    body: string | null
    created_at: number
  }
}

export type ProductType = 'USAGE' | 'FIXED' | 'COMPOSITE' | 'SUBSCRIPTION' | 'PRO_SERVICE'

/** What made a version of a contract. */
export type ContractVersionKind = 'CREATE' | 'EDIT' | 'AMENDMENT' | 'END_DATE' | 'USAGE_FILTER'

/** A commit that is paid before it is used, one that is paid after, or a credit, which is not paid. */
export type BalanceType = 'PREPAID' | 'POSTPAID' | 'CREDIT'

/** What made a version of a commit or credit. */
export type BalanceVersionKind = 'CREATE' | 'EDIT' | 'END_DATE'

/** Usage over a period, that of a parent and its children together, or what is charged on a date by itself. */
export type InvoiceType = 'USAGE' | 'USAGE_CONSOLIDATED' | 'SCHEDULED'

/** What an invoice did to a commit or credit: drew on it, billed what was not drawn, or gave either back when it was voided. */
export type LedgerEntryKind = 'DEDUCTION' | 'TRUEUP' | 'CANCELED'

/** What is held against a threshold: what is spent and not paid, or what is left of a balance. */
export type ThresholdKind = 'SPEND' | 'PREPAID'

/** Whether the payment for a threshold that was reached is waited for, was made, or failed. */
export type ThresholdStatus = 'PENDING' | 'PAID' | 'FAILED'
