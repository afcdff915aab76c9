/** What can go wrong with a request. */
export type FaultKind =
  /** The connection ends before anything is done. */
  | 'dropped before'
  /** It is done, and then the connection ends: the answer is lost. */
  | 'dropped after'
  /** It is done, and then the server's process is killed. */
  | 'killed after'
  /** 503 from something in front of the server. */
  | 'unavailable'
  /** An exception in place of doing it: too many queries, code 202. */
  | 'exception'
  /** It is done at once, its answer comes late. */
  | 'late'
  /** It is done late, whether or not someone still waits for it. */
  | 'stalled'
  /** An exception after the first half of the answer, as servers from 25.11 send it. */
  | 'tagged exception in the answer'
  /** The same as older servers send it: as text, the connection ends orderly. */
  | 'plain exception in the answer'
  /** The connection ends in the middle of the answer. */
  | 'cut in the answer'

/** A fault that strikes requests whose query contains a text. */
export interface Fault {
  kind: FaultKind
  matching: string
  times: number
  /** For `late` and `stalled`. */
  milliseconds?: number
}

/** The faults that are still to strike. */
export class Faults {
  #waiting: Fault[] = []

  set(faults: Fault[]): void {
    this.#waiting = faults
  }

  /** The fault that strikes this query, if any. */
  take(query: string): Fault | undefined {
    const fault = this.#waiting.find(({ matching, times }) => times > 0 && query.includes(matching))
    if (fault !== undefined) fault.times -= 1
    return fault
  }
}
