import { ENVIRONMENTS, type EnvironmentName } from '../../kernel/environment-name.ts'
import { oneOf, parseCommand, STDIN_NAME, UsageError } from '../command-line.ts'
import { FILE_FORMATS, type FileFormat } from './input.ts'

export interface ImportArguments {
  isHelp: boolean
  environment: EnvironmentName
  isHistorical: boolean
  isAgain: boolean
  /** Null where each file's name says it. */
  format: FileFormat | null
  /** Null for one beside each file. */
  deadLetterPath: string | null
  files: string[]
}

/** Reads the arguments of `meterhouse import`. @throws UsageError. */
export function readImportArguments(args: readonly string[]): ImportArguments {
  const { values, positionals } = parseCommand(args, {
    help: { type: 'boolean', short: 'h', default: false },
    environment: { type: 'string', default: 'sandbox' },
    historical: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    format: { type: 'string' },
    'dead-letter': { type: 'string' },
  })
  const files = positionals
  const isHelp = values.help
  if (!isHelp && files.length === 0) throw new UsageError('name a file to import')
  if (values['dead-letter'] !== undefined && files.length > 1) {
    throw new UsageError('--dead-letter is for one file; without it each file has its own')
  }
  return {
    isHelp,
    environment: oneOf(ENVIRONMENTS, '--environment', values.environment),
    isHistorical: values.historical,
    isAgain: values.again,
    format: values.format === undefined ? null : oneOf(FILE_FORMATS, '--format', values.format),
    deadLetterPath: values['dead-letter'] ?? null,
    files,
  }
}

export const IMPORT_HELP = `meterhouse import [options] FILE…

Imports usage events from files of any size. Stop the service first.

  --environment NAME   sandbox (the default) or production
  --historical         take events that are more than 34 days old
  --format FORMAT      ${FILE_FORMATS.join(', ')}; by default, what the file's name ends in
  --dead-letter FILE   where refused rows go; by default FILE.refused.ndjson beside each file
  --again              import from the beginning, whatever an earlier import of the file did

Files
  .ndjson, .jsonl      each line is one event, as POST /v1/ingest takes it
  .csv                 a header with transaction_id, customer_id, event_type and timestamp; every other column
                       is a property, whose name may have "properties." before it; an empty value is absent
  .parquet             columns as in CSV; "properties" may be a map, a struct or JSON text; null is absent
  .ndjson.gz, .csv.gz  are unpacked as they are read
  ${STDIN_NAME}                    reads NDJSON from standard input; such an import cannot be resumed

Once
  An event whose transaction_id was accepted in the last 34 days counts once, however often it is imported.
  Run the same command again to resume an import that was interrupted. If the file has changed since, or the
  options differ, it is another import and starts from the beginning: within the 34 days nothing counts twice.
  A finished import is not repeated unless with --again; past the 34 days, that counts every event anew.

Exit status: 0 all rows taken, 1 failure, 2 wrong arguments, 3 some rows refused, 130 interrupted.
Variables: METERHOUSE_DATA and CLICKHOUSE_URL, as for the service.
`
