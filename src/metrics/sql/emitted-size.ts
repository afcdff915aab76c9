import { childrenOf } from './make-expr.ts'
import type { EventRead, Expr, FromTree, TypedBody } from './typed-tree.ts'

/**
 * How large a query is once written: about how many characters, and how deep for the engine, whose parser and tree stop
 * at 1,000. Measured against both, so that what is admitted can be run and what cannot is refused before it is written.
 */
export interface EmittedSize {
  length: number
  depth: number
}

/** What each SELECT within another adds to the depth. */
const LAYER = 10

/** The size of a body of a query. @param ordered the expressions of its ORDER BY. */
export function sizeOf(body: TypedBody, ordered: readonly Expr[]): EmittedSize {
  switch (body.kind) {
    case 'nested':
      return within(20, LAYER, [body.query.size])
    case 'union': {
      const parts = body.parts.map((part) =>
        within(100 + 160 * body.columns.length, 2 * LAYER, [sizeOf(part.body, [])]),
      )
      return within(100, LAYER, parts)
    }
    case 'select': {
      const { columns, groups, aggregates, where, having, from } = body
      const rows = [
        ...(groups ?? []),
        ...aggregates.flatMap(({ args }) => args),
        ...(where === null ? [] : [where]),
      ]
      const results = [...columns, ...ordered, ...(having === null ? [] : [having])]
      const inner = within(60 * rows.length, LAYER, [
        ...rows.map(exprSize),
        ...(from === null ? [] : [fromSize(from)]),
      ])
      const isGrouped = groups !== null
      return within(300 + 60 * results.length, isGrouped ? 2 * LAYER : 0, [inner, ...results.map(exprSize)])
    }
  }
}

function fromSize(from: FromTree): EmittedSize {
  if (from.kind === 'join') {
    return within(20, 2, [
      fromSize(from.left),
      fromSize(from.right),
      ...(from.on === null ? [] : [exprSize(from.on)]),
    ])
  }
  const { relation } = from
  const numbers = 2500 * relation.numbers.size
  const layers = relation.numbers.size === 0 ? LAYER : 2 * LAYER
  if (relation.kind === 'query') return within(20 + numbers, layers, [relation.query.size])
  return within(
    60 + numbers + relation.reads.reduce((sum, { source }) => sum + readLength(source), 0),
    layers,
    [],
  )
}

function readLength(source: EventRead['source']): number {
  if (typeof source === 'string') return 40
  return 150 + 4 * source.path.join('').length + (source.path.length > 1 ? 600 : 0)
}

function exprSize(expr: Expr): EmittedSize {
  const children = childrenOf(expr).map(exprSize)
  switch (expr.kind) {
    case 'literal':
      return { length: 40 + 2 * String(expr.value).length, depth: 3 }
    case 'call': {
      const { mode, length = 60 } = expr.operation
      return within(length, { plain: 3, closed: 2, strict: 6, bound: 6 }[mode], children)
    }
    case 'in_query':
      return within(300, 2 * LAYER, [...children, ...children, expr.query.size, expr.query.size])
    case 'scalar':
      return within(0, LAYER, [expr.query.size])
    case 'column':
    case 'slot':
    case 'aggregate':
    case 'window':
      return within(60, 6, children)
  }
}

/** The size of something around its parts. */
function within(length: number, depth: number, parts: readonly EmittedSize[]): EmittedSize {
  return {
    length: length + parts.reduce((sum, part) => sum + part.length, 0),
    depth: depth + parts.reduce((most, part) => Math.max(most, part.depth), 0),
  }
}
