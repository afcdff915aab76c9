import { ZERO } from '../../kernel/decimal.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { seriesOf, type MeteredSeries } from '../../rating/metered-series.ts'

/** A group that an SQL metric had in one segment and has no more in a later one takes back what it had. */
export function withVanished(series: MeteredSeries, segments: readonly TimeRange[]): MeteredSeries {
  const { segmentStarts } = series
  const placeOf = new Map(segmentStarts.map((at, place) => [at, place]))
  const since = segments.map(({ from }) => from).filter((at) => at >= (segmentStarts[0] ?? at))
  const quantities = since.map((segmentStart) => {
    const place = placeOf.get(segmentStart)
    return { segmentStart, cumulative: place === undefined ? ZERO : series.cumulativeAt(place) }
  })
  return seriesOf(series, quantities)
}
