import type { Clock } from '../kernel/clock.ts'
import { newId } from '../kernel/ids.ts'
import { warehouseInstant, type Instant } from '../kernel/instant.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { ArrivedEvent, EventGroup } from './event-group.ts'
import { EVENT_COLUMNS } from './event-text.ts'
import { EVENT_AGE_MAX_MS } from './limits.ts'
import { acceptedSince } from './queries.ts'
import type { RecentIds } from './recent-ids.ts'

export interface CommitScope {
  warehouse: Warehouse
  clock: Clock
  recent: RecentIds
}

/**
 * Stores a group: accepted events first, then the duplicates. The groups before it are settled, so the table and
 * the recent ids answer for all of them.
 * @throws where it is not known that all of it is on disk; what is there will be found taken.
 */
export async function commitGroup(scope: CommitScope, group: EventGroup): Promise<void> {
  const { accepted, duplicates } = await separate(scope, group)
  await insertRows(scope.warehouse, 'events', accepted)
  for (const { event, acceptedAt } of accepted) scope.recent.add(event.transactionId, acceptedAt)
  await insertRows(scope.warehouse, 'event_duplicates', duplicates)
}

async function separate(
  scope: CommitScope,
  { fresh, maybeTaken }: EventGroup,
): Promise<{ accepted: readonly ArrivedEvent[]; duplicates: readonly ArrivedEvent[] }> {
  if (maybeTaken.length === 0) return { accepted: fresh, duplicates: [] }
  const windowStart = scope.clock.now() - EVENT_AGE_MAX_MS
  const taken = new Set(fresh.map(({ event }) => event.transactionId))
  const unknown: string[] = []
  for (const { event } of maybeTaken) {
    const acceptedAt = scope.recent.acceptedAt(event.transactionId)
    if (acceptedAt === undefined) unknown.push(event.transactionId)
    else if (acceptedAt > windowStart) taken.add(event.transactionId)
  }
  for (const id of await findAccepted(scope.warehouse, unknown, windowStart)) taken.add(id)
  const accepted = fresh.slice()
  const duplicates: ArrivedEvent[] = []
  for (const arrived of maybeTaken) {
    const { transactionId } = arrived.event
    if (taken.has(transactionId)) duplicates.push(arrived)
    else accepted.push(arrived)
    taken.add(transactionId)
  }
  return { accepted, duplicates }
}

async function findAccepted(
  warehouse: Warehouse,
  transactionIds: readonly string[],
  windowStart: Instant,
): Promise<string[]> {
  const wanted = [...new Set(transactionIds)]
  if (wanted.length === 0) return []
  const rows = await warehouse.run(acceptedSince, {
    transaction_ids: wanted,
    accepted_after: warehouseInstant(windowStart),
  })
  return rows.map((row) => row.transaction_id)
}

// A server may have done an insert whose answer was lost; with the same token it does it once.
const INSERT_TRIES_MAX = 3

async function insertRows(
  warehouse: Warehouse,
  table: 'events' | 'event_duplicates',
  events: readonly ArrivedEvent[],
): Promise<void> {
  if (events.length === 0) return
  let rows = ''
  for (const { row } of events) rows += row
  const insert = { table, columns: EVENT_COLUMNS, body: Buffer.from(rows), token: newId() }
  for (let tries = 1; ; tries += 1) {
    try {
      await warehouse.insertText(insert)
      return
    } catch (error) {
      if (tries === INSERT_TRIES_MAX) throw error
    }
  }
}
