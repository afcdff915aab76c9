import type { Insertable, Selectable } from 'kysely'
import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import type { CatalogTables } from '../tables.ts'

/** A name that contracts can choose the card by, while its schedule lasts; null bounds are open. */
export interface RateCardAlias {
  name: string
  startingAt: Instant | null
  endingBefore: Instant | null
}

type AliasTable = CatalogTables['rate_card_aliases']

/** Refuses aliases whose schedule is empty. @throws Problem invalid, naming the field. */
export function validateAliases(aliases: readonly RateCardAlias[]): void {
  for (const [index, { startingAt, endingBefore }] of aliases.entries()) {
    if (startingAt !== null && endingBefore !== null && startingAt >= endingBefore) {
      throw invalid(`aliases.${index}.ending_before: must be after starting_at`)
    }
  }
}

/**
 * Gives a card these aliases and no others. A new one, or one with a new schedule, is assigned now, so it names this
 * card from here on. One sent again as it was keeps its place: where another card was given the name since, it stays
 * that card's, and a client that reads a card and sends it back takes no name away. To take it back, drop it first.
 */
export async function replaceAliases(
  catalog: Catalog,
  rateCardId: string,
  aliases: readonly RateCardAlias[],
): Promise<void> {
  const leftOver = await findAliasRows(catalog, [rateCardId])
  const added: RateCardAlias[] = []
  for (const alias of aliases) {
    const index = leftOver.findIndex((row) => isSame(row, alias))
    if (index < 0) added.push(alias)
    else leftOver.splice(index, 1)
  }
  for (const { seq } of leftOver) {
    await catalog.deleteFrom('rate_card_aliases').where('seq', '=', seq).execute()
  }
  for (const alias of added) {
    await catalog.insertInto('rate_card_aliases').values(toAliasRow(rateCardId, alias)).execute()
  }
}

/** Finds the aliases of cards, in the order they were assigned. */
export function findAliasRows(
  catalog: Catalog,
  rateCardIds: readonly string[],
): Promise<Selectable<AliasTable>[]> {
  return catalog
    .selectFrom('rate_card_aliases')
    .selectAll()
    .where('rate_card_id', 'in', rateCardIds)
    .orderBy('seq')
    .execute()
}

/** Reads an alias from its row. */
export function fromAliasRow(row: Selectable<AliasTable>): RateCardAlias {
  return { name: row.name, startingAt: row.starting_at, endingBefore: row.ending_before }
}

function toAliasRow(rateCardId: string, alias: RateCardAlias): Insertable<AliasTable> {
  return {
    rate_card_id: rateCardId,
    name: alias.name,
    starting_at: alias.startingAt,
    ending_before: alias.endingBefore,
  }
}

function isSame(row: Selectable<AliasTable>, { name, startingAt, endingBefore }: RateCardAlias): boolean {
  return row.name === name && row.starting_at === startingAt && row.ending_before === endingBefore
}
