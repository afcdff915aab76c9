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
  const before = readAt(basis, measure, period.from)
  const uptoEnds = ends.flatMap((end) => {
    const until = end > period.from ? readAt(basis, measure, Math.min(end, period.to)) : null
    return until === null || until === before ? [] : [{ end, until }]
  })
  if (uptoEnds.length === 0) return []
  const [counted, until] = [uptoEnds.map((one) => one.end), uptoEnds.map((one) => one.until)]
  const [atEnds, readUntil] = [params.instantList(counted), params.instantList(until)]
  const added = sql`arrayMap((counted_at, until) -> (counted_at, until, 1), ${atEnds}, ${readUntil})`
  const uses =
    before === null
      ? added
      : sql`arrayConcat(${added}, arrayMap(counted_at -> (counted_at, ${params.instant(before)}, -1), ${atEnds}))`
  const instants = [...new Set(before === null ? until : [before, ...until])].sort((x, y) => x - y)
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

/** Until when a measure is read for what it had come to at an instant; null where that is 0. */
export function readAt(
  { period, billedFrom }: UsageBasis,
  { isAtEnd, isOfOwnTime, period: own }: UsageMeasure,
  at: Instant,
): Instant | null {
  const ends = isOfOwnTime === true ? [own.from, own.to] : [period.to]
  const steps = [period.from, billedFrom ?? period.from, ...ends].filter((end) => end <= at)
  const until = isAtEnd ? Math.max(...steps) : at
  return until === period.from ? null : until
}

function textOf(bound: Bound | null): string {
  return bound === null ? '' : bound.at.toFixed()
}

const NO_PARTS = sql`SELECT toDateTime64(0, 6, 'UTC') AS at, toDecimal256(0, 20) AS part`
