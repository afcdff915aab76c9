import { z } from 'zod'
import { Decimal } from '../kernel/decimal.ts'
import { NumberText } from '../kernel/json.ts'
import type { Sql } from '../kernel/sql.ts'
import { textColumn } from './read-column.ts'
import { fillFragments, readSqlFile } from './sql-file.ts'

/** A reviewed query: its text in `sql/warehouse/`, its parameters, and the rows it gives. */
export interface Query<Params, Row> {
  /** The file below `sql/warehouse/` without its ending; also the query's tag in the engine's log. */
  readonly name: string
  readonly row: z.ZodType<Row>
  /** Whether much of what it reads is likely to be read again soon: the engine then keeps it decompressed. */
  readonly isReadAgain?: boolean
  compose(fragments: Readonly<Record<string, Sql>>): Sql
  /** Only there for its type: the parameters' names and values. */
  readonly params?: Params
}

/** Every query of the project, so that tests can check each against the engine. */
export const queries: Query<never, unknown>[] = []

/** What a parameter may be; the engine checks it against the type in the SQL. */
export type ParamValue = string | number | readonly ParamValue[]

/** The parameters of a query that takes none. */
export type NoParams = Readonly<Record<string, never>>

/** Declares the query `sql/warehouse/<name>.sql`. */
export function defineQuery<Params extends Readonly<Record<string, ParamValue>>>() {
  return <Row>(name: string, row: z.ZodType<Row>, { isReadAgain = false } = {}): Query<Params, Row> => {
    const text = readSqlFile(`warehouse/${name}.sql`)
    const compose = (fragments: Readonly<Record<string, Sql>>) => fillFragments(text, fragments)
    const query: Query<Params, Row> = { name, row, isReadAgain, compose }
    queries.push(query as Query<never, unknown>)
    return query
  }
}

/** An exact decimal, which queries return as text. */
export const decimalColumn = textColumn((text) => new Decimal(text))

/** The same where it is only passed on: in the engine's text, as to read it takes ten times as long as to keep it. */
export const decimalTextColumn = textColumn((text) => {
  if (!PLAIN_DECIMAL.test(text)) throw new TypeError(`${text} is no plain decimal`)
  return new NumberText(text)
})
const PLAIN_DECIMAL = /^-?\d+(\.\d+)?$/

/** A 64-bit integer, which the engine quotes. */
export const bigintColumn = textColumn((text) => BigInt(text))

/** A 64-bit integer that is known to stay within 2^53 (a window number, an instant, a count of rows). */
export const integerColumn = textColumn((text) => {
  // What is past 2^53 becomes a number that is not safe, whichever it is.
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is past 2^53`)
  return number
})
