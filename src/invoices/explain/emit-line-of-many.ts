import type { Metric } from '../../catalog/billable-metrics/rows.ts'
import { QUANTITY_SCALE, type Decimal } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { integerLiteral, joinSql, sql, type Sql } from '../../kernel/sql.ts'
import type { GroupValues } from '../../rating/usage-line.ts'
import { emitBilled } from './emit-billed.ts'
import { emitReadingsAtMany } from './emit-readings-at-many.ts'
import type { Parameters } from './line-parameters.ts'
import { explainLineOfMany, explainPartsOfMeasure } from './queries.ts'
import type { Bound, QuantityPiece, UsageBasis, UsageMeasure } from '../document/usage-basis.ts'

interface LineOfMany {
  basis: UsageBasis
  pieces: readonly QuantityPiece[]
  /** Those of the line's group. */
  measures: readonly UsageMeasure[]
  /** The line's group. */
  values: GroupValues
  metricOf: (id: string) => Metric
}

/**
 * Writes the query that counts a line's quantity again, as `emitLine` does, with a row for each instant: its text is as long
 * for a year of hours as for two of them.
 */
export function emitLineOfMany(line: LineOfMany, params: Parameters): Sql {
  const { pieces, measures } = line
  const ends = [...new Set(pieces.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
  const parts = measures.flatMap((measure, index) => emitParts(line, measure, index + 1, ends, params))
  const bounds = pieces.flatMap(({ low, high }) => [low, high]).filter((bound) => bound !== null)
  const scale = integerLiteral(Math.max(QUANTITY_SCALE, ...bounds.map(({ at }) => at.decimalPlaces())))
  const position = sql`toDecimal256(position, ${scale})`
  const bound = (text: Sql) => sql`toDecimal256(if(${text} = '', '0', ${text}), ${scale})`
  const raised = sql`if(low = '', ${position}, greatest(${position}, ${bound(sql`low`)}))`
  const lows = pieces.map(({ low }) => textOf(low))
  const highs = pieces.map(({ high }) => textOf(high))
  return explainLineOfMany.compose({
    within: sql`if(high = '', ${raised}, least(${raised}, ${bound(sql`high`)}))`,
    pieces: joinSql(
      [
        params.instantList(pieces.map(({ from }) => from)),
        params.instantList(pieces.map(({ to }) => to)),
        params.boundList('low', lows),
        params.boundList('high', highs),
      ],
      ', ',
    ),
    parts: parts.length === 0 ? NO_PARTS : joinSql(parts, '\nUNION ALL\n'),
  })
}

/** What a measure brought until each end; nothing where it had not begun by any. */
function emitParts(
  { basis, values, metricOf }: LineOfMany,
  measure: UsageMeasure,
  number: number,
  ends: readonly Instant[],
  params: Parameters,
): Sql[] {
  const { period } = measure
  const isRead = (at: Instant) => isReadAt(basis, measure, at)
  const counted = ends.filter((end) => end > period.from && isRead(Math.min(end, period.to)))
  if (counted.length === 0) return []
  const until = counted.map((end) => Math.min(end, period.to))
  const [atEnds, readUntil] = [params.instantList(counted), params.instantList(until)]
  const added = sql`arrayMap((counted_at, until) -> (counted_at, until, 1), ${atEnds}, ${readUntil})`
  const before = params.instant(period.from)
  const isBefore = isRead(period.from)
  const uses = isBefore
    ? sql`arrayConcat(${added}, arrayMap(counted_at -> (counted_at, ${before}, -1), ${atEnds}))`
    : added
  const instants = [...new Set(isBefore ? [period.from, ...until] : until)].sort((a, b) => a - b)
  const factorOf = ({ factor }: { factor: Decimal }) => params.decimal(`factor_${number}`, factor)
  const part = explainPartsOfMeasure.compose({
    uses,
    billed: emitBilled(sql`metered`, measure, factorOf),
    measure_readings: emitReadingsAtMany(
      basis,
      { measure, metric: metricOf(measure.metricId), instants, values },
      params,
    ),
  })
  return [part]
}

/** Whether something may have been metered by then; else it is 0. */
export function isReadAt(
  { period, billedFrom }: UsageBasis,
  { isAtEnd, isOfOwnTime, period: own }: UsageMeasure,
  at: Instant,
): boolean {
  if (at === period.from) return false
  const ends = isOfOwnTime === true ? [own.from, own.to, billedFrom] : [period.to, billedFrom]
  return !isAtEnd || ends.includes(at)
}

function textOf(bound: Bound | null): string {
  return bound === null ? '' : bound.at.toFixed()
}

const NO_PARTS = sql`SELECT toDateTime64(0, 6, 'UTC') AS at, toDecimal256(0, 20) AS part`
