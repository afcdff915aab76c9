import { statfs } from 'node:fs/promises'
import type { InsertText } from './insert-text.ts'

// What must be left beside an insert, for its indexes and for what else is being written.
const RESERVE_BYTES = 8 * 1024 * 1024
const BYTES_FOR_EACH_SENT = 4

/**
 * Refuses inserts while the disk is nearly full. The embedded engine does not: it answers that an insert is done
 * whose files it could not write to their end (docs/decisions/0009-a-full-disk.md).
 */
export function guardDisk(folder: string, insertText: InsertText): InsertText {
  return async (insert) => {
    const { bavail, bsize } = await statfs(folder)
    const freeBytes = bavail * bsize
    const neededBytes = RESERVE_BYTES + insert.body.length * BYTES_FOR_EACH_SENT
    if (freeBytes < neededBytes) {
      throw new Error(`the disk is nearly full: ${freeBytes} bytes are left, ${neededBytes} are needed`)
    }
    await insertText(insert)
  }
}
