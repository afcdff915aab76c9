import type { Generated } from 'kysely'
import type { SQL_BREAKDOWN_GRANULARITIES, WordOf } from '../kernel/contract-words.ts'
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
