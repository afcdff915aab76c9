import { EXPORTED_INTEGER_DIGITS_MAX } from '../../invoices/export/oversized-amounts.ts'
import { ENVIRONMENTS, type EnvironmentName } from '../../kernel/environment-name.ts'
import { oneOf, parseCommand, STDIN_NAME, UsageError } from '../command-line.ts'
import { OUTPUT_FORMATS, type OutputFormat } from './write-rows.ts'

export interface QueryArguments {
  environment: EnvironmentName
  format: OutputFormat
  /** The text that each parameter was given. */
  params: ReadonlyMap<string, string>
  /** A file with more of them; null where there is none. */
  paramsFile: string | null
  /** The file with the query, or STDIN_NAME. */
  file: string
}

/** Reads the arguments of `meterhouse query`. @returns null where help is asked for. @throws UsageError. */
export function readQueryArguments(args: readonly string[]): QueryArguments | null {
  const { values, positionals } = parseCommand(args, {
    help: { type: 'boolean', short: 'h', default: false },
    environment: { type: 'string', default: 'sandbox' },
    format: { type: 'string', default: 'table' },
    param: { type: 'string', multiple: true, default: [] },
    params: { type: 'string' },
  })
  if (values.help) return null
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) {
    throw new UsageError(`name one file with a SELECT, or ${STDIN_NAME} for standard input`)
  }
  return {
    environment: oneOf(ENVIRONMENTS, '--environment', values.environment),
    format: oneOf(OUTPUT_FORMATS, '--format', values.format),
    params: readParams(values.param),
    paramsFile: values.params ?? null,
    file,
  }
}

function readParams(given: readonly string[]): Map<string, string> {
  const params = new Map<string, string>()
  for (const one of given) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(one) ?? []
    if (name === undefined || value === undefined) throw new UsageError(`--param ${one}: expected NAME=VALUE`)
    if (params.has(name)) throw new UsageError(`--param ${name}: given twice`)
    params.set(name, value)
  }
  return params
}

export const QUERY_HELP = `meterhouse query [options] FILE.sql|${STDIN_NAME}

Runs one SELECT on the warehouse, read-only and under limits, and prints its rows. Stop the service first, unless the
warehouse is a server (CLICKHOUSE_URL).

  --environment NAME   sandbox (the default) or production
  --format FORMAT      ${OUTPUT_FORMATS.join(', ')}; table is the default
  --param NAME=VALUE   the value of {NAME:Type} in the query; give one for each
  --params FILE.json   the values of several as a JSON object, such as parameters of an invoice's explanation

What there is to select from
  metric_…              a view for each billable metric; the comments in system.tables have their names
  customers             each customer as it is now
  customer_identifiers  under which ids a customer's events come: JOIN … ON identifier = metric.customer_id
  events                every accepted event
  invoices              each finalized invoice as it is now, without consolidated ones
  invoice_lines         their lines: JOIN … ON invoices.id = invoice_id
  consolidated_invoices what is sent of several together: JOIN … ON has(constituent_ids, invoice_id)
  oversized_invoices    invoices with an amount of more than ${EXPORTED_INTEGER_DIGITS_MAX} integer digits, as text; the tables above lack them

Parameters
  {day:Date}, {name:String}, …   the text of a value
  {ids:Array(String)}            a JSON array: --param 'ids=["acme","acme-eu"]'
  {view:Identifier}              the name of a view or column, also where a view takes parameters of its own

Numbers are printed with all their digits; in JSON, decimals and 64-bit integers are strings.
Exit status: 0 done, 1 failure, 2 wrong arguments.
Variables: METERHOUSE_DATA, CLICKHOUSE_URL and the limits METERHOUSE_SQL_…, as for the service.
`
