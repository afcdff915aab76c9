import type { Input } from './input.ts'
import { openBytes, type ByteStream } from './open-bytes.ts'
import type { Source } from './source.ts'
import { splitRecords, type FindRecord } from './split-records.ts'

/** What sources of text have in common: records found in a stream of bytes, and progress in bytes. */
export function openText(input: Input, findRecord: FindRecord): Omit<Source, 'toEvent' | 'isEventJson'> {
  let stream: ByteStream | null = null
  return {
    unit: 'line',
    records(from) {
      stream = openBytes(input, from.offset)
      return splitRecords(stream.chunks, from, findRecord)
    },
    progress: () => ({
      done: stream?.bytesRead() ?? 0,
      total: input.file?.bytesTotal ?? null,
      unit: 'bytes',
    }),
    close() {},
  }
}
