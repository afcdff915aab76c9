import { START, type FileRecord, type Position } from '../source.ts'
import { splitRecords, type FindRecord } from '../split-records.ts'

/** Splits a text that arrives in pieces of a size, from a position on. */
export async function split(
  text: string | Buffer,
  findRecord: FindRecord,
  { pieceBytes = 7, from = START }: { pieceBytes?: number; from?: Position } = {},
): Promise<FileRecord[]> {
  const bytes = Buffer.from(text).subarray(from.offset)
  const records: FileRecord[] = []
  for await (const some of splitRecords(pieces(bytes, pieceBytes), from, findRecord)) records.push(...some)
  return records
}

/** The text of each record. */
export function texts(records: readonly FileRecord[]): (string | null)[] {
  return records.map(({ bytes }) => bytes?.toString() ?? null)
}

async function* pieces(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}
