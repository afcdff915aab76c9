import { invalid } from './errors.ts'

/** Makes an opaque page cursor of the last row's position (semantics 22). */
export function encodeCursor(position: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/**
 * Reads a cursor that `encodeCursor` made.
 * @param field where it was sent.
 * @throws Problem invalid, where the text is not such a cursor or `isPosition` refuses its content.
 */
export function decodeCursor<T>(
  cursor: string,
  isPosition: (value: unknown) => value is T,
  field: 'next_page' | 'cursor' = 'next_page',
): T {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch (cause) {
    throw invalidCursor(field, cause)
  }
  if (!isPosition(value)) throw invalidCursor(field)
  return value
}

function invalidCursor(field: string, cause?: unknown): Error {
  const problem = invalid(`${field}: not a cursor of this list; pass one as it was returned`)
  problem.cause = cause
  return problem
}
