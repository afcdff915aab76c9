import { HOUR_MS } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'

// A year and more of hours. Past it all that changed so far is forgotten, and everything taken to have changed.
const HOURS_MAX = 10_000

/** How many changes there had been at some moment. */
export type Moment = number

/** Knows when events of each hour were last stored, so that what was read of other hours still holds. */
export class ChangedHours {
  #changes: Moment = 0
  #forgotten: Moment = 0
  readonly #lastChanges = new Map<number, Moment>()

  /** To be asked before reading what is to be held. */
  now(): Moment {
    return this.#changes
  }

  /** Notes that events were stored, or may have been: before anyone is told so. @param hours of their timestamps, since 1970. */
  note(hours: Iterable<number>): void {
    this.#changes += 1
    for (const hour of hours) this.#lastChanges.set(hour, this.#changes)
    if (this.#lastChanges.size <= HOURS_MAX) return
    this.#lastChanges.clear()
    this.#forgotten = this.#changes
  }

  /** Whether nothing was stored since, of any hour that the range touches. */
  isUnchanged(range: TimeRange, since: Moment): boolean {
    if (since === this.#changes) return true
    if (since < this.#forgotten) return false
    const [first, end] = [Math.floor(range.from / HOUR_MS), Math.ceil(range.to / HOUR_MS)]
    // The fewer of the two are looked at: a range can be of centuries.
    if (end - first > this.#lastChanges.size) {
      return this.#lastChanges.entries().every(([hour, at]) => at <= since || hour < first || hour >= end)
    }
    for (let hour = first; hour < end; hour += 1) {
      if ((this.#lastChanges.get(hour) ?? 0) > since) return false
    }
    return true
  }
}
