import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import type { CatalogBalance } from './rows.ts'

/** Where a commit or credit is in order of creation: when, whether it came of another, the stored order, and its id. */
type Place = [createdAt: number, isDerived: 0 | 1, seq: number, id: string]

/**
 * The same in order of creation. Of those made at one instant, those that a request made come first, as they were stored;
 * the others by their ids, as it must not matter whether a change has stored them since.
 */
export function inOrderOfCreation(balances: readonly CatalogBalance[]): CatalogBalance[] {
  return balances
    .map((balance) => ({ balance, place: placeOf(balance) }))
    .sort((a, b) => comparePlaces(a.place, b.place))
    .map(({ balance }) => balance)
}

/**
 * The page of a list of commits and credits that is in order of creation. The cursor is null on the last one
 * (semantics 22).
 * @throws Problem invalid on a cursor that is not this list's.
 */
export function pageOfBalances(
  balances: readonly CatalogBalance[],
  { limit, next_page: cursor }: { limit: number; next_page?: string | undefined },
): { data: CatalogBalance[]; next_page: string | null } {
  const after = cursor === undefined ? null : decodeCursor(cursor, isPlace)
  const found =
    after === null ? balances : balances.filter((balance) => comparePlaces(placeOf(balance), after) > 0)
  const data = found.slice(0, limit)
  const last = data.at(-1)
  const hasMore = found.length > data.length && last !== undefined
  return { data, next_page: hasMore ? encodeCursor(placeOf(last)) : null }
}

function placeOf({ createdAt, origin, seq, id }: CatalogBalance): Place {
  const isDerived = origin?.kind === 'RECURRING' || origin?.kind === 'ROLLOVER'
  return isDerived ? [createdAt, 1, 0, id] : [createdAt, 0, seq, id]
}

function comparePlaces([at, isDerived, seq, id]: Place, other: Place): number {
  return (
    at - other[0] || isDerived - other[1] || seq - other[2] || (id === other[3] ? 0 : id < other[3] ? -1 : 1)
  )
}

function isPlace(value: unknown): value is Place {
  return (
    Array.isArray(value) &&
    value.length === 4 &&
    value.slice(0, 3).every(Number.isSafeInteger) &&
    typeof value[3] === 'string'
  )
}
