import type { Decimal } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'

/** What one version of a product measured of one group in a period: cumulatively, segment by segment. */
export interface MeteredSeries {
  /** Which of the product's versions measured it, by its index. */
  readonly version: number
  /** Values of that version's pricing group key, then of its presentation group key. */
  readonly groups: readonly (string | null)[]
  /** When the segments start that there is a quantity of, in order, each once. */
  readonly segmentStarts: readonly Instant[]
  /** How much was metered from the period's start to the end of a segment, by its place among them. */
  cumulativeAt(place: number): Decimal
  /** Whether it may have gone down within a segment, before its end; it may where nothing is said. */
  readonly mayFall?: boolean | undefined
}

/** How much was metered from the period's start to the end of a segment of it. */
export interface SegmentQuantity {
  segmentStart: Instant
  cumulative: Decimal
}

/** Of which group it is. */
export interface GroupQuantity extends SegmentQuantity, Pick<MeteredSeries, 'groups' | 'mayFall'> {}

/** A series whose quantities are at hand. @param segments in order of time. */
export function seriesOf(
  { version, groups, mayFall }: Pick<MeteredSeries, 'version' | 'groups' | 'mayFall'>,
  segments: readonly SegmentQuantity[],
): MeteredSeries {
  return {
    version,
    groups,
    segmentStarts: segments.map(({ segmentStart }) => segmentStart),
    cumulativeAt(place) {
      const segment = segments[place]
      if (segment === undefined) throw new Error(`there is no segment ${place}`)
      return segment.cumulative
    },
    mayFall,
  }
}

/** Segments in any order as a series for each group, in the order in which groups come first. */
export function seriesByGroup(version: number, rows: readonly GroupQuantity[]): MeteredSeries[] {
  const byGroup = Map.groupBy(rows, ({ groups }) => JSON.stringify(groups))
  return [...byGroup.values()].map((own) => {
    const mayFall = own.some((row) => row.mayFall !== false)
    return seriesOf(
      { version, groups: own[0]?.groups ?? [], mayFall },
      own.toSorted((a, b) => a.segmentStart - b.segmentStart),
    )
  })
}

/** A series segment by segment. */
export function segmentsOf(series: MeteredSeries): SegmentQuantity[] {
  return series.segmentStarts.map((segmentStart, place) => ({
    segmentStart,
    cumulative: series.cumulativeAt(place),
  }))
}
