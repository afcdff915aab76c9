import { elapsedMs } from '../kernel/clock.ts'

// A commit takes some 15 ms of processor time, however few events it has, and its part is merged again and again: kept
// apart, they take three quarters of the time with 32 requests in flight (docs/decisions/0010).
const APART_MS = 150
// Who waits for an answer before sending more has sent all there will be: nothing is gained by waiting for others.
const PAUSE_MS = 15
const REQUESTS_FEW = 2

/** Says how long a group waits to be committed although nothing is being committed: for more, while requests keep coming. */
export class CommitPace {
  readonly #eventsEnough: number
  readonly #now: () => number
  #lastArrivalMs = -Infinity
  #lastBeginMs = -Infinity
  #lastRequests = 0

  /**
   * @param eventsEnough a group of so many waits for no more.
   * @param now milliseconds since any moment.
   */
  constructor(eventsEnough: number, now: () => number = elapsedMs) {
    this.#eventsEnough = eventsEnough
    this.#now = now
  }

  arrived(): void {
    this.#lastArrivalMs = this.#now()
  }

  /** @param requests how many the group has that is being committed. */
  begun(requests: number): void {
    this.#lastBeginMs = this.#now()
    this.#lastRequests = requests
  }

  /** In milliseconds, 0 or less for not at all. One or two who send in turn are not kept waiting. */
  waitMs(events: number): number {
    if (this.#lastRequests <= REQUESTS_FEW || events >= this.#eventsEnough) return 0
    return Math.min(this.#lastArrivalMs + PAUSE_MS, this.#lastBeginMs + APART_MS) - this.#now()
  }
}
