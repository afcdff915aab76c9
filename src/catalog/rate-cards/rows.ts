import type { Selectable } from 'kysely'
import { Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { findPricingUnits } from '../pricing-units/get.ts'
import type { PricingUnit } from '../pricing-units/rows.ts'
import type { CatalogTables } from '../tables.ts'
import { findAliasRows, fromAliasRow, type RateCardAlias } from './aliases.ts'

/** What one of a custom unit is worth in the currency of its card. */
export interface Conversion {
  unit: PricingUnit
  fiatPerCustomCredit: Decimal
}

/** A price book in one currency, and in the custom units that it has conversions for. */
export interface RateCard {
  seq: number
  id: string
  name: string
  description: string | null
  currency: PricingUnit
  /** In the order they were assigned. */
  aliases: readonly RateCardAlias[]
  /** In the order in which the units were made. */
  conversions: readonly Conversion[]
  customFields: Readonly<Record<string, string>>
  createdAt: Instant
  archivedAt: Instant | null
}

/** Adds currencies, aliases and conversions to rate card rows. */
export async function fromRateCardRows(
  catalog: Catalog,
  rows: readonly Selectable<CatalogTables['rate_cards']>[],
): Promise<RateCard[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const aliasesOf = Map.groupBy(await findAliasRows(catalog, ids), (row) => row.rate_card_id)
  const conversions = await findConversionRows(catalog, ids)
  const conversionsOf = Map.groupBy(conversions, (row) => row.rate_card_id)
  const unitIds = [
    ...rows.map((row) => row.fiat_credit_type_id),
    ...conversions.map((row) => row.custom_credit_type_id),
  ]
  const units = await findPricingUnits({ catalog }, [...new Set(unitIds)])
  const unitOf = new Map(units.map((unit) => [unit.id, unit]))
  return rows.map((row) => ({
    seq: row.seq,
    id: row.id,
    name: row.name,
    description: row.description,
    currency: known(unitOf, row.fiat_credit_type_id),
    aliases: (aliasesOf.get(row.id) ?? []).map(fromAliasRow),
    conversions: (conversionsOf.get(row.id) ?? [])
      .map((conversion) => ({
        unit: known(unitOf, conversion.custom_credit_type_id),
        fiatPerCustomCredit: new Decimal(conversion.fiat_per_custom_credit),
      }))
      .sort((a, b) => a.unit.seq - b.unit.seq),
    customFields: JSON.parse(row.custom_fields) as Record<string, string>,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
  }))
}

function findConversionRows(catalog: Catalog, rateCardIds: readonly string[]) {
  return catalog
    .selectFrom('rate_card_conversions')
    .selectAll()
    .where('rate_card_id', 'in', rateCardIds)
    .execute()
}

function known(unitOf: ReadonlyMap<string, PricingUnit>, id: string): PricingUnit {
  const unit = unitOf.get(id)
  if (unit === undefined) throw new Error(`a rate card names the pricing unit ${id}, which is not there`)
  return unit
}
