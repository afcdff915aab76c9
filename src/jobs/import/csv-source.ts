import { isUtf8 } from 'node:buffer'
import { csvFields } from './csv-fields.ts'
import { eventColumns } from './columns.ts'
import { ImportFailure, RowRefusal } from './failure.ts'
import { findCsvRecord } from './find-csv-record.ts'
import type { Input } from './input.ts'
import { openBytes } from './open-bytes.ts'
import { openText } from './open-text.ts'
import { START, type FileRecord, type Source } from './source.ts'
import { splitRecords } from './split-records.ts'

/** A file whose first record names its columns. All values are text; an empty one is absent. */
export async function openCsv(input: Input): Promise<Source> {
  const header = await readHeader(input)
  const names = header === null ? [] : headerNames(header)
  const toEvent = eventColumns(names)
  const text = openText(input, findCsvRecord)
  return {
    ...text,
    records: (from) => text.records(from.offset === 0 && header !== null ? header.after : from),
    isEventJson: false,
    toEvent(record) {
      const fields = csvFields(record)
      if (fields.length !== names.length) {
        throw new RowRefusal(`${fields.length} fields where the header has ${names.length}`)
      }
      return toEvent(fields.map((field) => (field === '' ? null : field)))
    },
  }
}

async function readHeader(input: Input): Promise<FileRecord | null> {
  for await (const [first] of splitRecords(openBytes(input, 0).chunks, START, findCsvRecord)) {
    if (first !== undefined) return first
  }
  return null
}

function headerNames({ bytes, refusal }: FileRecord): string[] {
  if (bytes === null || refusal !== null) throw new ImportFailure(`the header cannot be read: ${refusal}`)
  if (!isUtf8(bytes)) throw new ImportFailure('the header is not UTF-8')
  return csvFields(bytes.toString())
}
