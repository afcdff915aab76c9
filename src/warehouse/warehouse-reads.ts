import { stringLiteral, type Sql } from '../kernel/sql.ts'
import { limitedQueryError } from './limited-query-error.ts'
import type { BoundQuery } from './long-params.ts'
import type { ParamValue, Query } from './query.ts'
import { EXACT_OUTPUT, type QueryLimits, type Setting } from './query-limits.ts'
import { readRows, type Columns } from './read-rows.ts'

/** What reads a warehouse. */
export interface WarehouseReads {
  /** Runs a query and gives its rows, checked against its schema. @throws where the engine refuses or fails. */
  run<Params extends Readonly<Record<string, ParamValue>>, Row>(
    query: Query<Params, Row>,
    params: Params,
    fragments?: Readonly<Record<string, Sql>>,
  ): Promise<Row[]>
  /**
   * Runs a query around SQL that others wrote, read-only and under limits, on connections that no other query uses.
   * @throws LimitedQueryError where the limits or the data do not admit it; any other failure is ours.
   */
  runLimited: WarehouseReads['run']
}

/** A query in the engine's words. */
export interface Asked extends BoundQuery {
  /** Whether it is held to limits. */
  isLimited: boolean
}

/** Answers a query, as JSON by column with metadata. @throws what the engine throws. */
export type Answer = (asked: Asked) => Promise<string>

// Looking for projections, of which there are none, takes half a millisecond a query. By default a customer's month is
// read on one core.
const READING: readonly Setting[] = [
  ...EXACT_OUTPUT,
  ['optimize_use_projections', 0],
  ['optimize_use_implicit_projections', 0],
  ['merge_tree_min_rows_for_concurrent_read', 32_768],
  ['merge_tree_min_bytes_for_concurrent_read', 4_194_304],
]
const settingsText = (settings: readonly Setting[]) =>
  settings.map(([name, value]) => `${name} = ${value}`).join(', ')
const READING_ONCE = settingsText(READING)
const READING_AGAIN = settingsText([...READING, ['use_uncompressed_cache', 1]])

/**
 * Reads through what answers, which may be in another thread.
 * @param limits what the queries around SQL that others wrote are held to there.
 */
export function openReads(answer: Answer, limits: QueryLimits): WarehouseReads {
  return {
    async run(query, params, fragments = {}) {
      const { text } = query.compose(fragments)
      const reading = query.isReadAgain === true ? READING_AGAIN : READING_ONCE
      const tagged = `${text}\nSETTINGS log_comment = ${stringLiteral(query.name).text}, ${reading}`
      return readRows(query.row, columnsOf(await answer({ text: tagged, params, isLimited: false })))
    },
    async runLimited(query, params, fragments = {}) {
      const { text } = query.compose(fragments)
      const answered = await answer({ text, params, isLimited: true }).catch((error: unknown) => {
        throw limitedQueryError(error, limits)
      })
      return readRows(query.row, columnsOf(answered))
    },
  }
}

function columnsOf(answered: string): Columns {
  // The client's types know no columns.
  return (JSON.parse(answered) as { data: Columns }).data
}
