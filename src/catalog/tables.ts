import type { Generated } from 'kysely'

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
    type: 'USAGE'
    custom_fields: string
    archived_at: number | null
  }
  product_versions: {
    seq: Generated<number>
    product_id: string
    starting_at: number | null
    name: string
    billable_metric_id: string
    quantity_conversion: string | null
    quantity_rounding: string | null
    pricing_group_key: string
    presentation_group_key: string
    sql_breakdown_granularity: Generated<'HOUR' | 'SERVICE_PERIOD'>
    tags: string
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
  rates: {
    seq: Generated<number>
    id: string
    rate_card_id: string
    product_id: string
    pricing_group_values: string
    starting_at: number
    ending_before: number | null
    entitled: number
    rate_type: 'FLAT'
    price: string
    credit_type_id: string
    created_at: number
  }
  contracts: {
    seq: Generated<number>
    id: string
    customer_id: string
    rate_card_id: string
    name: string | null
    uniqueness_key: string | null
    starting_at: number
    initial_ending_before: number | null
    ending_before: number | null
    billing_frequency: 'MONTHLY'
    billing_anchor_at: number
    net_payment_terms_days: number | null
    custom_fields: string
    created_at: number
    archived_at: number | null
  }
}
