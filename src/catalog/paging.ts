import { decodeCursor, encodeCursor } from '../kernel/cursor.ts'

/** How many rows a list returns where the caller does not say, and at most (reference section 4). */
export const PAGE_ROWS_MAX = 100

export interface PageRequest {
  limit?: number | undefined
  next_page?: string | undefined
}

/** Where a page of rows in order of creation starts, and how many rows to read to see whether more follow. */
export interface PagePosition {
  /** Rows with a greater `seq` belong to this page or later ones. */
  afterSeq: number
  limit: number
  /** One more than the page holds. */
  readRows: number
}

/** Reads `limit` and `next_page`. @throws Problem invalid on a cursor that is not this list's. */
export function pagePosition(request: PageRequest): PagePosition {
  const limit = request.limit ?? PAGE_ROWS_MAX
  const afterSeq = request.next_page === undefined ? 0 : decodeCursor(request.next_page, isPosition)[0]
  return { afterSeq, limit, readRows: limit + 1 }
}

/** Makes the page of the rows that were read; the cursor is null on the last one (semantics 22). */
export function pageOf<Row extends { seq: number }, Item>(
  rows: readonly Row[],
  position: PagePosition,
  toItem: (row: Row) => Item,
): { data: Item[]; next_page: string | null } {
  const shown = rows.slice(0, position.limit)
  const last = shown.at(-1)
  const hasMore = rows.length > shown.length && last !== undefined
  return { data: shown.map(toItem), next_page: hasMore ? encodeCursor([last.seq]) : null }
}

function isPosition(value: unknown): value is [number] {
  return Array.isArray(value) && value.length === 1 && Number.isSafeInteger(value[0])
}
