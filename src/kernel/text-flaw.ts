import { NumberText } from './json.ts'

/** The rule that a lone surrogate breaks: it has no UTF-8 form, so two different texts would be stored as the same one. */
export const ILL_FORMED = 'holds half of a surrogate pair, which is not Unicode text'

/** Where in a value something is wrong, by the names and numbers that lead there, and what. */
export interface TextFlaw {
  path: readonly string[]
  rule: string
}

/**
 * Finds a text or a name, anywhere in parsed JSON, that is not Unicode text; null where there is none.
 * @param depthMax how deep the value may be: what walks through a deeper one would overflow the stack.
 */
export function findTextFlaw(value: unknown, depthMax: number): TextFlaw | null {
  return flawAt(value, depthMax, 0)
}

function flawAt(value: unknown, depthMax: number, depth: number): TextFlaw | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : { path: [], rule: ILL_FORMED }
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return null
  if (depth >= depthMax) return { path: [], rule: `nested deeper than ${depthMax}` }
  for (const [name, item] of Object.entries(value)) {
    const flaw = name.isWellFormed() ? flawAt(item, depthMax, depth + 1) : { path: [], rule: ILL_FORMED }
    if (flaw !== null) return { path: [name.toWellFormed(), ...flaw.path], rule: flaw.rule }
  }
  return null
}
