import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../../kernel/errors.ts'
import { parseJson } from '../../kernel/json.ts'
import type { FileReader } from '../../warehouse/read-files.ts'
import { eventColumns, type EventOfRow } from './columns.ts'
import { ImportFailure } from './failure.ts'
import type { FoundFile } from './input.ts'
import { parquetLength, parquetRows } from './queries.ts'
import type { FileRecord, Position, Source } from './source.ts'
import { findLine, splitRecords } from './split-records.ts'

/** A Parquet file, read by the engine a block of rows at a time. */
export async function openParquet(file: FoundFile, reader: FileReader): Promise<Source> {
  const link = linkTo(file.path)
  try {
    const [length] = await reader.run(parquetLength, { path: link.path })
    return parquetSource(reader, link, length?.rows_total ?? 0)
  } catch (cause) {
    link.remove()
    throw new ImportFailure(`it cannot be read as Parquet: ${firstLine(cause)}`, { cause })
  }
}

function parquetSource(reader: FileReader, link: Link, rowsTotal: number): Source {
  let rowsRead = 0
  let toEvent: EventOfRow | null = null

  async function* records(from: Position): AsyncGenerator<FileRecord[]> {
    rowsRead = from.line
    const blocks = reader.stream(parquetRows, { path: link.path, rows_done: from.line })
    for await (const rows of splitRecords(blocks, { offset: 0, line: from.line }, findLine)) {
      rowsRead += rows.length
      yield rows
    }
  }

  return {
    unit: 'row',
    records,
    toEvent(text) {
      const row = parseJson(text) as Record<string, unknown>
      toEvent ??= eventColumns(Object.keys(row))
      return toEvent(Object.values(row))
    },
    isEventJson: false,
    progress: () => ({ done: rowsRead, total: rowsTotal, unit: 'rows' }),
    close: () => link.remove(),
  }
}

interface Link {
  path: string
  remove(): void
}

/** A link with a plain name: the engine reads `*`, `{}` and `::` in a path as patterns, and has no escape for them. */
function linkTo(path: string): Link {
  const folder = mkdtempSync(join(tmpdir(), 'meterhouse-import-'))
  const link = join(folder, 'rows.parquet')
  symlinkSync(path, link)
  return { path: link, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n', 1)[0] ?? ''
}
