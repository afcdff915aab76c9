import { appendFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { messageOf } from '../../kernel/errors.ts'
import type { RefusedRow } from './check-record.ts'
import { ImportFailure } from './failure.ts'
import type { Source } from './source.ts'

/** A file of the rows that were refused, each a line of JSON with its place and the reason. */
export interface DeadLetter {
  /** How long it is. */
  bytesTotal(): number
  /** Adds rows; when it returns they are on disk. */
  add(rows: readonly RefusedRow[]): void
}

/**
 * Opens a dead-letter file, which is there only once a row was refused. @param bytesKept how much of it an import
 * that goes on has recorded; the rest is written again. Zero begins it anew.
 */
export function openDeadLetter(
  path: string,
  bytesKept: number,
  from: { name: string; unit: Source['unit'] },
): DeadLetter {
  let bytesTotal = keep(path, bytesKept)
  return {
    bytesTotal: () => bytesTotal,
    add(rows) {
      if (rows.length === 0) return
      const text = rows.map((row) => `${refusedLine(row, from)}\n`).join('')
      writing(path, () => appendFileSync(path, text, { flush: true }))
      bytesTotal += Buffer.byteLength(text)
    },
  }
}

function keep(path: string, bytesKept: number): number {
  return writing(path, () => {
    if (bytesKept === 0) rmSync(path, { force: true })
    const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (bytes > bytesKept) truncateSync(path, bytesKept)
    return Math.min(bytes, bytesKept)
  })
}

function refusedLine(row: RefusedRow, { name, unit }: { name: string; unit: Source['unit'] }): string {
  const { number, reason, input, inputBase64 } = row
  return JSON.stringify({ file: name, [unit]: number, reason, input, input_base64: inputBase64 })
}

function writing<Result>(path: string, write: () => Result): Result {
  try {
    return write()
  } catch (cause) {
    throw new ImportFailure(
      `the dead-letter file ${path} cannot be written (${messageOf(cause)}); give --dead-letter`,
      { cause },
    )
  }
}
