import { z } from 'zod'
import { ENVIRONMENTS, type EnvironmentName } from './kernel/environment-name.ts'
import { isSchedule } from './kernel/schedule.ts'
import type { Seller } from './pdf/seller.ts'
import type { EngineLocation } from './warehouse/engine.ts'
import { QUERY_LIMITS, type QueryLimits } from './warehouse/query-limits.ts'

/** Reads `sandbox=…` or `production=…`; a token may hold further `=`, as base64 does. */
function environmentPair(pair: string): { environment: EnvironmentName | undefined; value: string } {
  const environment = ENVIRONMENTS.find((name) => pair.startsWith(`${name}=`))
  return { environment, value: pair.slice(pair.indexOf('=') + 1) }
}

const tokens = z.string().transform((text, context) => {
  const found: { environment: EnvironmentName; token: string }[] = []
  for (const pair of text.split(',')) {
    const { environment, value: token } = environmentPair(pair)
    if (environment === undefined || token === '') {
      context.addIssue('expected sandbox=TOKEN,production=TOKEN')
      return z.NEVER
    }
    if (found.some((earlier) => earlier.token === token)) {
      // Without the token, which would come into the log.
      context.addIssue(`${environment} has a token that is listed before; no two may be the same`)
      return z.NEVER
    }
    found.push({ environment, token })
  }
  return found
})

/** A whole number above 0, of so many digits at most. */
function count(digitsMax: number) {
  return z
    .string()
    .regex(
      new RegExp(`^[1-9]\\d{0,${digitsMax - 1}}$`),
      `expected a whole number above 0, of at most ${digitsMax} digits`,
    )
    .transform(Number)
}

const eventsLost = z.string().transform((text, context) => {
  const found = new Map<EnvironmentName, string>()
  for (const pair of text.split(',')) {
    const { environment, value: lost } = environmentPair(pair)
    if (environment === undefined || !/^(\d{1,15}-\d{1,15}|all)$/.test(lost)) {
      context.addIssue('expected sandbox=FIRST-LAST,production=all, or one of them')
      return z.NEVER
    }
    found.set(environment, lost)
  }
  return found
})

/** Null for `never`. */
const schedule = z.string().transform((text, context) => {
  if (text === 'never') return null
  if (isSchedule(text)) return text
  context.addIssue('expected never, or five cron fields that match some time to come')
  return z.NEVER
})

const variables = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'expected a port number')
    .default('8080')
    .transform(Number)
    .refine((port) => port <= 65_535, 'expected a port number'),
  HOST: z.string().min(1).default('127.0.0.1'),
  METERHOUSE_DATA: z.string().min(1).default('./data'),
  METERHOUSE_TOKENS: tokens.optional(),
  CLICKHOUSE_URL: z.url().optional(),
  METERHOUSE_SELLER_NAME: z.string().trim().min(1).default('Meterhouse'),
  METERHOUSE_SELLER_ADDRESS: z.string().default(''),
  METERHOUSE_PDF_FONT: z.string().min(1).optional(),
  // A scheduled invoice is finalized within half an hour of its date (reference section 7); this is well within.
  METERHOUSE_FINALIZE_SCHEDULE: schedule.default('*/5 * * * *'),
  METERHOUSE_EVENTS_LOST: eventsLost.optional(),
  METERHOUSE_REQUESTS_PER_SECOND_MAX: count(7).optional(),
  METERHOUSE_SQL_SECONDS_MAX: count(4).optional(),
  METERHOUSE_SQL_MEMORY_BYTES_MAX: count(13).optional(),
  METERHOUSE_SQL_ROWS_READ_MAX: count(13).optional(),
  METERHOUSE_SQL_RESULT_ROWS_MAX: count(7).optional(),
})

/** How the service is run; see the README for each variable. */
export interface Config {
  port: number
  host: string
  /** The folder that holds everything this service keeps. */
  dataFolder: string
  /** Null where tokens are to be made, kept in the data folder and shown once. */
  tokens: { environment: EnvironmentName; token: string }[] | null
  /** Null for the embedded engine. */
  clickhouseUrl: string | null
  /** Who sends the invoices. */
  seller: Seller
  /** When what is due is finalized and thresholds are billed, as cron has it in UTC; null for never. */
  finalizeSchedule: string | null
  /** Which events an environment has lost, as `refuseLostEvents` says it. */
  eventsLost: ReadonlyMap<EnvironmentName, string>
  /** How many requests a second each token may make; null for any number. */
  requestsPerSecondMax: number | null
  /** What one query of an SQL metric may take (semantics 20). */
  queryLimits: QueryLimits
}

/** Reads the configuration from environment variables. @throws Error naming each wrong one. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const result = variables.safeParse(environment)
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`the configuration is wrong: ${wrong.join('; ')}`)
  }
  const { PORT, HOST, METERHOUSE_DATA, METERHOUSE_TOKENS, CLICKHOUSE_URL, METERHOUSE_PDF_FONT } = result.data
  return {
    port: PORT,
    host: HOST,
    dataFolder: METERHOUSE_DATA,
    tokens: METERHOUSE_TOKENS ?? null,
    clickhouseUrl: CLICKHOUSE_URL ?? null,
    seller: {
      name: result.data.METERHOUSE_SELLER_NAME,
      addressLines: linesOf(result.data.METERHOUSE_SELLER_ADDRESS),
      ...(METERHOUSE_PDF_FONT === undefined ? {} : { fontFile: METERHOUSE_PDF_FONT }),
    },
    finalizeSchedule: result.data.METERHOUSE_FINALIZE_SCHEDULE,
    eventsLost: result.data.METERHOUSE_EVENTS_LOST ?? new Map(),
    requestsPerSecondMax: result.data.METERHOUSE_REQUESTS_PER_SECOND_MAX ?? null,
    queryLimits: {
      secondsMax: result.data.METERHOUSE_SQL_SECONDS_MAX ?? QUERY_LIMITS.secondsMax,
      memoryBytesMax: result.data.METERHOUSE_SQL_MEMORY_BYTES_MAX ?? QUERY_LIMITS.memoryBytesMax,
      rowsReadMax: result.data.METERHOUSE_SQL_ROWS_READ_MAX ?? QUERY_LIMITS.rowsReadMax,
      resultRowsMax: result.data.METERHOUSE_SQL_RESULT_ROWS_MAX ?? QUERY_LIMITS.resultRowsMax,
    },
  }
}

/** The lines of an address, which has semicolons between them. */
function linesOf(address: string): string[] {
  return address
    .split(';')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Where the catalog of an environment is. */
export function catalogPath({ dataFolder }: Config, name: EnvironmentName): string {
  return `${dataFolder}/${name}.sqlite`
}

/** Where the warehouse is. */
export function engineLocation(config: Config): EngineLocation {
  return config.clickhouseUrl === null
    ? { path: `${config.dataFolder}/warehouse` }
    : { url: config.clickhouseUrl }
}
