import type { Instant } from './instant.ts'

/** SQL text that was composed here, never taken from a request. Only this file makes it. */
export class Sql {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** SQL that somebody else wrote, for connections that only read and are held to limits. */
export function foreignSql(text: string): Sql {
  return new Sql(text)
}

/** Composes SQL from reviewed text and other composed SQL; a plain string does not type-check. */
export function sql(strings: TemplateStringsArray, ...parts: readonly Sql[]): Sql {
  return new Sql(strings.reduce((text, piece, index) => text + (parts[index - 1]?.text ?? '') + piece))
}

/** Joins pieces with a separator from the closed set. */
export function joinSql(pieces: readonly Sql[], separator: ', ' | ' AND ' | '\nUNION ALL\n'): Sql {
  return new Sql(pieces.map((piece) => piece.text).join(separator))
}

/** A string literal. View definitions take no parameters, so their values are written out with this. */
export function stringLiteral(value: string): Sql {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')
  return new Sql(`'${escaped}'`)
}

/** A list of string literals. @throws RangeError where it is empty: an empty IN would select everything's opposite by accident. */
export function stringList(values: readonly string[]): Sql {
  if (values.length === 0) throw new RangeError('a list of literals must not be empty')
  return sql`(${joinSql(values.map(stringLiteral), ', ')})`
}

/** A whole number. */
export function integerLiteral(value: number): Sql {
  return new Sql(BigInt(value).toString())
}

/** An instant, to the millisecond. */
export function instantLiteral(value: Instant): Sql {
  return sql`fromUnixTimestamp64Milli(${integerLiteral(value)}, 'UTC')`
}

/** The name of a table, view or column of ours. @throws RangeError where it is not a plain name. */
export function identifier(name: string): Sql {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new RangeError(`not a plain identifier: ${name}`)
  return new Sql(name)
}

/** The name of a column as somebody else chose it, in backquotes. */
export function quotedIdentifier(name: string): Sql {
  return new Sql(`\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('\0', '\\0')}\``)
}

/** A reference to a query parameter, `{name:Type}`. */
export function parameter(
  name: string,
  type:
    | 'String'
    | 'Array(String)'
    | 'Array(Int64)'
    | "Array(DateTime64(6, 'UTC'))"
    | 'Array(UInt32)'
    | 'Int64'
    | "DateTime64(6, 'UTC')"
    | `Decimal(76, ${number})`,
): Sql {
  return new Sql(`{${identifier(name).text}:${type}}`)
}
