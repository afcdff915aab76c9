import type { Clock } from '../kernel/clock.ts'
import { newId } from '../kernel/ids.ts'
import { warehouseInstant, type Instant } from '../kernel/instant.ts'
import { InsertUnsettledError, type TextInsert } from '../warehouse/insert-text.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { ArrivedKeys, DoubtfulEvent, EventGroup } from './event-group.ts'
import { EVENT_COLUMNS } from './event-text.ts'
import { EVENT_AGE_MAX_MS } from './limits.ts'
import { acceptedSince } from './queries.ts'
import type { RecentIds } from './recent-ids.ts'
import { RowBuffer } from './row-buffer.ts'

export interface CommitScope {
  warehouse: Warehouse
  clock: Clock
  recent: RecentIds
  /**
   * An insert whose outcome is not known after all tries. It is repeated, with its token, before the next group is
   * judged: the table would not show its rows while a server is still at them.
   */
  unsettled: TextInsert | null
}

/**
 * Stores a group: accepted events first, then the duplicates. The groups before it are settled, so the table and
 * the recent ids answer for all of them.
 * @throws where it is not known that all of it is on disk; what is there will be found taken.
 */
export async function commitGroup(scope: CommitScope, group: EventGroup): Promise<void> {
  if (scope.unsettled !== null) {
    await scope.warehouse.insertText(scope.unsettled)
    scope.unsettled = null
  }
  const now = scope.clock.now()
  const { accepted, duplicates } = await judgeDoubtful(scope, group, now)
  group.freshRows.append(accepted.map(({ row }) => row).join(''), accepted.length)
  await insertRows(scope, 'events', group.freshRows)
  scope.recent.add([...group.freshKeys, ...acceptedKeys(accepted, now)])
  if (duplicates.length === 0) return
  const rows = new RowBuffer()
  rows.append(duplicates.map(({ row }) => row).join(''), duplicates.length)
  await insertRows(scope, 'event_duplicates', rows)
}

interface Judged {
  accepted: DoubtfulEvent[]
  duplicates: DoubtfulEvent[]
}

/** Tells the events whose id is taken from those whose fingerprint alone was known (semantics 6). */
async function judgeDoubtful(
  { warehouse, recent }: CommitScope,
  { doubtful, freshKeys }: EventGroup,
  now: Instant,
): Promise<Judged> {
  const judged: Judged = { accepted: [], duplicates: [] }
  if (doubtful.length === 0) return judged
  const windowStart = now - EVENT_AGE_MAX_MS
  const taken = new Set(freshKeys.flatMap(({ text }) => text.split('\n')))
  const unknown = new Map<string, string>()
  for (const { key, transactionId } of doubtful) {
    if (taken.has(key)) continue
    const acceptedAt = recent.acceptedAt(key)
    if (acceptedAt === undefined) unknown.set(transactionId, key)
    else if (acceptedAt > windowStart) taken.add(key)
  }
  for (const id of await findAccepted(warehouse, [...unknown.keys()], windowStart)) {
    taken.add(unknown.get(id) ?? id)
  }
  for (const event of doubtful) {
    if (taken.has(event.key)) judged.duplicates.push(event)
    else judged.accepted.push(event)
    taken.add(event.key)
  }
  return judged
}

async function findAccepted(
  warehouse: Warehouse,
  transactionIds: readonly string[],
  windowStart: Instant,
): Promise<string[]> {
  if (transactionIds.length === 0) return []
  const rows = await warehouse.run(acceptedSince, {
    transaction_ids: transactionIds,
    accepted_after: warehouseInstant(windowStart),
  })
  return rows.map((row) => row.transaction_id)
}

function acceptedKeys(accepted: readonly DoubtfulEvent[], acceptedAt: Instant): ArrivedKeys[] {
  if (accepted.length === 0) return []
  return [{ text: accepted.map(({ key }) => `${key}\n`).join(''), count: accepted.length, acceptedAt }]
}

// Of an insert that was sent and not answered. The engine's own refusal is final: repeated with its token, an insert
// that was done for one month and failed for the next would be taken for done.
const INSERT_TRIES_MAX = 3

async function insertRows(
  scope: CommitScope,
  table: 'events' | 'event_duplicates',
  rows: RowBuffer,
): Promise<void> {
  if (rows.rows === 0) return
  const insert = { table, columns: EVENT_COLUMNS, body: rows.bytes, token: newId() }
  for (let tries = 1; ; tries += 1) {
    try {
      await scope.warehouse.insertText(insert)
      return
    } catch (error) {
      if (!(error instanceof InsertUnsettledError)) throw error
      if (tries < INSERT_TRIES_MAX) continue
      // The buffer is used again for the next rows, so these are copied.
      scope.unsettled = { ...insert, body: Buffer.from(rows.bytes) }
      throw error
    }
  }
}
