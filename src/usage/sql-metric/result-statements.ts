import { integerLiteral, parameter, sql, type Sql } from '../../kernel/sql.ts'
import { rangeOf, windowLengthMs, type WindowSize } from '../../kernel/window.ts'
import { emitRowsByKeys, emitRowsOfPlaces } from '../../metrics/sql/emit-result-rows.ts'
import type { ParamValue } from '../../warehouse/query.ts'
import { rangeParams, type SqlUsageMetric, type UsageScope } from '../metric.ts'
import { eventWindows } from '../queries.ts'
import { ownerParams, type Place } from './place.ts'

/** What is to be evaluated: a metric in some places, its rows told apart by some columns. */
export interface Evaluation {
  metric: SqlUsageMetric
  places: readonly Place[]
  windowSize: WindowSize
  groupKey: readonly string[]
}

/** A statement's part that gives the metric's rows in its places, as `emitRowsByKeys` names them. */
export interface ResultStatement {
  rows: Sql
  params: Readonly<Record<string, ParamValue>>
  /** Whether all places are evaluated in one pass, rather than each by itself. */
  isByKeys: boolean
  places: readonly Place[]
}

/** One pass over all places. Only where the metric is a single aggregation. */
export function statementByKeys({ metric, places, windowSize, groupKey }: Evaluation): ResultStatement {
  const { sql: compiled, afterSequence } = metric
  return {
    rows: emitRowsByKeys({ metric: compiled, afterSequence, groupKey }),
    params: placeParams(places, windowSize),
    isByKeys: true,
    places,
  }
}

// Each place is a query of its own, which the engine takes some 20 ms to understand; what more would gain is little.
const PLACES_MAX = 16
const STATEMENT_BYTES_MAX = 100_000

/** Statements for the places by themselves, some in each, in their order, and only those with an event. */
export async function statementsOfPlaces(
  { warehouse }: UsageScope,
  evaluation: Evaluation,
): Promise<ResultStatement[]> {
  const { metric, places, windowSize } = evaluation
  const arrival =
    metric.afterSequence === null
      ? sql`true`
      : sql`accepted_sequence > ${integerLiteral(metric.afterSequence)}`
  const found = await warehouse.run(eventWindows, placeParams(places, windowSize), { arrival })
  const active = new Set(found.map(({ owner_id, window_number }) => `${owner_id} ${window_number}`))
  const used = places.filter(({ customerId, window }) => active.has(`${customerId} ${window.number}`))
  const bytes = Buffer.byteLength(statementOf(evaluation, used.slice(0, 1)).rows.text)
  const length = Math.min(PLACES_MAX, Math.max(1, Math.floor(STATEMENT_BYTES_MAX / bytes)))
  return inParts(used, length).map((part) => statementOf(evaluation, part))
}

/** A statement in two, each of half its places; at least two. */
export function halvesOf(evaluation: Evaluation, { places }: ResultStatement): ResultStatement[] {
  return inParts(places, Math.ceil(places.length / 2)).map((part) => statementOf(evaluation, part))
}

function statementOf({ metric, groupKey }: Evaluation, places: readonly Place[]): ResultStatement {
  const customers = [...new Map(places.map(({ customerId, identifiers }) => [customerId, identifiers]))]
  const names = new Map(customers.map(([id], index) => [id, `identifiers_${index}`]))
  const rows = emitRowsOfPlaces(
    { metric: metric.sql, afterSequence: metric.afterSequence, groupKey },
    places.map(({ customerId, window }) => ({
      customerId,
      identifiers: parameter(names.get(customerId) ?? '', 'Array(String)'),
      window,
    })),
  )
  const params = customers.map(([, identifiers], index) => [`identifiers_${index}`, identifiers] as const)
  return { rows, params: Object.fromEntries(params), isByKeys: false, places }
}

function placeParams(places: readonly Place[], windowSize: WindowSize) {
  const range = rangeOf(places.map(({ window }) => window))
  return { ...ownerParams(places), ...rangeParams(range), window_ms: windowLengthMs(windowSize) }
}

function inParts<Item>(items: readonly Item[], length: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, index) =>
    items.slice(index * length, (index + 1) * length),
  )
}
