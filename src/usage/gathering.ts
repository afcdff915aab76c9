// Who reads a month page by page comes back after some 70 ms, with eight at once beside ingest.
const WAIT_MS_MAX = 75

/** Waits until as many ask as asked together the last time, or for a moment. */
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

  /** Settles when as many as expected ask, when it is ended, or after 75 ms. */
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
