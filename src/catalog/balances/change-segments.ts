import { notFound } from '../../kernel/errors.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import type { AccessUpdate, SegmentUpdate } from './balance-update.ts'
import { inOrderOfStart, makeSegments, validateSegment } from './make-segments.ts'

/**
 * Changes the segments of an access schedule: those that it has, then those removed, then new ones (OpenAPI,
 * editCommit: access_schedule).
 * @param fieldPrefix where the schedule is in the request, such as `access_schedule.`
 * @throws Problem not_found where a segment does not exist, invalid where a rule is broken, both naming the field.
 */
export function changeSegments(
  before: readonly AccessSegment[],
  { added, updates, removedIds }: AccessUpdate,
  fieldPrefix: string,
): AccessSegment[] {
  let segments = [...before]
  for (const [index, update] of updates.entries()) {
    segments = updateSegment(segments, update, `${fieldPrefix}update_schedule_items.${index}.`)
  }
  for (const [index, id] of removedIds.entries()) {
    requireSegment(segments, id, `${fieldPrefix}remove_schedule_items.${index}.id`)
    segments = segments.filter((segment) => segment.id !== id)
  }
  return inOrderOfStart([...segments, ...makeSegments(added, `${fieldPrefix}add_schedule_items`)])
}

function updateSegment(
  segments: readonly AccessSegment[],
  { id, amount, startingAt, endingBefore }: SegmentUpdate,
  fieldPrefix: string,
): AccessSegment[] {
  const segment = requireSegment(segments, id, `${fieldPrefix}id`)
  const changed = {
    id,
    amount: amount ?? segment.amount,
    startingAt: startingAt ?? segment.startingAt,
    endingBefore: endingBefore ?? segment.endingBefore,
  }
  validateSegment(changed, fieldPrefix)
  return segments.map((one) => (one === segment ? changed : one))
}

function requireSegment(segments: readonly AccessSegment[], id: string, field: string): AccessSegment {
  const segment = segments.find((one) => one.id === id)
  if (segment === undefined) throw notFound(`${field}: schedule item`, id)
  return segment
}
