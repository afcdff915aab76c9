import type { Instant } from '../kernel/instant.ts'
import type { Catalog } from './database.ts'
import { lastSeq } from './last-seq.ts'

/** Up to where the price book was there: the last row of each kind that is added to and never changes. */
export interface BookCutoff {
  rates: number
  productVersions: number
}

/** Up to where the terms were there that an invoice was computed by: its price book, contracts, commits and credits. */
export interface TermsCutoff extends BookCutoff {
  contractVersions: number
  balanceVersions: number
}

/** How much of a list was known once. */
export interface Known {
  /** Up to the row of this number, in order of arrival (semantics 2); null where that was not stored. */
  until: number | null
  /** Up to this instant, where that is null. */
  at: Instant
}

/** All there is of the price book now. */
export async function readBookCutoff(catalog: Catalog): Promise<BookCutoff> {
  return {
    rates: await lastSeq(catalog, 'rates'),
    productVersions: await lastSeq(catalog, 'product_versions'),
  }
}

/** All there is of contracts, commits and credits now. */
export async function readContractsCutoff(catalog: Catalog): Promise<Omit<TermsCutoff, keyof BookCutoff>> {
  return {
    contractVersions: await lastSeq(catalog, 'contract_versions'),
    balanceVersions: await lastSeq(catalog, 'balance_versions'),
  }
}

/** Where a row comes among what was made. */
export function placeOfRow({ seq, created_at: madeAt }: { seq: number; created_at: Instant }) {
  return { seq, madeAt }
}

/** Where a version comes among what was made. */
export function placeOfVersion({ seq, createdAt: madeAt }: { seq: number; createdAt: Instant }) {
  return { seq, madeAt }
}

/** A contract, commit or credit by the terms that it had once. */
export function asKnown<Terms, Agreed extends { terms: Terms; versions: readonly VersionOf<Terms>[] }>(
  agreed: Agreed,
  known: Known,
): Agreed {
  const last = untilLastKnown(agreed.versions, placeOfVersion, known).at(-1)
  return { ...agreed, terms: last?.terms ?? agreed.terms }
}

interface VersionOf<Terms> {
  seq: number
  createdAt: Instant
  terms: Terms
}

/**
 * What was known of a list. By time, that is all up to the last one that was made by then: a sandbox clock may have been
 * set back once, so that what was made before that is dated later; where nothing is dated by then, it is all there is.
 * @param items in the order they were added.
 */
export function untilLastKnown<Item>(
  items: readonly Item[],
  placeOf: (item: Item) => { seq: number; madeAt: Instant },
  { until, at }: Known,
): readonly Item[] {
  if (until !== null) return items.filter((item) => placeOf(item).seq <= until)
  const last = items.findLastIndex((item) => placeOf(item).madeAt <= at)
  return last === -1 ? items : items.slice(0, last + 1)
}
