import { identifier, joinSql, sql, stringLiteral, type Sql } from '../../kernel/sql.ts'
import { emitOwnersValue, OWNER, type Owners } from './emit-owners.ts'
import { emitWindowed } from './emit-window.ts'
import { publicType, type Expr, type ExprType, type TypedQuery } from './typed-tree.ts'

/** Hands out names for what an expression repeats, and writes subqueries. */
export interface Emission {
  variable(): Sql
  query(query: TypedQuery): Sql
  /** Whether there is room for the longer text of quick arithmetic. */
  isRoomy: boolean
  /** Whose the row is that an expression is computed of; null in a query for one customer. */
  owned: { owners: Owners; owner: Sql } | null
}

type Call = Extract<Expr, { kind: 'call' }>

const ENGINE_TYPES = {
  text: sql`Nullable(String)`,
  decimal: sql`Nullable(Decimal(76, 20))`,
  timestamp: sql`Nullable(DateTime64(6, 'UTC'))`,
  boolean: sql`Nullable(Bool)`,
}

const EMPTY = {
  text: sql`''`,
  decimal: sql`toDecimal256(0, 20)`,
  timestamp: sql`toDateTime64(0, 6, 'UTC')`,
  boolean: sql`false`,
}

/** The engine's type of a column of ours; always one that takes NULL. */
export function engineType(type: ExprType): Sql {
  return ENGINE_TYPES[publicType(type)]
}

/** An expression as a column of a query of ours, in exactly its type. */
export function emitTyped(expr: Expr, emission: Emission): Sql {
  return sql`CAST(${emitExpr(expr, emission)} AS ${engineType(expr.type)})`
}

/** Writes an expression in the engine's SQL. Of the user's text only literals go in, as literals. */
export function emitExpr(expr: Expr, emission: Emission): Sql {
  switch (expr.kind) {
    case 'literal':
      return emitLiteral(expr)
    case 'column':
      return sql`${identifier(`t${expr.relation}`)}.${identifier(`${expr.source === null ? 'c' : 'n'}${expr.column}`)}`
    case 'slot':
      return identifier(`${expr.slot}${expr.index}`)
    case 'call':
      return emitCall(expr, emission)
    case 'scalar':
      return emitScalar(expr, emission)
    case 'in_query':
      return emitInQuery(expr, emission)
    case 'window':
      return emitWindowed(expr, emission.owned?.owner ?? null, (part) => emitTyped(part, emission))
    case 'aggregate':
      throw new RangeError('an aggregate is written by its select')
  }
}

function emitLiteral({ value, type }: Extract<Expr, { kind: 'literal' }>): Sql {
  if (value === null) return sql`CAST(NULL AS ${engineType(type)})`
  if (typeof value === 'boolean') return value ? sql`true` : sql`false`
  switch (publicType(type)) {
    case 'decimal':
      return sql`toDecimal256(${stringLiteral(value)}, 20)`
    case 'timestamp':
      return sql`toDateTime64(${stringLiteral(value)}, 6, 'UTC')`
    case 'text':
    case 'boolean':
      return stringLiteral(value)
  }
}

function emitCall(expr: Call, emission: Emission): Sql {
  const { operation, args } = expr
  switch (operation.mode) {
    case 'plain':
      return operation.emit(args.map((arg) => emitExpr(arg, emission)))
    case 'bound':
      return bind(args, emission, (names) => operation.emit(names))
    case 'strict':
    case 'closed':
      return emitStrict(expr, emission)
  }
}

/**
 * Arithmetic, only where no operand is NULL: the engine computes rows of NULL, too, from whatever lies there, and would
 * fail on it. Sums and products within each other share one test.
 */
function emitStrict(expr: Call, emission: Emission): Sql {
  const operands: Expr[] = []
  collect(expr)
  return bind(operands, emission, (names) => {
    const tested = names.filter((_, index) => !isPresent(operands[index]))
    const body = write(expr, names)
    return tested.length === 0 ? body : sql`if(${anyNull(tested)}, NULL, ${body})`
  })

  function collect(call: Call): void {
    for (const arg of call.args) {
      if (isInner(call, arg)) collect(arg)
      else if (!operands.some(({ key }) => key === arg.key)) operands.push(arg)
    }
  }

  function write(call: Call, names: readonly Sql[]): Sql {
    if (call.operation.infix !== undefined) return sql`(${chain(call, call.operation.infix, names)})`
    const { operation } = call
    const values = call.args.map((arg) => operand(call, arg, names))
    const quick = emission.isRoomy ? operation.emitQuick?.(values, call.args) : undefined
    return quick ?? operation.emit(values)
  }

  // Parentheses around each sum of a long chain would be too deep for the engine's parser.
  function chain(call: Call, infix: Sql, names: readonly Sql[]): Sql {
    const [left = call, right = call] = call.args
    const isChain = isInner(call, left) && left.operation.infix !== undefined
    const before = isChain ? chain(left, left.operation.infix ?? infix, names) : operand(call, left, names)
    return sql`${before} ${infix} ${operand(call, right, names)}`
  }

  function operand(call: Call, arg: Expr, names: readonly Sql[]): Sql {
    if (isInner(call, arg)) return write(arg, names)
    const name = names[operands.findIndex(({ key }) => key === arg.key)] ?? sql`NULL`
    return isPresent(arg) ? name : sql`ifNull(${name}, ${EMPTY[publicType(arg.type)]})`
  }
}

