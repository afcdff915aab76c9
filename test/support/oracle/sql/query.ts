import { evaluate } from './expression.ts'
import { compareByKeys } from './order.ts'
import { eventRows, type Evaluation, type Row, type SqlEvent } from './rows.ts'
import { aggregates, subqueriesOf, type From, type Query, type Select } from './tree.ts'
import { keyOf, type SqlValue } from './values.ts'

/** What a metric comes to over events: its rows, and whether a number on the way was past the limit. */
export function evaluateMetric(query: Query, events: readonly SqlEvent[]): MetricResult {
  const evaluation: Evaluation = {
    events,
    isPastLimit: false,
    rowsOf: (inner) => evaluateQuery(inner, evaluation),
  }
  const rows = evaluateQuery(query, evaluation)
  return { rows, isPastLimit: evaluation.isPastLimit }
}

/** The rows of a query, each a value for each of its columns. */
export interface MetricResult {
  rows: SqlValue[][]
  isPastLimit: boolean
}

function evaluateQuery(query: Query, evaluation: Evaluation): SqlValue[][] {
  if (query.kind === 'select') return evaluateSelect(query, evaluation)
  const rows = query.parts.flatMap((part) => evaluateSelect(part, evaluation))
  return query.isAll ? rows : distinct(rows)
}

/** The names of a query's columns. */
export function columnNames(query: Query): string[] {
  const select = query.kind === 'select' ? query : query.parts[0]
  return select?.columns.map(({ name }) => name) ?? []
}

function evaluateSelect(select: Select, evaluation: Evaluation): SqlValue[][] {
  const { columns, where, groupBy, having, order, limit } = select
  const from = rowsOf(select.from, evaluation)
  // The engine evaluates them, and may meet a number past its limit, even where no row asks for them.
  const expressions = [...columns.map(({ value }) => value), ...[where, having].filter((one) => one !== null)]
  for (const query of expressions.flatMap(subqueriesOf)) evaluation.rowsOf(query)
  const all = from.filter(
    (row) => where === null || evaluate(where, { row, group: [row], all: from }, evaluation) === true,
  )
  const isGrouped = groupBy !== null || having !== null || columns.some(({ value }) => aggregates(value))
  const groups = isGrouped ? groupsOf(select, all, evaluation) : all.map((row) => [row])
  const rows = groups
    .map((group) => ({ row: group[0] ?? NO_ROW, group, all }))
    .filter((place) => having === null || evaluate(having, place, evaluation) === true)
    .map((place) => columns.map(({ value }) => evaluate(value, place, evaluation)))
  const kept = select.isDistinct ? distinct(rows) : rows
  const keysOf = (row: readonly SqlValue[]) => order.map(({ by }) => row[by] ?? null)
  const sorted = kept.toSorted((a, b) => compareByKeys(keysOf(a), keysOf(b), order))
  return limit === null ? sorted : sorted.slice(0, limit)
}

const NO_ROW: Row = { values: new Map(), event: null }

/** The groups of rows; without GROUP BY all rows are one group, also where there are none. */
function groupsOf({ columns, groupBy }: Select, all: readonly Row[], evaluation: Evaluation): Row[][] {
  if (groupBy === null) return [all.slice()]
  const groups = new Map<string, Row[]>()
  for (const row of all) {
    const values = groupBy.flatMap((at) => {
      const column = columns[at]
      return column === undefined ? [] : [evaluate(column.value, { row, group: [row], all }, evaluation)]
    })
    const key = keyOf(values)
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()]
}

function rowsOf(from: From, evaluation: Evaluation): Row[] {
  switch (from.kind) {
    case 'events':
      return eventRows(evaluation.events)
    case 'query': {
      const names = columnNames(from.query)
      return evaluateQuery(from.query, evaluation).map((values) => ({
        event: null,
        values: new Map(names.map((name, at) => [name, values[at] ?? null])),
      }))
    }
    case 'join':
      return joined(from, evaluation)
  }
}

function joined(from: Extract<From, { kind: 'join' }>, evaluation: Evaluation): Row[] {
  const { on } = from
  const right = rowsOf(from.right, evaluation)
  const names = from.right.kind === 'query' ? columnNames(from.right.query) : []
  const nothing: Row = { event: null, values: new Map(names.map((name) => [name, null])) }
  return rowsOf(from.left, evaluation).flatMap((left) => {
    const pairs = right
      .map((row) => together(left, row))
      .filter((row) => on === null || evaluate(on, { row, group: [row], all: [] }, evaluation) === true)
    return pairs.length === 0 && from.type === 'left' ? [together(left, nothing)] : pairs
  })
}

function together(left: Row, right: Row): Row {
  return { event: null, values: new Map([...left.values, ...right.values]) }
}

function distinct(rows: readonly SqlValue[][]): SqlValue[][] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()]
}
