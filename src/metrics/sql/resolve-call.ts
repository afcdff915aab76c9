import { AGGREGATE_FUNCTIONS, type AggregateFunction } from './aggregate-functions.ts'
import { aggregate } from './make-expr.ts'
import { refused } from './refusals.ts'
import { CLOCK_WORDS } from './reserved-words.ts'
import { findName } from './resolve-name.ts'
import { resolveWindow, windowKey } from './resolve-window.ts'
import { SCALAR_FUNCTIONS } from './scalar-functions.ts'
import type { Resolve, Scope } from './scope.ts'
import type { CallSyntax, Name } from './syntax.ts'
import type { Expr } from './typed-tree.ts'
import { isWindowFunction, resolveWindowFunction, WINDOW_FUNCTIONS } from './window-functions.ts'

/** A call of one of the functions of the closed lists (semantics 16). @throws RefusedSql for any other. */
export function resolveCall(syntax: CallSyntax, scope: Scope, resolve: Resolve): Expr {
  const name = syntax.name.text.toLowerCase()
  if (syntax.name.quoted) throw unknown(syntax.name)
  const aggregateFunction = lookUp(AGGREGATE_FUNCTIONS, name)
  if (aggregateFunction !== null) return resolveAggregate(syntax, name, aggregateFunction, scope, resolve)
  if (syntax.distinct)
    throw refused('wrong_arguments', syntax.position, name, 'no DISTINCT; only count(DISTINCT …) does')
  if (syntax.star) throw refused('wrong_arguments', syntax.position, name, 'no *; only count(*) does')
  if (isWindowFunction(name)) {
    if (syntax.over === null) throw refused('wrong_arguments', syntax.position, name, 'an OVER (…) behind it')
    const window = resolveWindow(syntax.over, name, syntax.position, scope, resolve)
    const args = syntax.args.map((arg) =>
      resolve(arg, { ...scope, noWindows: 'a window function holds no other' }),
    )
    return resolveWindowFunction(name, args, window, syntax.position)
  }
  const scalar = lookUp(SCALAR_FUNCTIONS, name)
  if (scalar === null) throw unknown(syntax.name)
  if (syntax.over !== null)
    throw refused('wrong_arguments', syntax.position, name, 'no OVER; it is not a window function')
  checkCount(syntax, name, scalar)
  return scalar.resolve({
    name,
    args: syntax.args.map((arg) => resolve(arg, scope)),
    position: syntax.position,
  })
}

function resolveAggregate(
  syntax: CallSyntax,
  name: string,
  definition: AggregateFunction,
  scope: Scope,
  resolve: Resolve,
): Expr {
  const { position, distinct } = syntax
  if (distinct && name !== 'count')
    throw refused('wrong_arguments', position, name, 'no DISTINCT; only count(DISTINCT …) does')
  if (syntax.star && name !== 'count')
    throw refused('wrong_arguments', position, name, 'no *; only count(*) does')
  if (distinct && syntax.over !== null)
    throw refused('not_supported', position, 'DISTINCT with OVER', 'count in a subquery')
  checkCount(syntax, name, definition)
  if (syntax.over === null && scope.noAggregates !== null) {
    throw refused('aggregate_not_allowed', position, `the aggregate ${name}`, scope.noAggregates)
  }
  const inner: Scope =
    syntax.over === null
      ? {
          ...scope,
          noAggregates: 'an aggregate holds no other; use a subquery',
          noWindows: 'an aggregate holds no window function; use a subquery',
        }
      : { ...scope, noWindows: 'a window function holds no other; use a subquery' }
  const window = syntax.over === null ? null : resolveWindow(syntax.over, name, position, scope, resolve)
  return definition.resolve({
    name,
    args: syntax.args.map((arg) => resolve(arg, inner)),
    distinct,
    position,
    make: (engineName, args, type) => {
      const made = aggregate(engineName, args, type, name, position)
      return window === null
        ? made
        : { ...made, kind: 'window', name: engineName, args, window, key: `${made.key}${windowKey(window)}` }
    },
    timeOrder: (value) => timeOrder(name, value, scope, position),
  })
}

/**
 * What orders rows by time: the one `timestamp` of FROM, then the transaction_id where there is one. That tells apart the
 * events, but not the rows of a join or a subquery: of equal ones, the value itself decides.
 */
function timeOrder(name: string, value: Expr, scope: Scope, position: CallSyntax['position']): Expr[] {
  const named = (text: string) => findName([{ text, quoted: true, position }], scope, position)
  const time = named('timestamp')
  if (time === null || time.type !== 'timestamp') {
    throw refused(
      'unknown_column',
      position,
      '"timestamp"',
      `${name} orders by it: use ${name} over events, or name a timestamp so in the subquery`,
    )
  }
  const tie = named('transaction_id')
  const isOfEvents = scope.relations.every(({ kind }) => kind === 'events') && scope.relations.length === 1
  return [time, ...(tie === null ? [] : [tie]), ...(isOfEvents ? [] : [value])]
}

function checkCount(
  syntax: CallSyntax,
  name: string,
  { from, to, takes }: { from: number; to: number; takes: string },
): void {
  if (syntax.args.length < from || syntax.args.length > to)
    throw refused('wrong_arguments', syntax.position, name, takes)
}

function lookUp<Value>(table: Readonly<Record<string, Value>>, name: string): Value | null {
  return Object.hasOwn(table, name) ? (table[name] ?? null) : null
}

function unknown(name: Name): Error {
  const allowed = [
    ...Object.keys(AGGREGATE_FUNCTIONS),
    ...Object.keys(SCALAR_FUNCTIONS),
    'extract',
    ...WINDOW_FUNCTIONS,
  ]
  const code = CLOCK_WORDS.has(name.text.toUpperCase()) ? 'clock' : 'unknown_function'
  return refused(code, name.position, name.text.slice(0, 60), allowed.join(', '))
}
