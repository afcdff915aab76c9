import { integerLiteral, joinSql, sql, stringLiteral, type Sql } from '../../kernel/sql.ts'
import type { Operation } from './typed-tree.ts'

const NONE = sql`NULL`
const plain = (name: string, emit: (a: Sql, b: Sql, c: Sql) => Sql): Operation => ({
  name,
  mode: 'plain',
  emit: ([a = NONE, b = NONE, c = NONE]) => emit(a, b, c),
})

/** Functions on texts; characters are code points. NULL where an argument is, save for `concat`. */
export const TEXTS = {
  lower: plain('lower', (text) => sql`lowerUTF8(${text})`),
  upper: plain('upper', (text) => sql`upperUTF8(${text})`),
  length: plain('length', (text) => sql`toDecimal256(lengthUTF8(${text}), 20)`),
  replace: plain('replace', (text, from, to) => sql`replaceAll(${text}, ${from}, ${to})`),
  startsWith: plain('starts_with', (text, prefix) => sql`startsWith(${text}, ${prefix})`),
  /** `||`: NULL where one side is. */
  join: { name: '||', mode: 'plain', emit: (texts) => sql`concat(${joinSql(texts, ', ')})` },
  /** `concat`: NULL counts as empty. */
  concat: {
    name: 'concat',
    mode: 'plain',
    emit: (texts) =>
      sql`concat(${joinSql([sql`''`, ...texts.map((text) => sql`ifNull(${text}, '')`)], ', ')})`,
  },
  /** From the character numbered `from`, which may lie before the first: those places count towards the length. */
  substring: {
    name: 'substring',
    mode: 'strict',
    length: 250,
    emit: ([text = NONE, from = NONE, length]) => {
      const start = sql`greatest(${whole(from)}, 1)`
      if (length === undefined) return sql`substringUTF8(${text}, ${start})`
      const end = sql`(${whole(from)} + greatest(${whole(length)}, 0))`
      return sql`substringUTF8(${text}, ${start}, greatest(${end} - ${start}, 0))`
    },
  },
} satisfies Record<string, Operation>

/** The part of a text between delimiters, counted from 1, from the end where negative; empty where there is none. */
export function splitPart(delimiter: string, part: number): Operation {
  const separator = stringLiteral(delimiter)
  const index = part < 0 ? sql`-${integerLiteral(-part)}` : integerLiteral(part)
  return {
    name: `split_part ${JSON.stringify(delimiter)} ${part}`,
    mode: 'strict',
    length: 60 + separator.text.length,
    emit: ([text = NONE]) => sql`splitByString(${separator}, ${text})[${index}]`,
  }
}

/** LIKE with a fixed pattern. */
export function like(pattern: string): Operation {
  const enginePattern = stringLiteral(pattern)
  return {
    name: `like ${JSON.stringify(pattern)}`,
    mode: 'plain',
    length: 20 + enginePattern.text.length,
    emit: ([text = NONE]) => sql`(${text} LIKE ${enginePattern})`,
  }
}

/**
 * A pattern as the engine reads it: PostgreSQL drops the backslash before any character, the engine only before
 * `%`, `_` and a backslash. Null for a pattern that ends in a lone backslash.
 */
export function enginePattern(pattern: string): string | null {
  if (/^(?:[^\\]|\\.)*\\$/s.test(pattern)) return null
  return pattern.replaceAll(/\\(.)/gsu, (whole, character: string) =>
    '%_\\'.includes(character) ? whole : character,
  )
}

// Places beyond any text's end are all the same; this keeps them within an integer.
function whole(number: Sql): Sql {
  return sql`toInt64(least(greatest(${number}, -1000000000), 1000000000))`
}
