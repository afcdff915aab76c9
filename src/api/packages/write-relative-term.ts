import type { RelativeTerm } from '../../catalog/packages/offset.ts'

/** When a part of a package starts, and how long it lasts. */
export function writeRelativeTerm({ startingAtOffset, duration }: RelativeTerm) {
  return { starting_at_offset: startingAtOffset, duration: duration ?? undefined }
}
