import type { Insertable, Selectable } from 'kysely'
import { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { QuantityConversion, QuantityRounding } from '../../rating/quantity.ts'
import type { Catalog } from '../database.ts'
import type { CatalogTables } from '../tables.ts'

/** A line of the invoice: what one billable metric measures, as it is priced and shown. */
export interface Product {
  seq: number
  id: string
  name: string
  tags: string[]
  customFields: Record<string, string>
  createdAt: Instant
  archivedAt: Instant | null
  billableMetricId: string
  quantityConversion: QuantityConversion | null
  quantityRounding: QuantityRounding | null
  /** Event properties that choose the rate, in the order they were given; empty where one rate holds for all. */
  pricingGroupKey: string[]
  /** Event properties that only split the invoice's lines. */
  presentationGroupKey: string[]
  /** When an SQL metric's usage is incurred: hour by hour, or all of it at the period's last instant (semantics 19). */
  sqlBreakdownGranularity: 'HOUR' | 'SERVICE_PERIOD'
}

type Version = CatalogTables['product_versions']

interface ProductRow extends Omit<Selectable<Version>, 'product_id' | 'starting_at'> {
  id: string
  custom_fields: string
  archived_at: number | null
}

/** Starts a query for products as they are; a product's first version is the one without a start. */
export function selectProducts(catalog: Catalog) {
  return catalog
    .selectFrom('products')
    .innerJoin('product_versions', 'product_versions.product_id', 'products.id')
    .where('product_versions.starting_at', 'is', null)
    .select([
      'products.seq',
      'products.id',
      'products.custom_fields',
      'products.archived_at',
      'product_versions.name',
      'product_versions.billable_metric_id',
      'product_versions.quantity_conversion',
      'product_versions.quantity_rounding',
      'product_versions.pricing_group_key',
      'product_versions.presentation_group_key',
      'product_versions.sql_breakdown_granularity',
      'product_versions.tags',
      'product_versions.created_at',
    ])
    .orderBy('products.seq')
}

/** Reads a product from its row. */
export function fromProductRow(row: ProductRow): Product {
  return {
    seq: row.seq,
    id: row.id,
    name: row.name,
    tags: JSON.parse(row.tags) as string[],
    customFields: JSON.parse(row.custom_fields) as Record<string, string>,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
    billableMetricId: row.billable_metric_id,
    quantityConversion: row.quantity_conversion === null ? null : readConversion(row.quantity_conversion),
    quantityRounding:
      row.quantity_rounding === null ? null : (JSON.parse(row.quantity_rounding) as QuantityRounding),
    pricingGroupKey: JSON.parse(row.pricing_group_key) as string[],
    presentationGroupKey: JSON.parse(row.presentation_group_key) as string[],
    sqlBreakdownGranularity: row.sql_breakdown_granularity,
  }
}

/** Writes the first version of a product. */
export function toVersionRow(
  product: Omit<Product, 'seq' | 'customFields' | 'archivedAt'>,
): Insertable<Version> {
  const { quantityConversion: conversion, quantityRounding: rounding } = product
  return {
    product_id: product.id,
    starting_at: null,
    name: product.name,
    billable_metric_id: product.billableMetricId,
    quantity_conversion:
      conversion === null ? null : JSON.stringify({ ...conversion, factor: conversion.factor.toFixed() }),
    quantity_rounding: rounding === null ? null : JSON.stringify(rounding),
    pricing_group_key: JSON.stringify(product.pricingGroupKey),
    presentation_group_key: JSON.stringify(product.presentationGroupKey),
    sql_breakdown_granularity: product.sqlBreakdownGranularity,
    tags: JSON.stringify(product.tags),
    created_at: product.createdAt,
  }
}

function readConversion(text: string): QuantityConversion {
  const stored = JSON.parse(text) as Omit<QuantityConversion, 'factor'> & { factor: string }
  return { ...stored, factor: new Decimal(stored.factor) }
}
