import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../kernel/instant.ts'
import { emitSegmentStart, segmentStartsParam } from './segment-start.ts'

const NOON = Date.UTC(2024, 6, 1, 12)
const at = (...hours: number[]) => hours.map((hour) => NOON + hour * HOUR_MS)
/** The segments of a period of three hours. */
const of = (...segmentStarts: number[]) => ({
  period: { from: segmentStarts[0] ?? NOON, to: NOON + 3 * HOUR_MS },
  segmentStarts,
})
const LISTED = 'roundDown(toUnixTimestamp64Milli(timestamp), {segment_starts:Array(Int64)})'
const BY_THE_CLOCK = 'intDiv(toUnixTimestamp64Milli(timestamp), 3600000) * 3600000'

describe('the segment that an event falls into', () => {
  it.each([
    ['the period, where prices hold for all of it', of(NOON), '{segment_starts:Array(Int64)}[1]'],
    ['looked up, where a price changes', of(...at(0, 2)), LISTED],
    ['its hour, where each is one', of(...at(0, 1, 2)), BY_THE_CLOCK],
    ['looked up, where the last is longer than an hour', of(...at(0, 1)), LISTED],
    ['looked up, where a price changes within an hour', of(...at(0, 0.5, 1, 2)), LISTED],
    ['looked up, where the period starts within an hour', of(...at(0.5, 1.5, 2.5)), LISTED],
  ])('is %s', (_, segments, expected) => {
    expect(emitSegmentStart(segments).text).toBe(expected)
    expect(segmentStartsParam(segments)).toEqual(expected === BY_THE_CLOCK ? [] : segments.segmentStarts)
  })
})
