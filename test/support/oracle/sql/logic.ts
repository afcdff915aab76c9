import type { LogicOperation } from './tree.ts'
import { compareValues, type SqlValue } from './values.ts'

type Truth = boolean | null

type Decide = (a: SqlValue, b: SqlValue, c: SqlValue, values: readonly SqlValue[]) => Truth

/** Three-valued logic and comparisons, by their operation. */
export const LOGIC: Readonly<Record<LogicOperation, Decide>> = {
  and: (a, b) => and([truthOf(a), truthOf(b)]),
  or: (a, b) => not(and([not(truthOf(a)), not(truthOf(b))])),
  not: (a) => not(truthOf(a)),
  is_null: (a) => a === null,
  is_not_null: (a) => a !== null,
  between,
  not_between: (a, b, c) => not(between(a, b, c)),
  in: (a, _, __, values) => isAmong(a, values.slice(1)),
  not_in: (a, _, __, values) => not(isAmong(a, values.slice(1))),
  like,
  not_like: (a, b) => not(like(a, b)),
  '=': (a, b) => compared('=', a, b),
  '<>': (a, b) => compared('<>', a, b),
  '<': (a, b) => compared('<', a, b),
  '<=': (a, b) => compared('<=', a, b),
  '>': (a, b) => compared('>', a, b),
  '>=': (a, b) => compared('>=', a, b),
}

/** Whether a value equals one of others; unknown where only an unknown one might be it. */
export function isAmong(value: SqlValue, among: readonly SqlValue[]): Truth {
  if (among.length === 0) return false
  return not(and(among.map((other) => not(compared('=', value, other)))))
}

/** The opposite; unknown stays unknown. */
export function not(truth: Truth): Truth {
  return truth === null ? null : !truth
}

function and(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false
  return truths.includes(null) ? null : true
}

function between(value: SqlValue, from: SqlValue, to: SqlValue): Truth {
  return and([compared('>=', value, from), compared('<=', value, to)])
}

function compared(sign: '=' | '<>' | '<' | '<=' | '>' | '>=', a: SqlValue, b: SqlValue): Truth {
  if (a === null || b === null) return null
  const order = compareValues(a, b)
  switch (sign) {
    case '=':
      return order === 0
    case '<>':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

function like(value: SqlValue, pattern: SqlValue): Truth {
  if (value === null || pattern === null) return null
  return matches(Array.from(asText(value)), Array.from(asText(pattern)))
}

/** Whether characters match a pattern of `%`, `_`, and `\` before a character that stands for itself. */
function matches(text: readonly string[], pattern: readonly string[]): boolean {
  const [first, second] = pattern
  if (first === undefined) return text.length === 0
  if (first === '%') {
    return text.some((_, at) => matches(text.slice(at), pattern.slice(1))) || matches([], pattern.slice(1))
  }
  if (text.length === 0) return false
  if (first === '_') return matches(text.slice(1), pattern.slice(1))
  const isEscape = first === '\\' && second !== undefined
  return text[0] === (isEscape ? second : first) && matches(text.slice(1), pattern.slice(isEscape ? 2 : 1))
}

function truthOf(value: SqlValue): Truth {
  if (value !== null && typeof value !== 'boolean') throw new TypeError('not a truth value')
  return value
}

function asText(value: SqlValue): string {
  if (typeof value !== 'string') throw new TypeError('LIKE of what is no text')
  return value
}
