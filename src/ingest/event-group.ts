import type { Instant } from '../kernel/instant.ts'
import type { ValidEvent } from './validate-events.ts'

/** An event as it arrived: its id, its time of arrival and its whole row. */
export interface ArrivedEvent {
  event: ValidEvent
  acceptedAt: Instant
  row: string
}

interface Waiting {
  resolve: () => void
  reject: (error: unknown) => void
}

/** Events that are committed together, and the requests that wait for them. */
export interface EventGroup {
  /** Events whose fingerprint was new: nobody took their id. */
  fresh: ArrivedEvent[]
  /** Events whose fingerprint is known: their id may be taken. */
  maybeTaken: ArrivedEvent[]
  waiting: Waiting[]
}

export function newGroup(): EventGroup {
  return { fresh: [], maybeTaken: [], waiting: [] }
}

export function groupSize(group: EventGroup): number {
  return group.fresh.length + group.maybeTaken.length
}
