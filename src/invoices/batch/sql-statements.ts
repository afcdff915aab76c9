import { joinSql, type Sql } from '../../kernel/sql.ts'
import type { ParamValue } from '../../warehouse/query.ts'
import { InstantLists } from '../quantities/instant-lists.ts'
import { ownerLists } from './owner-lists.ts'
import { emitSqlBlock, type SqlBlock } from './sql-block.ts'

/** A customer, by what its events may carry, and how much there is of them in the period. */
export interface Owner {
  identifiers: readonly string[]
  eventCount: number
  hourCount: number
}

/** A block for some customers: what can be evaluated by itself. */
export interface SqlPart {
  block: SqlBlock
  owners: readonly Owner[]
}

// Far from the default limits (semantics 20), so that they are met by customers that would meet them by themselves: 2
// million events take 1 to 4 of 10 seconds, and groups may double the rows. What meets one all the same is divided.
const EVENTS_MAX = 2_000_000
const ROWS_MAX = 50_000
// Each part is a query of its own, which the engine takes some 20 ms to understand, and reads at most 256 KiB of.
const PARTS_MAX = 16
const BYTES_MAX = 100_000

/**
 * Divides what is to be evaluated into statements, so many that each is surely within the limits: their number follows from
 * how much is read, not from whose it is.
 */
export function packParts(parts: readonly SqlPart[], isAdmitted: Sql | null): SqlPart[][] {
  const statements: SqlPart[][] = []
  let room = { events: 0, rows: 0, parts: 0, bytes: 0 }
  for (const part of parts.flatMap(inRoom)) {
    const { events, rows } = weightOf(part)
    const { text } = emitSqlBlock(part.block, 0, { count: 1, listNumber: 0 }, new InstantLists(), isAdmitted)
    const bytes = Buffer.byteLength(text)
    if (events > room.events || rows > room.rows || bytes > room.bytes || room.parts === 0) {
      statements.push([])
      room = { events: EVENTS_MAX, rows: ROWS_MAX, parts: PARTS_MAX, bytes: BYTES_MAX }
    }
    statements.at(-1)?.push(part)
    room.events -= events
    room.rows -= rows
    room.bytes -= bytes
    room.parts -= 1
  }
  return statements
}

/** Statements for what one could not answer as a whole, each for half of it; null where it cannot be divided. */
export function halvesOf(parts: readonly SqlPart[]): SqlPart[][] | null {
  const [first, ...others] = parts
  if (first === undefined) return null
  if (others.length > 0) return inHalves(parts)
  const { block, owners } = first
  if (owners.length > 1) return inHalves(owners).map((half) => [{ block, owners: half }])
  if (block.ends === null || block.ends.length < 2) return null
  return inHalves(block.ends).map((ends) => [{ block: { ...block, ends }, owners }])
}

/** Writes a statement: its blocks, numbered as the parts are, and the parameters that say whose events they read until when. */
export function composeParts(
  parts: readonly SqlPart[],
  isAdmitted: Sql | null,
): { blocks: Sql; params: Record<string, ParamValue> } {
  const lists: (readonly Owner[])[] = []
  const instants = new InstantLists()
  const blocks = parts.map(({ block, owners }, number) => {
    const known = lists.findIndex((list) => isSameList(list, owners))
    const listNumber = known === -1 ? lists.push(owners) - 1 : known
    return emitSqlBlock(block, number, { count: owners.length, listNumber }, instants, isAdmitted)
  })
  const params = lists.flatMap((owners, number): [string, ParamValue][] => {
    const { identifiers, ownerNumbers } = ownerLists(
      owners.map((owner) => owner.identifiers),
      1,
    )
    return [
      [`identifiers_${number}`, identifiers],
      [`owner_numbers_${number}`, ownerNumbers],
    ]
  })
  const joined = joinSql(blocks, '\nUNION ALL\n')
  return { blocks: joined, params: { ...Object.fromEntries(params), ...instants.usedIn(joined) } }
}

/** A part in several where all of its customers together have too much, or one of them has for all of its segments. */
function inRoom({ block, owners }: SqlPart): SqlPart[] {
  const parts: SqlPart[] = []
  let some: Owner[] = []
  for (const owner of owners) {
    const more = [...some, owner]
    if (some.length > 0 && !isInRoom({ block, owners: more })) {
      parts.push({ block, owners: some })
      some = []
    }
    some.push(owner)
  }
  return [...parts, { block, owners: some }].flatMap(bySegments)
}

function bySegments(part: SqlPart): SqlPart[] {
  if (isInRoom(part) || part.owners.length > 1) return [part]
  return halvesOf([part])?.flat().flatMap(bySegments) ?? [part]
}

function isInRoom(part: SqlPart): boolean {
  const { events, rows } = weightOf(part)
  return events <= EVENTS_MAX && rows <= ROWS_MAX
}

/** How many events are read for it, each once for every segment that it may count in, and how many rows come of it. */
function weightOf({ block: { ends }, owners }: SqlPart): { events: number; rows: number } {
  const sumOf = (of: (owner: Owner) => number) => owners.reduce((sum, owner) => sum + of(owner), 0)
  const events = sumOf(({ eventCount }) => eventCount)
  if (ends === null) return { events, rows: sumOf(({ hourCount }) => hourCount) }
  return { events: events * ends.length, rows: owners.length * ends.length }
}

function inHalves<Item>(items: readonly Item[]): Item[][] {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}

function isSameList(a: readonly Owner[], b: readonly Owner[]): boolean {
  return a.length === b.length && a.every((owner, index) => owner === b[index])
}
