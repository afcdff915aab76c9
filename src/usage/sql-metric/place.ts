import type { Window } from '../../kernel/window.ts'

/** A customer and a window in which a metric is to be evaluated. */
export interface Place {
  customerId: string
  /** Every text the customer's events may carry. */
  identifiers: readonly string[]
  window: Window
}

/** Each customer's identifiers, and beside each whose it is, as the queries' parameters. */
export function ownerParams(places: readonly Place[]): { identifiers: string[]; owners: string[] } {
  const owned = new Map(
    places.flatMap(({ customerId, identifiers }) => identifiers.map((one) => [one, customerId])),
  )
  return { identifiers: [...owned.keys()], owners: [...owned.values()] }
}
