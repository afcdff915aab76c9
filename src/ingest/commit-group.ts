import type { Clock } from '../kernel/clock.ts'
import { warehouseInstant } from '../kernel/instant.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { DuplicateStore } from './duplicate-store.ts'
import { idsOf, type DoubtfulEvent, type EventGroup } from './event-group.ts'
import { EVENT_AGE_MAX_MS, isTakenAt } from './limits.ts'
import { acceptedSince } from './queries.ts'
import type { RecentIds } from './recent-ids.ts'
import type { RowStore } from './row-store.ts'

export interface CommitScope {
  warehouse: Warehouse
  clock: Clock
  recent: RecentIds
  store: RowStore
  duplicates: DuplicateStore
  repeats: DuplicateStore
}

/** Promises that settle as a group is stored. They fail where it is not known whether it is. */
export interface GroupCommit {
  /** Settles when the accepted events are on disk and the group can be used again; their ids are then known to be taken. */
  eventsStored: Promise<unknown>
  /** Settles when all of it is on disk. */
  allStored: Promise<unknown>
}

/**
 * Stores a group: accepted events first, then the duplicates; those that only repeat an event on disk, at once. Several
 * groups may be under way: one that must know which ids the others take waits for them.
 * @param earlier settled when the groups before it are, however they ended.
 */
export function commitGroup(scope: CommitScope, group: EventGroup, earlier: Promise<unknown>): GroupCommit {
  const repeatsStored = scope.repeats.add(group.repeatRows, group.sequences)
  const eventsStored = commitEvents(scope, group, earlier)
  const duplicatesStored = eventsStored.then(({ duplicatesStored: stored }) => stored)
  return { eventsStored, allStored: Promise.all([duplicatesStored, repeatsStored]) }
}

async function commitEvents(
  scope: CommitScope,
  group: EventGroup,
  earlier: Promise<unknown>,
): Promise<{ duplicatesStored: Promise<void> }> {
  await scope.store.settle()
  const accepted = await judgeDoubtful(scope, group, earlier)
  sortRows(group, accepted)
  try {
    await scope.store.insert('events', group.freshRows, [group.sequences])
  } finally {
    scope.warehouse.changedHours?.note(group.hours)
  }
  scope.recent.add([...group.freshIds, idsOf([...accepted], scope.clock.now())])
  return { duplicatesStored: scope.duplicates.add(group.duplicateRows, group.sequences) }
}

/** Puts the doubtful rows of accepted events with the fresh ones, the others with the duplicates. */
function sortRows(
  { doubtful, doubtfulRows, freshRows, duplicateRows }: EventGroup,
  accepted: ReadonlySet<DoubtfulEvent>,
): void {
  if (accepted.size === 0) return duplicateRows.appendAll(doubtfulRows)
  const bytes = doubtfulRows.bytes
  let from = 0
  for (const event of doubtful) {
    const rows = accepted.has(event) ? freshRows : duplicateRows
    rows.appendRow(bytes.subarray(from, event.rowEnd))
    from = event.rowEnd
  }
}

/**
 * Tells the events whose id is taken from those whose fingerprint alone was known (semantics 6).
 * @returns the latter, which are accepted.
 */
async function judgeDoubtful(
  scope: CommitScope,
  { doubtful, freshIds }: EventGroup,
  earlier: Promise<unknown>,
): Promise<ReadonlySet<DoubtfulEvent>> {
  const accepted = new Set<DoubtfulEvent>()
  const unknown = doubtful.filter((event) => !isRecent(scope, event))
  if (unknown.length === 0) return accepted
  // From here on no other group takes an id: the next ones wait for this one in turn.
  await earlier
  await scope.store.settle()
  const taken = new Set(freshIds.flatMap(({ keys }) => keys.toString().split('\n')))
  for (const event of unknown) if (isRecent(scope, event)) taken.add(event.key)
  const still = unknown.filter(({ key }) => !taken.has(key))
  for (const key of await findAccepted(scope, still)) taken.add(key)
  for (const event of unknown) {
    if (!taken.has(event.key)) accepted.add(event)
    taken.add(event.key)
  }
  return accepted
}

function isRecent({ recent, clock }: CommitScope, { fingerprint, key }: DoubtfulEvent): boolean {
  const found = recent.find(fingerprint, Buffer.from(`${key}\n`), 0)
  return found !== undefined && isTakenAt(found.acceptedAt, clock.now())
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
