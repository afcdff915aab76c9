import type { Insertable, Selectable } from 'kysely'
import type { SQL_BREAKDOWN_GRANULARITIES, WordOf } from '../../kernel/contract-words.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { QuantityConversion, QuantityRounding } from '../../rating/quantity.ts'
import type { CompositeSpendShape } from '../../rating/rate-composite.ts'
import type { Catalog } from '../database.ts'
import { readStored, writeStored } from '../stored-json.ts'
import type { CatalogTables, ProductType } from '../tables.ts'
import { placeOfRow, untilLastKnown, type Known } from '../terms-known.ts'
import { applyChanges, changesOf, type ProductField } from './changes.ts'

/** The spend that a COMPOSITE product takes its percentage of (reference section 5, Products). */
export interface CompositeSpend extends CompositeSpendShape {
  scope: 'CONTRACT' | 'CUSTOMER'
}

/** What a product is from an instant on. */
export interface ProductState {
  name: string
  tags: readonly string[]
  isRefundable: boolean
  /** Null for all types but USAGE. */
  billableMetricId: string | null
  quantityConversion: QuantityConversion | null
  quantityRounding: QuantityRounding | null
  /** Event properties that choose the rate, in the order they were given; empty where one rate holds for all. */
  pricingGroupKey: readonly string[]
  /** Event properties that only split the invoice's lines. */
  presentationGroupKey: readonly string[]
  /** When an SQL metric's usage is incurred: hour by hour, or all of it at the period's last instant (semantics 19). */
  sqlBreakdownGranularity: WordOf<typeof SQL_BREAKDOWN_GRANULARITIES>
  netsuiteInternalItemId: string | null
  netsuiteOverageItemId: string | null
  /** Null for all types but COMPOSITE. */
  composite: CompositeSpend | null
}

/** A state of a product and since when it holds: always, where that is null. */
export interface ProductVersion extends ProductState {
  startingAt: Instant | null
  /** What the update that made it gave; empty for the first. */
  changed: readonly ProductField[]
  createdAt: Instant
}

/** A line of the invoice: what is priced and shown. */
export interface Product {
  seq: number
  id: string
  type: ProductType
  customFields: Readonly<Record<string, string>>
  archivedAt: Instant | null
  /** In order of time, each whole; there is at least the one that it was made with. */
  versions: readonly [ProductVersion, ...ProductVersion[]]
}

/** What a product is at an instant. */
export function productAt(product: Product, at: Instant): ProductVersion {
  const started = product.versions.filter(({ startingAt }) => startingAt === null || startingAt <= at)
  return started.at(-1) ?? product.versions[0]
}

type ProductRow = Selectable<CatalogTables['products']>
type VersionRow = Selectable<CatalogTables['product_versions']>

/**
 * Adds versions to product rows.
 * @param known only those count that were known once; all where it is left out.
 */
export async function fromProductRows(
  catalog: Catalog,
  rows: readonly ProductRow[],
  known?: Known,
): Promise<Product[]> {
  if (rows.length === 0) return []
  const versions = await catalog
    .selectFrom('product_versions')
    .selectAll()
    .where(
      'product_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('seq')
    .execute()
  const versionsOf = Map.groupBy(versions, (row) => row.product_id)
  return rows.map((row) => ({
    seq: row.seq,
    id: row.id,
    type: row.type,
    customFields: JSON.parse(row.custom_fields) as Record<string, string>,
    archivedAt: row.archived_at,
    versions: foldVersions(row.id, versionsOf.get(row.id) ?? [], known),
  }))
}

/**
 * Each version is the one before it in time with what its update changed, whenever that update was made.
 * @param rows in the order in which they were made.
 */
function foldVersions(id: string, rows: readonly VersionRow[], known?: Known): Product['versions'] {
  const counted = known === undefined ? rows : untilLastKnown(rows, placeOfRow, known)
  const [first, ...updates] = counted
    .toSorted((a, b) => (a.starting_at ?? -Infinity) - (b.starting_at ?? -Infinity) || a.seq - b.seq)
    .map(fromVersionRow)
  if (first === undefined) throw new Error(`product ${id} has no version`)
  const versions: [ProductVersion, ...ProductVersion[]] = [first]
  let state: ProductVersion = first
  for (const update of updates) {
    const { startingAt, changed, createdAt } = update
    state = { ...applyChanges(state, changesOf(update, changed)), startingAt, changed, createdAt }
    versions.push(state)
  }
  return versions
}

function fromVersionRow(row: VersionRow): ProductVersion {
  return {
    startingAt: row.starting_at,
    changed: JSON.parse(row.changed) as ProductField[],
    createdAt: row.created_at,
    name: row.name,
    tags: JSON.parse(row.tags) as string[],
    isRefundable: row.is_refundable === 1,
    netsuiteInternalItemId: row.netsuite_internal_item_id,
    netsuiteOverageItemId: row.netsuite_overage_item_id,
    billableMetricId: row.billable_metric_id,
    quantityConversion:
      row.quantity_conversion === null ? null : (readStored(row.quantity_conversion) as QuantityConversion),
    quantityRounding:
      row.quantity_rounding === null ? null : (JSON.parse(row.quantity_rounding) as QuantityRounding),
    pricingGroupKey: JSON.parse(row.pricing_group_key) as string[],
    presentationGroupKey: JSON.parse(row.presentation_group_key) as string[],
    sqlBreakdownGranularity: row.sql_breakdown_granularity,
    composite: row.composite === null ? null : (JSON.parse(row.composite) as CompositeSpend),
  }
}

/** Writes a version of a product. */
export function toVersionRow(
  productId: string,
  version: ProductVersion,
): Insertable<CatalogTables['product_versions']> {
  const { quantityConversion: conversion, quantityRounding: rounding, composite } = version
  return {
    product_id: productId,
    starting_at: version.startingAt,
    name: version.name,
    billable_metric_id: version.billableMetricId,
    quantity_conversion: conversion === null ? null : writeStored(conversion),
    quantity_rounding: rounding === null ? null : JSON.stringify(rounding),
    pricing_group_key: JSON.stringify(version.pricingGroupKey),
    presentation_group_key: JSON.stringify(version.presentationGroupKey),
    sql_breakdown_granularity: version.sqlBreakdownGranularity,
    composite: composite === null ? null : JSON.stringify(composite),
    tags: JSON.stringify(version.tags),
    is_refundable: version.isRefundable ? 1 : 0,
    netsuite_internal_item_id: version.netsuiteInternalItemId,
    netsuite_overage_item_id: version.netsuiteOverageItemId,
    changed: JSON.stringify(version.changed),
    created_at: version.createdAt,
  }
}
