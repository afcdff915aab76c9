import { createHash } from 'node:crypto'
import { identifier, joinSql, sql, stringLiteral, type Sql } from '../kernel/sql.ts'
import type { MetricDefinition } from './definition.ts'
import { emitPlainOrUnread } from './emit-number.ts'

/** A column of `events` that holds one property besides the map that has them all (docs/decisions/0012). */
export interface PropertyColumn {
  name: string
  property: string
  /**
   * `text`: NULL where the property is missing or null. `number`: NULL where it is missing, null or empty, UNREAD where it
   * is not a plain number, numeric or not.
   */
  holds: 'text' | 'number'
}

/** The names of the property columns that `events` has. */
export type StoredColumns = ReadonlySet<string>

/** The columns that read a metric best: of the number it adds up, of the properties it filters and groups by. */
export function columnsReadBy(definition: MetricDefinition): PropertyColumn[] {
  if (definition.kind === 'sql') return []
  const { aggregation, aggregationKey, propertyFilters } = definition
  const texts = propertyFilters.map(({ name }) => textColumn(name))
  const isNumber = aggregationKey !== null && aggregation !== 'UNIQUE'
  return isNumber ? [numberColumn(aggregationKey), ...texts] : texts
}

/** Whether `events` has a column for what is read of a property. */
export function hasColumn(property: string, holds: PropertyColumn['holds'], stored: StoredColumns): boolean {
  return stored.has((holds === 'text' ? textColumn(property) : numberColumn(property)).name)
}

/** A property's text, NULL where the property is missing or null. */
export function emitPropertyText(property: string, stored: StoredColumns): Sql {
  const { name } = textColumn(property)
  return stored.has(name) ? identifier(name) : emitMapText(property)
}

/** The column of a metric's view that has a property's text, where usage may be grouped by it. */
export function groupColumn(property: string): Sql {
  return identifier(textColumn(property).name)
}

/** Selects that column of `events`: the one that is stored, or the text out of the map. */
export function emitGroupColumn(property: string, stored: StoredColumns): Sql {
  const column = groupColumn(property)
  return stored.has(textColumn(property).name) ? column : sql`${emitMapText(property)} AS ${column}`
}

/** The same out of the map that has all properties, which metrics' views have too. */
export function emitMapText(property: string): Sql {
  const key = stringLiteral(property)
  return sql`if(mapContains(properties, ${key}), properties[${key}], NULL)`
}

/** A property's number as a number column holds it. */
export function emitPropertyPlainNumber(property: string, stored: StoredColumns): Sql {
  const { name } = numberColumn(property)
  return stored.has(name) ? identifier(name) : emitMapPlainNumber(property)
}

/** Writes the statements that add columns to `events`, one of them for the events that are there. */
export function emitAddColumns(columns: readonly PropertyColumn[]): Sql[] {
  const added = columns.map((column) => sql`ADD COLUMN IF NOT EXISTS ${emitColumn(column)}`)
  const filled = columns.map(({ name }) => sql`MATERIALIZE COLUMN ${identifier(name)}`)
  return [added, filled].map((changes) => sql`ALTER TABLE events ${joinSql(changes, ', ')}`)
}

function textColumn(property: string): PropertyColumn {
  return { name: `text_${plainName(property)}`, property, holds: 'text' }
}

function numberColumn(property: string): PropertyColumn {
  return { name: `number_${plainName(property)}`, property, holds: 'number' }
}

function emitColumn({ name, property, holds }: PropertyColumn): Sql {
  switch (holds) {
    case 'text':
      return sql`${identifier(name)} Nullable(String) MATERIALIZED ${emitMapText(property)}`
    case 'number':
      return sql`${identifier(name)} Nullable(Decimal(76, 20)) MATERIALIZED ${emitMapPlainNumber(property)}`
  }
}

function emitMapPlainNumber(property: string): Sql {
  return emitPlainOrUnread(sql`properties[${stringLiteral(property)}]`)
}

const PLAIN_NAME = /^[a-z][a-z0-9_]{0,60}$/

/** Different for different properties: a plain name as it is, any other by its hash, which no plain name begins like. */
function plainName(property: string): string {
  if (PLAIN_NAME.test(property)) return property
  return `_${createHash('sha256').update(property).digest('hex').slice(0, 40)}`
}
