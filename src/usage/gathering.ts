// Who reads a month page by page comes back after some 70 ms, with eight at once beside ingest.
const WAIT_MS_MAX = 75

/** Waits for those who are likely to ask together: so many as did the last time. */
export class Gathering {
  readonly #full = Promise.withResolvers<void>()
  #askers = 0
  #expected = Infinity

  get askers(): number {
    return this.#askers
  }

  /** Somebody asks. */
  join(): void {
    this.#askers += 1
    this.#endWhereFull()
  }

  /** Settles when so many ask, or after a while. */
  async wait(expected: number): Promise<void> {
    this.#expected = expected
    this.#endWhereFull()
    const timer = setTimeout(this.#full.resolve, WAIT_MS_MAX)
    await this.#full.promise
    clearTimeout(timer)
  }

  #endWhereFull(): void {
    if (this.#askers >= this.#expected) this.#full.resolve()
  }
}
