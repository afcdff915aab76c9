import { uuid } from '../../../schemas/common.ts'
import type { GenerateWords } from '../../invoices/runs/generate-words.ts'
import { parseTimestamp, type Instant } from '../../kernel/instant.ts'
import { ENVIRONMENTS, type EnvironmentName } from '../../kernel/environment-name.ts'
import { oneOf, parseCommand, UsageError } from '../command-line.ts'

/** What a refusal calls the arguments. */
export const GENERATE_FLAGS: GenerateWords = {
  asOf: '--as-of',
  customers: '--customer',
  dryRun: '--dry-run is said',
}

export interface GenerateArguments {
  environment: EnvironmentName
  /** Now where it is left out. */
  asOf: Instant | undefined
  /** All where none is named. */
  customerIds: string[] | undefined
  isDryRun: boolean
}

/** Reads the arguments of `meterhouse invoices generate`. @returns null where help is asked for. @throws UsageError. */
export function readGenerateArguments(args: readonly string[]): GenerateArguments | null {
  const { values, positionals } = parseCommand(args, {
    help: { type: 'boolean', short: 'h', default: false },
    environment: { type: 'string', default: 'sandbox' },
    'as-of': { type: 'string' },
    customer: { type: 'string', multiple: true },
    'dry-run': { type: 'boolean', default: false },
  })
  if (values.help) return null
  const [unexpected] = positionals
  if (unexpected !== undefined)
    throw new UsageError(`unexpected ${unexpected}; name customers with --customer`)
  return {
    environment: oneOf(ENVIRONMENTS, '--environment', values.environment),
    asOf: values['as-of'] === undefined ? undefined : readInstant(values['as-of']),
    customerIds: values.customer?.map(readCustomer),
    isDryRun: values['dry-run'],
  }
}

function readCustomer(text: string): string {
  const { data } = uuid.safeParse(text)
  if (data === undefined) throw new UsageError('--customer: expected the id of a customer, a UUID')
  return data
}

function readInstant(text: string): Instant {
  const parsed = parseTimestamp(text)
  if (parsed === null) {
    throw new UsageError('--as-of: expected an RFC 3339 timestamp, such as 2024-08-01T00:00:00Z')
  }
  return parsed.instant
}

export const GENERATE_HELP = `meterhouse invoices generate [options]

Finalizes the invoices that are due, as the service does every few minutes. Stop the service first, or have the
service do it: POST /ext/invoices/generate.

  --environment NAME   sandbox (the default) or production
  --as-of TIMESTAMP    finalize what is due at that time; by default now
  --customer ID        only this customer's invoices; can be given several times
  --dry-run            finalize nothing, only report the totals; --as-of can then be up to ten years ahead

A customer's invoices are finalized all or none, and never twice: run the same command again to resume a run that
was interrupted. A customer that fails does not stop the others. The command ends once the analysts' tables have
all invoices.

Exit status: 0 all done, 1 failure, some customers failed, or the analysts' tables lack invoices, 2 wrong arguments.
Variables: METERHOUSE_DATA and CLICKHOUSE_URL, as for the service.
`
