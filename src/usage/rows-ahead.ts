import type { TimeRange } from '../kernel/window.ts'
import type { ChangedHours, Moment } from '../warehouse/changed-hours.ts'
import type { GroupedUsageRow } from './grouped-usage.ts'
import { isSamePosition, positionOf, type Position } from './position.ts'

/** How many rows are read at once where the next pages may be asked for: ten of the longest. */
export const ROWS_AHEAD_MAX = 1000

const LISTS_MAX = 100
const CHARACTERS_MAX = 16_000_000
const ROW_CHARACTERS = 100

/** Rows of a list, one after another. */
export interface Stretch {
  rows: readonly GroupedUsageRow[]
  /** Whether the list ends with them. */
  isLast: boolean
}

interface HeldStretch extends Stretch {
  after: Position
  readAt: Moment
  characters: number
}

/**
 * Holds rows that were read beyond the page that was asked for, so that the pages after it need no query. They are given
 * only while no event was stored in their windows (docs/decisions/0013).
 */
export class RowsAhead {
  readonly #changed: ChangedHours
  readonly #held = new Map<string, HeldStretch>()
  #characters = 0

  constructor(changed: ChangedHours) {
    this.#changed = changed
  }

  /** To be asked before reading what is to be held. */
  now(): Moment {
    return this.#changed.now()
  }

  /**
   * Finds a page's rows, exactly as a query would give them now.
   * @param list what is asked for, without the page.
   * @returns null where they are not held, or may have changed.
   */
  find(list: string, range: TimeRange, after: Position, rowsMax: number): Stretch | null {
    const held = this.#held.get(list)
    if (held === undefined) return null
    const { rows, isLast } = held
    const before = rows.findIndex(
      (row) => row.window.number === after[0] && isSamePosition(positionOf(row), after),
    )
    if (before === -1 && !isSamePosition(held.after, after)) return null
    const page = rows.slice(before + 1, before + 1 + rowsMax)
    const isEnd = isLast && before + 1 + page.length === rows.length
    if (page.length < rowsMax && !isEnd) return null
    // Windows without rows are part of a page, too.
    const from = rows[before]?.window.from ?? range.from
    const to = isEnd ? range.to : (page.at(-1)?.window.to ?? range.to)
    return this.#changed.isUnchanged({ from, to }, held.readAt) ? { rows: page, isLast: isEnd } : null
  }

  /** Holds what was read of a list, in place of what is held of it. */
  hold(list: string, after: Position, stretch: Stretch, readAt: Moment): void {
    this.#drop(list)
    const characters = charactersOf(list, stretch)
    this.#held.set(list, { ...stretch, after, readAt, characters })
    this.#characters += characters
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= LISTS_MAX && this.#characters <= CHARACTERS_MAX) break
      this.#drop(oldest)
    }
  }

  #drop(list: string): void {
    this.#characters -= this.#held.get(list)?.characters ?? 0
    this.#held.delete(list)
  }
}

function charactersOf(list: string, { rows }: Stretch): number {
  const texts = rows.flatMap(({ groups }) => groups)
  return (
    list.length + rows.length * ROW_CHARACTERS + texts.reduce((sum, text) => sum + (text?.length ?? 0), 0)
  )
}
