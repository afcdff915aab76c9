import type { Window } from '../kernel/window.ts'

/** Where a row stands in a list of usage: its window's number and its groups' ranks. */
export type Position = readonly [windowNumber: number, ranks: readonly string[]]

/** The place before a list's first row. */
export const BEFORE_ALL: Position = [Number.MIN_SAFE_INTEGER, []]

/** The place of a row. */
export function positionOf(row: { window: Window; groups: readonly (string | null)[] }): Position {
  return [row.window.number, row.groups.map(rank)]
}

/** Whether a cursor that was decoded holds a place. */
export function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [windowNumber, ranks] = value as unknown[]
  return (
    Number.isSafeInteger(windowNumber) &&
    Array.isArray(ranks) &&
    ranks.every((item) => typeof item === 'string')
  )
}

/** Whether two places are one. */
export function isSamePosition(one: Position, other: Position): boolean {
  return (
    one[0] === other[0] &&
    one[1].length === other[1].length &&
    one[1].every((rank, index) => rank === other[1][index])
  )
}

/** As in `sql/warehouse/usage/grouped.sql`: null sorts last. */
function rank(value: string | null): string {
  return value === null ? '1' : `0${value}`
}
