import type { Insertable, Selectable } from 'kysely'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { findPricingUnits } from '../pricing-units/get.ts'
import type { PricingUnit } from '../pricing-units/rows.ts'
import type { CatalogTables } from '../tables.ts'

/** A name that contracts can choose the card by, while its schedule lasts; null bounds are open. */
export interface RateCardAlias {
  name: string
  startingAt: Instant | null
  endingBefore: Instant | null
}

/** A price book in one currency. */
export interface RateCard {
  seq: number
  id: string
  name: string
  description: string | null
  currency: PricingUnit
  /** In the order they were given. */
  aliases: RateCardAlias[]
  customFields: Record<string, string>
  createdAt: Instant
  archivedAt: Instant | null
}

/** Adds currencies and aliases to rate card rows. */
export async function fromRateCardRows(
  catalog: Catalog,
  rows: readonly Selectable<CatalogTables['rate_cards']>[],
): Promise<RateCard[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const aliasesOf = Map.groupBy(await selectAliases(catalog, ids), (row) => row.rate_card_id)
  const units = await findPricingUnits({ catalog }, [...new Set(rows.map((row) => row.fiat_credit_type_id))])
  const unitOf = new Map(units.map((unit) => [unit.id, unit]))
  return rows.map((row) => {
    const currency = unitOf.get(row.fiat_credit_type_id)
    if (currency === undefined) throw new Error(`rate card ${row.id} has no currency`)
    return {
      seq: row.seq,
      id: row.id,
      name: row.name,
      description: row.description,
      currency,
      aliases: (aliasesOf.get(row.id) ?? []).map(fromAliasRow),
      customFields: JSON.parse(row.custom_fields) as Record<string, string>,
      createdAt: row.created_at,
      archivedAt: row.archived_at,
    }
  })
}

/** Writes a card's alias. */
export function toAliasRow(
  rateCardId: string,
  alias: RateCardAlias,
): Insertable<CatalogTables['rate_card_aliases']> {
  return {
    rate_card_id: rateCardId,
    name: alias.name,
    starting_at: alias.startingAt,
    ending_before: alias.endingBefore,
  }
}

function selectAliases(catalog: Catalog, rateCardIds: readonly string[]) {
  return catalog
    .selectFrom('rate_card_aliases')
    .selectAll()
    .where('rate_card_id', 'in', rateCardIds)
    .orderBy('seq')
    .execute()
}

function fromAliasRow(row: Selectable<CatalogTables['rate_card_aliases']>): RateCardAlias {
  return { name: row.name, startingAt: row.starting_at, endingBefore: row.ending_before }
}