function isInner(outer: Call, arg: Expr): arg is Call {
  return outer.operation.mode === 'closed' && arg.kind === 'call' && arg.operation.mode === 'closed'
}

function isPresent(expr: Expr | undefined): boolean {
  return expr?.kind === 'literal' && expr.value !== null
}

function anyNull(names: readonly Sql[]): Sql {
  return names.length === 1
    ? sql`isNull(${joinSql(names, ', ')})`
    : sql`or(${joinSql(
        names.map((name) => sql`isNull(${name})`),
        ', ',
      )})`
}

/** Writes something that repeats its arguments; those that are not short get a name, and are computed once. */
function bind(args: readonly Expr[], emission: Emission, write: (names: readonly Sql[]) => Sql): Sql {
  const named = args.map((arg) => {
    const value = emitExpr(arg, emission)
    return isShort(arg) ? { name: value, value: null } : { name: emission.variable(), value }
  })
  const body = write(named.map(({ name }) => name))
  const bound = named.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]))
  if (bound.length === 0) return body
  const names = joinSql(
    bound.map(({ name }) => name),
    ', ',
  )
  return sql`arrayMap((${names}) -> ${body}, ${joinSql(
    bound.map(({ value }) => sql`[${value}]`),
    ', ',
  )})[1]`
}

function isShort(expr: Expr): boolean {
  return expr.kind === 'literal' || expr.kind === 'column' || expr.kind === 'slot'
}

function emitScalar({ query }: Extract<Expr, { kind: 'scalar' }>, emission: Emission): Sql {
  const { owned } = emission
  const inner = emission.query(query)
  if (owned === null) return sql`(${inner})`
  return emitOwnersValue(owned.owners, inner, [identifier(`c${query.columns[0]?.id ?? 0}`)], owned.owner)
}

/** NULL unless the operand is among the rows, or there are no rows, or neither side holds a NULL. */
function emitInQuery({ operand, item, query }: Extract<Expr, { kind: 'in_query' }>, emission: Emission): Sql {
  const { owned } = emission
  const value = emitExpr(operand, emission)
  const own = owned === null ? sql`` : sql`${OWNER}, `
  const rows = sql`SELECT ${own}${emitTyped(item, emission)} AS n0 FROM (${emitColumnAs(query, sql`m0`, emission)})`
  const [isIn, operandName, counts] = [emission.variable(), emission.variable(), emission.variable()]
  const sought = owned === null ? value : sql`(${owned.owner}, ${value})`
  const found = sql`ifNull(${sought} IN (SELECT ${own}n0 FROM (${rows}) WHERE isNotNull(n0)), false)`
  const counted = emitCounts(rows, emission)
  const answer = sql`multiIf(${isIn}, true, tupleElement(${counts}, 1) = 0, false, isNull(${operandName}) OR tupleElement(${counts}, 2) > 0, NULL, false)`
  return sql`arrayMap((${isIn}, ${operandName}, ${counts}) -> ${answer}, [${found}], [${value}], [${counted}])[1]`
}

/** How many rows there are, and how many of them are NULL. */
function emitCounts(rows: Sql, { owned }: Emission): Sql {
  if (owned === null) return sql`(SELECT (count(), countIf(isNull(n0))) FROM (${rows}))`
  const counted = sql`SELECT ${OWNER}, count() AS n1, countIf(isNull(n0)) AS n2 FROM (${rows}) GROUP BY ${OWNER}`
  return emitOwnersValue(owned.owners, counted, [sql`n1`, sql`n2`], owned.owner)
}

function emitColumnAs(query: TypedQuery, name: Sql, emission: Emission): Sql {
  const own = emission.owned === null ? sql`` : sql`${OWNER}, `
  return sql`SELECT ${own}${identifier(`c${query.columns[0]?.id ?? 0}`)} AS ${name} FROM (${emission.query(query)})`
}
