import { integerLiteral, parameter, sql, type Sql } from '../../kernel/sql.ts'
import { rangeOf, windowLengthMs, type WindowSize } from '../../kernel/window.ts'
import {
  emitRowsByKeys,
  emitRowsByPlaces,
  emitRowsOfPlaces,
  placeKey,
} from '../../metrics/sql/emit-result-rows.ts'
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

/**
 * How places are evaluated: in one pass of a single aggregation, in one pass of any metric that keeps them apart, or each
 * by itself.
 */
export type ResultForm = 'byKeys' | 'byPlaces' | 'alone'

/** A statement's part that gives the metric's rows in its places, as `emitRowsByKeys` names them. */
export interface ResultStatement {
  rows: Sql
  params: Readonly<Record<string, ParamValue>>
  form: ResultForm
  places: readonly Place[]
}

/** A place with events. */
export interface ActivePlace extends Place {
  eventCount: number
}

/** One pass over all places. Only where the metric is a single aggregation. */
export function statementByKeys({ metric, places, windowSize, groupKey }: Evaluation): ResultStatement {
  const { sql: compiled, afterSequence } = metric
  return {
    rows: emitRowsByKeys({ metric: compiled, afterSequence, groupKey }),
    params: { ...rangeOfPlaces(places, windowSize), ...ownerParams(places) },
    form: 'byKeys',
    places,
  }
}

/** The places with an event, in their order. */
export async function activePlaces(
  { warehouse }: UsageScope,
  { metric, places, windowSize }: Evaluation,
): Promise<ActivePlace[]> {
  const arrival =
    metric.afterSequence === null
      ? sql`true`
      : sql`accepted_sequence > ${integerLiteral(metric.afterSequence)}`
  const params = { ...rangeOfPlaces(places, windowSize), ...ownerParams(places) }
  const found = await warehouse.run(eventWindows, params, { arrival })
  const counts = new Map(
    found.map(({ owner_id, window_number, event_count }) => [`${owner_id} ${window_number}`, event_count]),
  )
  return places.flatMap((place) => {
    const eventCount = counts.get(`${place.customerId} ${place.window.number}`)
    return eventCount === undefined ? [] : [{ ...place, eventCount }]
  })
}

// A statement also evaluates places that the page will not show. Up to some hundred thousand events that takes no longer
// than the engine takes to parse and plan the statement.
const EVENTS_MAX = 300_000
const PLACES_MAX = 1000

/** Statements for the places, each of as many places as are evaluated about as fast as one. */
export function statementsByPlaces(
  evaluation: Evaluation,
  places: readonly ActivePlace[],
): ResultStatement[] {
  const parts: ActivePlace[][] = []
  let events = Infinity
  for (const place of places) {
    const part = parts.at(-1)
    if (part === undefined || part.length === PLACES_MAX || events + place.eventCount > EVENTS_MAX) {
      parts.push([place])
      events = place.eventCount
    } else {
      part.push(place)
      events += place.eventCount
    }
  }
  return parts.map((part) => statementByPlaces(evaluation, part))
}

/** Two statements, each for half the places of one that has at least two. */
export function halvesOf(evaluation: Evaluation, { places }: ResultStatement): ResultStatement[] {
  return inParts(places, Math.ceil(places.length / 2)).map((part) => statementByPlaces(evaluation, part))
}

function statementByPlaces(evaluation: Evaluation, places: readonly Place[]): ResultStatement {
  // There is nothing to keep it apart from.
  if (places.length === 1) return statementAlone(evaluation, places)
  const { metric, windowSize, groupKey } = evaluation
  const numbers = new Map<string, number>()
  for (const { customerId } of places) numbers.set(customerId, numbers.get(customerId) ?? numbers.size)
  const numberOf = (customerId: string) => numbers.get(customerId) ?? -1
  const { identifiers, owners } = ownerParams(places)
  return {
    rows: emitRowsByPlaces(
      { metric: metric.sql, afterSequence: metric.afterSequence, groupKey },
      places.length,
    ),
    params: {
      ...rangeOfPlaces(places, windowSize),
      identifiers,
      owner_numbers: owners.map(numberOf),
      place_keys: places.map(({ customerId, window }) => placeKey(numberOf(customerId), window.number)),
      place_owners: places.map(({ customerId }) => customerId),
      place_windows: places.map(({ window }) => window.number),
    },
    form: 'byPlaces',
    places,
  }
}

// Each place is a query of its own, which takes the engine 20 to 80 ms to parse and plan: more in a statement gain little.
const PLACES_ALONE_MAX = 16
const STATEMENT_BYTES_MAX = 100_000

/** Statements for the places by themselves, some in each, in their order. */
export function statementsAlone(evaluation: Evaluation, places: readonly Place[]): ResultStatement[] {
  const bytes = Buffer.byteLength(statementAlone(evaluation, places.slice(0, 1)).rows.text)
  const length = Math.min(PLACES_ALONE_MAX, Math.max(1, Math.floor(STATEMENT_BYTES_MAX / bytes)))
  return inParts(places, length).map((part) => statementAlone(evaluation, part))
}

function statementAlone({ metric, groupKey }: Evaluation, places: readonly Place[]): ResultStatement {
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
  return { rows, params: Object.fromEntries(params), form: 'alone', places }
}

function rangeOfPlaces(places: readonly Place[], windowSize: WindowSize) {
  const range = rangeOf(places.map(({ window }) => window))
  return { ...rangeParams(range), window_ms: windowLengthMs(windowSize) }
}

function inParts<Item>(items: readonly Item[], length: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, index) =>
    items.slice(index * length, (index + 1) * length),
  )
}
