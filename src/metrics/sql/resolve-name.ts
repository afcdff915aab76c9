import { refused, shown } from './refusals.ts'
import type { Scope } from './scope.ts'
import type { SqlPosition } from './sql-metric.ts'
import type { Name } from './syntax.ts'
import type { EventColumn, EventRead, Expr, Relation } from './typed-tree.ts'

const EVENT_COLUMNS: readonly EventColumn[] = ['event_type', 'timestamp', 'transaction_id', 'customer_id']
/** What PostgreSQL answers without parentheses from its clock or session. */
const SESSION_WORD = /^(?:current_|localtime|session_user)/i
type Events = Extract<Relation, { kind: 'events' }>

/** Whether a name as written means another: an unquoted one in any case. */
export function matches(name: Name, target: string): boolean {
  return name.quoted ? name.text === target : name.text.toLowerCase() === target.toLowerCase()
}

/**
 * A column of the tables in FROM, or a property of events (semantics 15 and 17).
 * @throws RefusedSql for a name that is none of them, or more than one.
 */
export function resolveName(parts: readonly Name[], scope: Scope, position: SqlPosition): Expr {
  const found = findName(parts, scope, position)
  if (found !== null) return found
  const code = parts.length === 1 && SESSION_WORD.test(parts[0]?.text ?? '') ? 'clock' : 'unknown_column'
  throw refused(code, position, shown(written(parts)), allowedColumns(scope))
}

/** The same, null for a name that is no column. */
export function findName(parts: readonly Name[], scope: Scope, position: SqlPosition): Expr | null {
  const [first, ...rest] = parts
  if (first === undefined) return null
  if (rest.length > 0) {
    const named = scope.relations.filter(({ alias }) => alias !== null && matches(first, alias))
    if (named.length > 1) throw refused('ambiguous_column', position, shown(first.text))
    if (named[0] !== undefined) return findIn(named[0], rest, position)
  }
  const found = scope.relations
    .map((relation) => findIn(relation, parts, position))
    .filter((expr) => expr !== null)
  if (found.length > 1) throw refused('ambiguous_column', position, shown(written(parts)))
  return found[0] ?? null
}

function findIn(relation: Relation, parts: readonly Name[], position: SqlPosition): Expr | null {
  return relation.kind === 'events'
    ? findInEvents(relation, parts, position)
    : findInQuery(relation, parts, position)
}

function findInEvents(relation: Events, parts: readonly Name[], position: SqlPosition): Expr | null {
  const [first, ...rest] = parts
  if (first === undefined) return null
  if (matches(first, 'properties')) {
    if (rest.length === 0) {
      throw refused(
        'unknown_column',
        position,
        '"properties"',
        'one property of it, such as properties.tokens',
      )
    }
    return readEvent(relation, { path: rest.map((part) => part.text) }, position)
  }
  const column = EVENT_COLUMNS.find((name) => matches(first, name))
  return column === undefined || rest.length > 0 ? null : readEvent(relation, column, position)
}

/** A column or property of an event, which the table then has to read. */
function readEvent(relation: Events, source: EventRead['source'], position: SqlPosition): Expr {
  const known = relation.reads.find((read) => JSON.stringify(read.source) === JSON.stringify(source))
  const read = known ?? { column: relation.reads.length, source }
  if (known === undefined) relation.reads.push(read)
  const isProperty = typeof source !== 'string'
  const type = isProperty ? 'property' : source === 'timestamp' ? 'timestamp' : 'text'
  const label = isProperty ? `properties.${source.path.join('.')}` : source
  return column(relation, read.column, type, label, false, position)
}

function findInQuery(
  relation: Exclude<Relation, Events>,
  parts: readonly Name[],
  position: SqlPosition,
): Expr | null {
  const [name] = parts
  if (name === undefined || parts.length !== 1) return null
  const exact = relation.columns.filter((candidate) => candidate.name === name.text)
  const found =
    exact.length > 0 ? exact : relation.columns.filter((candidate) => matches(name, candidate.name))
  if (found.length > 1) throw refused('ambiguous_column', position, shown(name.text))
  const [only] = found
  return only === undefined ? null : column(relation, only.id, only.type, only.name, only.isSmall, position)
}

function column(
  relation: Relation,
  id: number,
  type: Expr['type'],
  label: string,
  isSmall: boolean,
  position: SqlPosition,
): Expr {
  const key = `t${relation.id}.c${id}`
  const { numbers } = relation
  return {
    kind: 'column',
    relation: relation.id,
    column: id,
    label,
    numbers,
    source: null,
    type,
    key,
    isSmall,
    position,
  }
}

/** What tells the rows of a table apart: the transaction_id of events, of a query all columns. */
export function tellingColumns(relation: Relation, position: SqlPosition): Expr[] {
  if (relation.kind === 'events') return [readEvent(relation, 'transaction_id', position)]
  return relation.columns.map(({ id, type, name, isSmall }) =>
    column(relation, id, type, name, isSmall, position),
  )
}

function written(parts: readonly Name[]): string {
  return parts.map((part) => part.text).join('.')
}

function allowedColumns({ relations }: Scope): string {
  const names = relations.flatMap((relation) =>
    relation.kind === 'events'
      ? [...EVENT_COLUMNS, 'properties.<name>']
      : relation.columns.map(({ name }) => name),
  )
  return names.length === 0 ? 'none, there is no FROM' : [...new Set(names)].slice(0, 30).join(', ')
}
