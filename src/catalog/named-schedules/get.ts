import type { Instant } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import type { CatalogScope } from '../scope.ts'
import { findOwner, type ScheduleOwner } from './find-owner.ts'
import { fromSegmentRow, propertiesText, type ScheduleName, type ScheduleSegment } from './rows.ts'

/**
 * The segments of a schedule in order of time, or the one that holds at an instant; none where nothing was set.
 * @throws Problem not_found where there is no such owner.
 */
export async function getSegments(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  owner: ScheduleOwner,
  { name, properties }: ScheduleName,
  coveringDate: Instant | undefined,
): Promise<ScheduleSegment[]> {
  const { kind, id } = await findOwner(catalog, owner)
  const rows = await catalog
    .selectFrom('named_schedules')
    .selectAll()
    .where('owner_kind', '=', kind)
    .where('owner_id', '=', id)
    .where('schedule_name', '=', name)
    .where('properties', '=', propertiesText(properties))
    .orderBy('starting_at')
    .execute()
  const segments = rows.map(fromSegmentRow)
  return coveringDate === undefined
    ? segments
    : segments.filter((segment) => isInForce(segment, coveringDate))
}
