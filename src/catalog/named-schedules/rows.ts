import type { Insertable, Selectable } from 'kysely'
import type { Instant } from '../../kernel/instant.ts'
import { parseJson, writeJson } from '../../kernel/json.ts'
import type { CatalogTables } from '../tables.ts'
import type { OwnerRow } from './find-owner.ts'

/** What a schedule says from `startingAt` until `endingBefore`, or for good where that is null. */
export interface ScheduleSegment {
  /** Any JSON, its numbers in the text that was sent. */
  value: unknown
  startingAt: Instant
  endingBefore: Instant | null
}

/** What tells an owner's schedules apart. */
export interface ScheduleName {
  name: string
  /** Those that have other properties are other schedules. */
  properties: Readonly<Record<string, string>>
}

type ScheduleTable = CatalogTables['named_schedules']

/** Reads a segment from its row. */
export function fromSegmentRow(row: Selectable<ScheduleTable>): ScheduleSegment {
  return { value: parseJson(row.value), startingAt: row.starting_at, endingBefore: row.ending_before }
}

/** Writes a segment of an owner's schedule. */
export function toSegmentRow(
  owner: OwnerRow,
  schedule: ScheduleName,
  segment: ScheduleSegment,
  createdAt: Instant,
): Insertable<ScheduleTable> {
  return {
    owner_kind: owner.kind,
    owner_id: owner.id,
    schedule_name: schedule.name,
    properties: propertiesText(schedule.properties),
    value: writeJson(segment.value),
    starting_at: segment.startingAt,
    ending_before: segment.endingBefore,
    created_at: createdAt,
  }
}

/** The text of a schedule's properties, the same for equal ones whatever order they were given in. */
export function propertiesText(properties: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(Object.fromEntries(sorted))
}
