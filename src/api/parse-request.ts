import type { z } from 'zod'
import { Problem, invalid } from '../kernel/errors.ts'
import { parseJson } from '../kernel/json.ts'

/** Parses a body without losing a digit; an empty one is an empty object (reference, SDK section 2.2). */
export function parseBody(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return parseJson(text)
  } catch (cause) {
    throw new Problem('invalid', `body: malformed JSON (${(cause as Error).message})`, {}, cause)
  }
}

/** Checks input against its schema. @throws Problem invalid, naming each wrong field and its rule. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw invalid(describeIssues(result.error.issues))
}

/** `rates.0.price: expected a number; rates.1: Unrecognized key: "prices"` */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  return issues
    .map((issue) => `${issue.path.length === 0 ? 'body' : issue.path.join('.')}: ${issue.message}`)
    .join('; ')
}
