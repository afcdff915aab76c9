import type { Metric } from '../../catalog/billable-metrics/rows.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import { QUANTITY_SCALE } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import { identifier, integerLiteral, joinSql, sql, type Sql } from '../../kernel/sql.ts'
import { areOfVersion } from '../../rating/group-values.ts'
import type { GroupValues } from '../../rating/usage-line.ts'
import type { ParamValue } from '../../warehouse/query.ts'
import { emitBilled } from './emit-billed.ts'
import { emitReadings, type ReadInstant } from './emit-readings.ts'
import { emitLineOfMany, readAt } from './emit-line-of-many.ts'
import { Parameters } from './line-parameters.ts'
import { explainLine } from './queries.ts'
import type { Bound, QuantityPiece, UsageBasis, UsageMeasure } from '../document/usage-basis.ts'

/**
 * Up to so many instants have a column each, as an auditor reads it, and of a metric in SQL its whole text: those of a year
 * would be longer than the engine reads.
 */
const ENDS_MAX = { streaming: 100, sql: 4 }

/** A query that gives a line's quantity, and the values of its parameters. */
export interface LineQuery {
  sql: Sql
  params: Record<string, ParamValue>
}

/** What a line of usage is of. */
export interface ExplainedLine {
  productId: string
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
  pieces: readonly QuantityPiece[]
}

/**
 * Writes the query that counts a line's quantity again. Its formula: the group's position at an instant is, over the
 * versions of the product that had its keys, the sum of what the converted and rounded metric grew while each was in
 * force. A piece of the line is how far the position went between two instants, of which only what lies between two bounds
 * counts: those of a tier, or those within which the ledger has a commit or credit cover it. The line is the sum of its
 * pieces. All but the bounds is counted from events.
 * @param metricOf finds a metric that is measured with.
 */
export function emitLine(
  basis: UsageBasis,
  line: ExplainedLine,
  metricOf: (id: string) => Metric,
): LineQuery {
  const values = { ...line.pricingGroupValues, ...line.presentationGroupValues }
  const measures = (basis.measures[line.productId] ?? []).filter((measure) => areOfVersion(line, measure))
  const params = new Parameters(basis, Object.values(values))
  const ends = [...new Set(line.pieces.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
  const kinds = measures.map(({ metricId }) => metricOf(metricId).definition.kind)
  if (ends.length > Math.min(...kinds.map((kind) => ENDS_MAX[kind]))) {
    const query = emitLineOfMany({ basis, pieces: line.pieces, measures, values, metricOf }, params)
    return { sql: query, params: params.usedIn(query) }
  }
  const blocks = measures.map((measure, index) => {
    const reading = new Readings(basis, measure, index + 1, params)
    return { measure, reading }
  })
  const positions = ends.map((end, index) => {
    const grown = blocks.flatMap(({ reading }) => reading.growthUntil(end))
    return sql`${grown.length === 0 ? NOTHING : plus(grown)} AS ${positionName(index)}`
  })
  const readings = blocks.flatMap(({ measure, reading }, index) => {
    if (reading.instants.length === 0) return []
    const metric = metricOf(measure.metricId)
    const block = emitReadings(basis, { measure, metric, instants: reading.instants, values }, params)
    return [
      sql`(
${block}
) AS ${identifier(`measure_${index + 1}`)}`,
    ]
  })
  const pieces = line.pieces.map((piece) => emitPiece(piece, (at) => positionName(ends.indexOf(at)), params))
  const query = explainLine.compose({
    quantity: pieces.length === 0 ? NOTHING : plus(pieces),
    positions: joinSql(positions.length === 0 ? [sql`1 AS nothing`] : positions, ', '),
    measures: readings.length === 0 ? sql`(SELECT 1 AS nothing)` : joinSql(readings, ', '),
  })
  return { sql: query, params: params.usedIn(query) }
}

/** What is read of one measure. */
class Readings {
  readonly instants: ReadInstant[] = []
  readonly #basis: UsageBasis
  readonly #measure: UsageMeasure
  readonly #number: number
  readonly #params: Parameters

  constructor(basis: UsageBasis, measure: UsageMeasure, number: number, params: Parameters) {
    this.#basis = basis
    this.#measure = measure
    this.#number = number
    this.#params = params
  }

  /** What was billed of it from the start of its time until an instant; nothing where that is before. */
  growthUntil(end: Instant): Sql[] {
    const { period } = this.#measure
    if (end <= period.from) return []
    const before = readAt(this.#basis, this.#measure, period.from)
    const until = readAt(this.#basis, this.#measure, Math.min(end, period.to))
    if (until === null || until === before) return []
    const billed = this.#billed(until)
    return [before === null ? billed : sql`(${billed} - ${this.#billed(before)})`]
  }

  /** What was billed of it from the billing period's start until an instant. */
  #billed(at: Instant): Sql {
    const known = this.instants.find((instant) => instant.at === at)
    const column = known?.column ?? identifier(`metered_${this.#number}_${this.instants.length + 1}`)
    if (known === undefined) this.instants.push({ at, column })
    const factorOf = ({ factor }: { factor: Decimal }) =>
      this.#params.decimal(`factor_${this.#number}`, factor)
    return emitBilled(column, this.#measure, factorOf)
  }
}

function emitPiece(
  { from, to, low, high }: QuantityPiece,
  at: (end: Instant) => Sql,
  params: Parameters,
): Sql {
  const scale = Math.max(QUANTITY_SCALE, ...[low, high].map((bound) => bound?.at.decimalPlaces() ?? 0))
  const boundOf = (bound: Bound | null, name: 'low' | 'high') =>
    bound === null ? null : params.bound(name, bound.at, scale)
  const [lowest, highest] = [boundOf(low, 'low'), boundOf(high, 'high')]
  const within = (position: Sql) => {
    const wide =
      scale === QUANTITY_SCALE ? position : sql`toDecimal256(${position}, ${integerLiteral(scale)})`
    const raised = lowest === null ? wide : sql`greatest(${wide}, ${lowest})`
    return highest === null ? raised : sql`least(${raised}, ${highest})`
  }
  return sql`(${within(at(to))} - ${within(at(from))})`
}

const NOTHING = sql`toDecimal256(0, 20)`

const positionName = (index: number) => identifier(`position_${index + 1}`)

/** In halves: a month of hours one after the other would be nested too deeply for the engine. */
function plus(terms: readonly Sql[]): Sql {
  const [first = NOTHING, second] = terms
  if (second === undefined) return first
  const middle = Math.ceil(terms.length / 2)
  const [one, other] = [plus(terms.slice(0, middle)), plus(terms.slice(middle))]
  return terms.length === 2 ? sql`${one} + ${other}` : sql`(${one}) + (${other})`
}
