import type { SqlPosition, SqlRefusal } from './sql-metric.ts'

/**
 * Every reason for which a text is refused, with its message. The catalogue is closed: a reader of `code` meets no
 * other. `seen` is what the text holds at that place, `allowed` what may stand there.
 */
const MESSAGES = {
  too_long: (seen) => `the text has ${seen} bytes; allowed: 65,536`,
  too_deep: () => 'nested too deeply; allowed: 32 levels of parentheses, calls, CASE and queries',
  too_large: (seen) =>
    `the query is too large once written out: ${seen}; use fewer expressions or subqueries`,
  ill_formed_text: (seen) => `${seen} is not allowed; write plain Unicode text`,
  unexpected_character: (seen, allowed) => `unexpected ${seen}; ${allowed}`,
  unterminated: (seen) => `${seen} does not end`,
  string_prefix: (seen) =>
    `strings such as ${seen} are not supported; allowed: '…', in which '' is a quote and a backslash is itself`,
  bad_number: (seen) => `${seen} is not a number; allowed: digits with an optional point and exponent`,
  syntax_error: (seen, allowed) => `unexpected ${seen}; expected ${allowed}`,
  second_statement: () =>
    'a second statement is not allowed; write one query, ending in at most one semicolon',
  not_a_query: (seen) => `${seen} is not a query; a metric is one SELECT, which may begin with WITH`,
  parameter: (seen) => `${seen}: parameters are not allowed; write the value itself`,
  select_star: () => 'SELECT * is not allowed; name each column, such as properties.tokens',
  recursive: () => 'WITH RECURSIVE is not allowed; a common table expression may use those before it',
  not_supported: (seen, allowed) => `${seen} is not supported; ${allowed}`,
  unknown_table: (seen, allowed) => `unknown table ${seen}; allowed: ${allowed}`,
  table_function: (seen) => `${seen}(…) is not a table; allowed: events, subqueries and WITH names`,
  unknown_column: (seen, allowed) => `unknown column ${seen}; allowed here: ${allowed}`,
  ambiguous_column: (seen) =>
    `${seen} may be a column of more than one table; write its table's name before it`,
  unknown_function: (seen, allowed) => `unknown function ${seen}; allowed: ${allowed}`,
  clock: (seen, allowed) =>
    `unknown function ${seen}: nothing may depend on the clock, on randomness or on the session; allowed: ${allowed}`,
  wrong_arguments: (seen, allowed) => `${seen} takes ${allowed}`,
  wrong_type: (seen, allowed) => `${seen}; ${allowed}`,
  bad_literal: (seen, allowed) => `${seen}; allowed: ${allowed}`,
  aggregate_not_allowed: (seen, allowed) => `${seen} is not allowed here; ${allowed}`,
  not_grouped: (seen) => `${seen} is neither grouped nor aggregated; add it to GROUP BY or aggregate it`,
  bad_position: (seen, allowed) => `${seen} is not a column's position; allowed: ${allowed}`,
  duplicate_name: (seen) => `the name ${seen} is used twice; give one an alias of its own (AS …)`,
  different_columns: (seen, allowed) => `${seen}; ${allowed}`,
  join_condition: (seen) =>
    `${seen} needs at least one equality between its sides in ON, joined to others by AND`,
  not_a_quantity: (seen) =>
    `the quantity column ${seen}; it must be a number or a property; CAST other texts to numeric. It is the column "value", or the first`,
} satisfies Record<string, (seen: string, allowed: string) => string>

/** The closed catalogue of codes. */
export type RefusalCode = keyof typeof MESSAGES

/** The way out of the compiler from any depth; `compileSql` turns it into its refusal. */
export class RefusedSql extends Error {
  readonly refusal: SqlRefusal
  constructor(refusal: SqlRefusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/** Makes the refusal to throw. @param position null where the whole text is meant. */
export function refused(
  code: RefusalCode,
  position: SqlPosition | null,
  seen = '',
  allowed = '',
): RefusedSql {
  return new RefusedSql({ code, message: MESSAGES[code](seen, allowed), position })
}

/** Something of the user's text to show in a message: quoted and at most 60 characters. */
export function shown(text: string): string {
  const points = Array.from(text)
  return JSON.stringify(points.length > 60 ? `${points.slice(0, 60).join('')}…` : text)
}
