import type { z } from 'zod'
import { Problem, invalid } from '../kernel/errors.ts'
import { parseJson } from '../kernel/json.ts'
import { findTextFlaw } from '../kernel/text-flaw.ts'

/**
 * Parses a body without losing a digit; an empty one is an empty object (reference, SDK section 2.2).
 * @throws Problem invalid where it is not JSON.
 */
export function parseBody(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return parseJson(text)
  } catch (cause) {
    throw new Problem('invalid', `body: malformed JSON (${(cause as Error).message})`, {}, cause)
  }
}

// More than any body has; the properties of events have a limit of their own.
const DEPTH_MAX = 100

/**
 * Parses a body all of whose texts can be stored as they are.
 * @throws Problem invalid where it is not JSON, or, naming the field, where a text holds half of a surrogate pair
 * (docs/decisions/0008) or a value is nested too deeply.
 */
export function parseUnicodeBody(text: string): unknown {
  const body = parseBody(text)
  const flaw = findTextFlaw(body, DEPTH_MAX)
  if (flaw === null) return body
  // A hundred names say no more than the rule does.
  throw invalid(describeIssue(flaw.path.length < DEPTH_MAX ? flaw.path : [], flaw.rule, 'body'))
}

/**
 * Checks input against its schema. @param whole what it is called as a whole.
 * @throws Problem invalid, naming each wrong field and its rule.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  whole: 'body' | 'query' = 'body',
): z.output<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw invalid(describeIssues(result.error.issues, whole))
}

/** Parses a query. @throws Problem invalid, also where a parameter is there twice: neither value is the one that was meant. */
export function parseQuery<Schema extends z.ZodType>(
  schema: Schema,
  values: Readonly<Record<string, readonly string[]>>,
): z.output<Schema> {
  const twice = Object.keys(values).filter((name) => (values[name]?.length ?? 0) > 1)
  if (twice.length > 0) throw invalid(twice.map((name) => `${name}: expected once`).join('; '))
  const input = Object.fromEntries(Object.entries(values).map(([name, [value]]) => [name, value]))
  return parseInput(schema, input, 'query')
}

/** `rates.0.price: expected a number; rates.1: Unrecognized key: "prices"` */
function describeIssues(issues: readonly z.core.$ZodIssue[], whole: 'body' | 'query'): string {
  return issues.map(({ path, message }) => describeIssue(path, message, whole)).join('; ')
}

function describeIssue(path: readonly PropertyKey[], message: string, whole: string): string {
  return `${path.length === 0 ? whole : path.join('.')}: ${message}`
}
