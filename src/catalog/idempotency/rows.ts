import type { Selectable } from 'kysely'
import type { CatalogTables } from '../tables.ts'

/** An answer as it went out; its body is text. */
export interface KeptAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}

/** Writes an answer. */
export function toAnswerColumns({ status, headers, body }: KeptAnswer) {
  return { status, headers: JSON.stringify(headers), body }
}

/** Reads the answer of a key; null where there is none yet. */
export function fromAnswerColumns(
  row: Pick<Selectable<CatalogTables['idempotency_keys']>, 'status' | 'headers' | 'body'>,
): KeptAnswer | null {
  if (row.status === null) return null
  const headers = JSON.parse(row.headers ?? '{}') as Record<string, string>
  return { status: row.status, headers, body: row.body ?? '' }
}
