import type { Clock } from '../kernel/clock.ts'
import { warehouseInstant } from '../kernel/instant.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { idsOf, type DoubtfulEvent, type EventGroup } from './event-group.ts'
import { EVENT_AGE_MAX_MS } from './limits.ts'
import { acceptedSince } from './queries.ts'
import type { RecentIds } from './recent-ids.ts'
import type { RowStore } from './row-store.ts'

export interface CommitScope {
  warehouse: Warehouse
  clock: Clock
  recent: RecentIds
  store: RowStore
}

/**
 * Stores a group: accepted events first, then the duplicates. Several groups may be under way; what one cannot tell
 * of its events without the others, it waits for.
 * @param earlier settled when the groups before it are, however they ended.
 * @throws where it is not known that all of it is on disk; what is there will be found taken.
 */
export async function commitGroup(
  scope: CommitScope,
  group: EventGroup,
  earlier: Promise<unknown>,
): Promise<void> {
  await scope.store.settle()
  const { accepted, duplicates } = await judgeDoubtful(scope, group, earlier)
  const { freshRows, freshIds, duplicateRows } = group
  for (const { row } of accepted) freshRows.append(row, 1)
  await scope.store.insert('events', freshRows, group.sequences)
  scope.recent.add([...freshIds, idsOf(accepted, scope.clock.now())])
  for (const { row } of duplicates) duplicateRows.append(row, 1)
  await scope.store.insert('event_duplicates', duplicateRows, group.sequences)
}

interface Judged {
  accepted: DoubtfulEvent[]
  duplicates: DoubtfulEvent[]
}

/** Tells the events whose id is taken from those whose fingerprint alone was known (semantics 6). */
async function judgeDoubtful(
  scope: CommitScope,
  { doubtful, freshIds }: EventGroup,
  earlier: Promise<unknown>,
): Promise<Judged> {
  const judged: Judged = { accepted: [], duplicates: [] }
  const unknown = doubtful.filter((event) => {
    if (isRecent(scope, event)) judged.duplicates.push(event)
    else return true
    return false
  })
  if (unknown.length === 0) return judged
  // From here on no other group takes an id: the next ones wait for this one in turn.
  await earlier
  await scope.store.settle()
  const taken = new Set(freshIds.flatMap(({ keys }) => keys.toString().split('\n')))
  for (const event of unknown) if (isRecent(scope, event)) taken.add(event.key)
  const still = unknown.filter(({ key }) => !taken.has(key))
  for (const key of await findAccepted(scope, still)) taken.add(key)
  for (const event of unknown) {
    if (taken.has(event.key)) judged.duplicates.push(event)
    else judged.accepted.push(event)
    taken.add(event.key)
  }
  return judged
}

function isRecent({ recent, clock }: CommitScope, { fingerprint, key }: DoubtfulEvent): boolean {
  const acceptedAt = recent.acceptedAt(fingerprint, key)
  return acceptedAt !== undefined && acceptedAt > clock.now() - EVENT_AGE_MAX_MS
}

async function findAccepted(
  { warehouse, clock }: CommitScope,
  events: readonly DoubtfulEvent[],
): Promise<string[]> {
  const keys = new Map(events.map(({ transactionId, key }) => [transactionId, key]))
  if (keys.size === 0) return []
  const rows = await warehouse.run(acceptedSince, {
    transaction_ids: [...keys.keys()],
    accepted_after: warehouseInstant(clock.now() - EVENT_AGE_MAX_MS),
  })
  return rows.map((row) => keys.get(row.transaction_id) ?? row.transaction_id)
}
