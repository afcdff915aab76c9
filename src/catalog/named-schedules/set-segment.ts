import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import { findOwner, type OwnerRow, type ScheduleOwner } from './find-owner.ts'
import { propertiesText, toSegmentRow, type ScheduleName, type ScheduleSegment } from './rows.ts'

/**
 * Sets what a schedule says over a stretch of time; what it said there is cut off, split or gone, and outside it stays
 * (OpenAPI, updateContractNamedSchedule and its likes). A schedule begins with its first segment.
 * @throws Problem not_found where there is no such owner; invalid where it is archived or the stretch is empty.
 */
export async function setSegment(
  scope: CatalogScope,
  owner: ScheduleOwner,
  schedule: ScheduleName,
  segment: ScheduleSegment,
): Promise<void> {
  const { startingAt, endingBefore } = segment
  if (endingBefore !== null && startingAt >= endingBefore) {
    throw invalid('ending_before: must be after starting_at')
  }
  const now = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const found = await findOwner(transaction, owner)
    if (found.archivedAt !== null) throw invalid(`${found.field}: ${found.id} is archived`)
    await clearStretch(transaction, found, schedule, startingAt, endingBefore)
    await transaction
      .insertInto('named_schedules')
      .values(toSegmentRow(found, schedule, segment, now))
      .execute()
  })
}

/** Leaves of each segment what lies outside the stretch: the part before it, the part after it, both or none. */
async function clearStretch(
  transaction: Catalog,
  owner: OwnerRow,
  { name, properties }: ScheduleName,
  from: Instant,
  to: Instant | null,
): Promise<void> {
  const overlapping = await transaction
    .deleteFrom('named_schedules')
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .where('schedule_name', '=', name)
    .where('properties', '=', propertiesText(properties))
    .where((where) => where.or([where('ending_before', 'is', null), where('ending_before', '>', from)]))
    .$if(to !== null, (query) => query.where('starting_at', '<', to))
    .returningAll()
    .execute()
  for (const { seq: _, ...row } of overlapping) {
    const parts = [
      ...(row.starting_at < from ? [{ ...row, ending_before: from }] : []),
      ...(to !== null && (row.ending_before === null || row.ending_before > to)
        ? [{ ...row, starting_at: to }]
        : []),
    ]
    if (parts.length > 0) await transaction.insertInto('named_schedules').values(parts).execute()
  }
}
