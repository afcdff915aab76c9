import { asType, commonType } from './coerce.ts'
import { sizeOf, type EmittedSize } from './emitted-size.ts'
import { literal } from './make-expr.ts'
import { refused, shown } from './refusals.ts'
import { matches } from './resolve-name.ts'
import { resolveSelect } from './resolve-select.ts'
import { orderOf } from './resolve-window.ts'
import type { SqlPosition } from './sql-metric.ts'
import { Numbering, type Cte, type Resolved } from './scope.ts'
import type { BodySyntax, Name, OrderSyntax, QuerySyntax } from './syntax.ts'
import type { Expr, QueryColumn, TypedOrder, TypedQuery } from './typed-tree.ts'

// A WITH name is written out wherever it is used: without a limit, a few names would double into millions.
const BLOCKS_MAX = 64
const LENGTH_MAX = 400_000
const DEPTH_MAX = 800

/** Finds out what every name of a query means. @throws RefusedSql */
export function resolveText(query: QuerySyntax): TypedQuery {
  return resolveQuery(query, [], new Numbering())
}

function resolveQuery(syntax: QuerySyntax, outer: readonly Cte[], numbering: Numbering): TypedQuery {
  const ctes = [...outer]
  const own = new Set<string>()
  for (const { name, columns, query } of syntax.ctes) {
    const key = name.quoted ? name.text : name.text.toLowerCase()
    if (key === 'events') throw refused('duplicate_name', name.position, '"events"')
    if (own.has(key)) throw refused('duplicate_name', name.position, shown(name.text))
    own.add(key)
    ctes.unshift({ name: name.text, query: renamed(resolveQuery(query, ctes, numbering), columns) })
  }
  const resolve = (query: QuerySyntax) => resolveQuery(query, ctes, numbering)
  const tail = syntax.body.kind === 'select' ? syntax.orderBy : []
  const { body, columns, blocks, orderBy } = resolveBody(syntax.body, tail)
  const order =
    syntax.body.kind === 'select' ? orderBy : syntax.orderBy.map((one) => orderByColumn(one, columns))
  const size = sizeOf(
    body,
    order.flatMap((one) => ('expr' in one ? [one.expr] : [])),
  )
  checkSize(blocks, size, syntax.position)
  return { body, columns, orderBy: order, limit: syntax.limit, offset: syntax.offset, blocks, size }

  function resolveBody(part: BodySyntax, orders: readonly OrderSyntax[]): Resolved {
    switch (part.kind) {
      case 'select':
        return resolveSelect(part, orders, ctes, numbering, resolve)
      case 'nested': {
        const query = resolve(part.query)
        return { body: { kind: 'nested', query }, columns: query.columns, blocks: query.blocks, orderBy: [] }
      }
      case 'union':
        return union(
          part,
          part.parts.map((one) => resolveBody(one, [])),
          numbering,
        )
    }
  }
}

function checkSize(blocks: number, { length, depth }: EmittedSize, position: SqlPosition): void {
  const tooMuch = (what: string, most: number) =>
    refused('too_large', position, `${what}, of at most ${most}`)
  if (blocks > BLOCKS_MAX) throw tooMuch(`${blocks} SELECTs with every WITH name in place`, BLOCKS_MAX)
  if (length > LENGTH_MAX) throw tooMuch(`about ${length} characters`, LENGTH_MAX)
  if (depth > DEPTH_MAX) throw tooMuch(`a depth of ${depth}`, DEPTH_MAX)
}

function union(
  syntax: Extract<BodySyntax, { kind: 'union' }>,
  parts: readonly Resolved[],
  numbering: Numbering,
): Resolved {
  const first = parts[0]?.columns ?? []
  const other = parts.find((part) => part.columns.length !== first.length)
  if (other !== undefined) {
    throw refused(
      'different_columns',
      syntax.position,
      `the sides of UNION have ${first.length} and ${other.columns.length} columns`,
      'give each as many',
    )
  }
  const columns = first.map((column, index): QueryColumn => {
    const same = parts.map((part) => part.columns[index] ?? column)
    // A column's own literals are behind it: only its type counts here.
    const exprs = same.map(({ type, position }): Expr => ({
      ...literal('', type, position),
      kind: 'slot',
      slot: 'm',
      index: 0,
    }))
    const type = commonType(exprs, 'UNION')
    for (const expr of exprs) asType(expr, type, 'UNION')
    return { ...column, type, id: numbering.column(), isSmall: same.every(({ isSmall }) => isSmall) }
  })
  const blocks = parts.reduce((sum, part) => sum + part.blocks, 0)
  return { body: { kind: 'union', all: syntax.all, parts, columns }, columns, blocks, orderBy: [] }
}

/** ORDER BY after a UNION: a name or a position of the result. */
function orderByColumn(
  order: OrderSyntax,
  columns: readonly QueryColumn[],
): Omit<TypedOrder, 'expr'> & { column: number } {
  const { expression } = order
  const [name, ...more] = expression.kind === 'name' ? expression.parts : []
  const index =
    expression.kind === 'number'
      ? Number(expression.text) - 1
      : columns.findIndex((column) => name !== undefined && matches(name, column.name))
  if (columns[index] === undefined || more.length > 0) {
    throw refused(
      'bad_position',
      expression.position,
      'this',
      `after UNION, a column's name or a position from 1 to ${columns.length}`,
    )
  }
  return { ...orderOf(order), column: index }
}

function renamed(query: TypedQuery, names: readonly Name[]): TypedQuery {
  const [first] = names
  if (first === undefined) return query
  if (names.length !== query.columns.length) {
    throw refused(
      'different_columns',
      first.position,
      `WITH names ${names.length} columns of a query that has ${query.columns.length}`,
      'name each column, or none',
    )
  }
  const columns = query.columns.map((column, index) => ({
    ...column,
    name: names[index]?.text ?? column.name,
  }))
  return { ...query, columns }
}
