/** What one query around SQL that others wrote may take (semantics 20). */
export interface QueryLimits {
  secondsMax: number
  memoryBytesMax: number
  rowsReadMax: number
  resultRowsMax: number
}

export const QUERY_LIMITS: QueryLimits = {
  secondsMax: 10,
  memoryBytesMax: 1024 ** 3,
  rowsReadMax: 100_000_000,
  resultRowsMax: 100_000,
}

/** A setting of the engine and its value. */
export type Setting = readonly [name: string, value: string | number]

/**
 * The settings of a connection that only reads, and within limits. `readonly` comes last: after it none can be changed,
 * by the text of a query neither.
 */
export function limitedSettings(limits: QueryLimits): Setting[] {
  return [
    ['max_execution_time', limits.secondsMax],
    ['timeout_overflow_mode', 'throw'],
    ['max_memory_usage', limits.memoryBytesMax],
    // Nothing goes to the disk for want of memory.
    ['max_bytes_ratio_before_external_group_by', 0],
    ['max_bytes_ratio_before_external_sort', 0],
    ['max_rows_to_read', limits.rowsReadMax],
    ['read_overflow_mode', 'throw'],
    ['max_result_rows', limits.resultRowsMax],
    ['result_overflow_mode', 'throw'],
    ['log_comment', 'sql-metric'],
    ...EXACT_OUTPUT,
    // An infinity would look like NULL.
    ['output_format_json_quote_denormals', 1],
    ['readonly', 1],
  ]
}

/** What connections need that read for us: a metric may be nearly as long as the engine reads by default (256 KiB). */
export const OWN_READS: readonly Setting[] = [['max_query_size', 16 * 1024 * 1024]]

/** Decimals and 64-bit integers as JSON numbers would lose digits (architecture, decision 2). */
export const EXACT_OUTPUT: readonly Setting[] = [
  ['output_format_json_quote_decimals', 1],
  ['output_format_json_quote_64bit_integers', 1],
]
