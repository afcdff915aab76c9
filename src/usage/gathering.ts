// Who reads a month page by page comes back after some 70 ms, with eight at once beside ingest.
const WAIT_MS_MAX = 75

/** Waits for those who are likely to ask together: so many as did the last time. */
export class Gathering {
  readonly #over = Promise.withResolvers<void>()
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

  /** Nobody else is waited for. */
  end(): void {
    this.#over.resolve()
  }

  /** Settles when so many ask, when it is ended, or after a while. */
  async wait(expected: number): Promise<void> {
    this.#expected = expected
    this.#endWhereFull()
    const timer = setTimeout(this.#over.resolve, WAIT_MS_MAX)
    await this.#over.promise
    clearTimeout(timer)
  }

  #endWhereFull(): void {
    if (this.#askers >= this.#expected) this.end()
  }
}
