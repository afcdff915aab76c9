import type { FileReader } from '../../warehouse/read-files.ts'
import { openCsv } from './csv-source.ts'
import type { Input } from './input.ts'
import { openNdjson } from './ndjson-source.ts'
import { openParquet } from './parquet-source.ts'
import type { Source } from './source.ts'

/** Opens a file by its format. @throws ImportFailure where it is not of that format. */
export async function openSource(input: Input, reader: FileReader): Promise<Source> {
  if (input.format === 'csv') return openCsv(input)
  if (input.format === 'parquet' && input.file !== null) return openParquet(input.file, reader)
  return openNdjson(input)
}
