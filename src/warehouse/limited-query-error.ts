import { codeOf, messageOf, Problem } from '../kernel/errors.ts'
import type { QueryLimits } from './query-limits.ts'

/** Why a query around SQL that others wrote cannot be answered; all but these are failures of ours. */
export type LimitedQueryFault =
  | 'seconds'
  | 'memory_bytes'
  | 'rows_read'
  | 'result_rows'
  | 'number_size'
  | 'text_size'
  | 'scalar_rows'
  | 'nesting'

/** A query that the limits or the data do not admit. The message can be shown to whoever wrote the SQL. */
export class LimitedQueryError extends Error {
  readonly fault: LimitedQueryFault
  constructor(fault: LimitedQueryFault, limits: QueryLimits, cause: unknown) {
    super(MESSAGES[fault](limits), { cause })
    this.fault = fault
  }
}

/** What the engine threw, as a `LimitedQueryError` where it is one. */
export function limitedQueryError(error: unknown, limits: QueryLimits): unknown {
  // By its code, the class being another one where the engine is embedded.
  const fault = FAULTS.get(Number(codeOf(error)))
  // The memory of all queries together is the operator's matter.
  if (fault === undefined || /\(total\)|\(for user\)/.test(messageOf(error))) return error
  return new LimitedQueryError(fault, limits, error)
}

/**
 * What a failure says to the caller: a `Problem` invalid where the SQL or its data is the cause; any other as it is.
 * @param subject what the SQL is, for the message.
 */
export function blameSql(error: unknown, subject: string): unknown {
  if (!(error instanceof LimitedQueryError)) return error
  return new Problem('invalid', `${subject} ${error.message}`, { fault: error.fault }, error)
}

const MESSAGES: Readonly<Record<LimitedQueryFault, (limits: QueryLimits) => string>> = {
  seconds: ({ secondsMax }) => `takes more than ${shown(secondsMax)} seconds (METERHOUSE_SQL_SECONDS_MAX)`,
  memory_bytes: ({ memoryBytesMax }) =>
    `takes more than ${shown(memoryBytesMax)} bytes of memory (METERHOUSE_SQL_MEMORY_BYTES_MAX)`,
  rows_read: ({ rowsReadMax }) => `reads more than ${shown(rowsReadMax)} rows (METERHOUSE_SQL_ROWS_READ_MAX)`,
  result_rows: ({ resultRowsMax }) =>
    `gives more than ${shown(resultRowsMax)} rows (METERHOUSE_SQL_RESULT_ROWS_MAX)`,
  number_size: () =>
    'computes a number that is too large: quantities have at most 38 digits before the point, numbers on the way 55',
  text_size: () => 'computes a text that is too long',
  scalar_rows: () => 'has a subquery in place of a value that gives more than one row',
  nesting: () => 'is nested too deeply for the engine',
}

// The engine's codes, which it never gives another meaning.
const FAULTS: ReadonlyMap<number, LimitedQueryFault> = new Map([
  [159, 'seconds'],
  [160, 'seconds'],
  [241, 'memory_bytes'],
  [158, 'rows_read'],
  [396, 'result_rows'],
  // Too many digits to parse, out of bounds, out of a type's range, our own throwIf, overflow of decimals.
  [6, 'number_size'],
  [69, 'number_size'],
  [321, 'number_size'],
  [395, 'number_size'],
  [407, 'number_size'],
  [131, 'text_size'],
  [125, 'scalar_rows'],
  [167, 'nesting'],
  [168, 'nesting'],
  [306, 'nesting'],
])

function shown(value: number): string {
  return value.toLocaleString('en')
}
