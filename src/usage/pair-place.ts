import type { Window } from '../kernel/window.ts'
import type { Pair } from './pairs.ts'
import type { Place } from './sql-metric/place.ts'

/** A row of usage: a customer and a metric in a window. */
export interface PairPlace {
  pair: Pair
  window: Window
}

/** The customers and windows of rows of one metric. */
export function placesOf(rows: readonly PairPlace[]): Place[] {
  return rows.map(({ pair: { customerId, identifiers }, window }) => ({ customerId, identifiers, window }))
}

/** What values of a row are found by. */
export function placeKey(customerId: string, metricId: string, windowNumber: number): string {
  return `${customerId} ${metricId} ${windowNumber}`
}
