import { z } from 'zod'
import { parseJson } from '../../kernel/json.ts'
import { quotedIdentifier } from '../../kernel/sql.ts'
import type { BoundQuery } from '../../warehouse/long-params.ts'
import type { ParamValue } from '../../warehouse/query.ts'
import { UsageError } from '../command-line.ts'

const REFERENCE = /\{\s*(\w+)\s*:\s*([^{}]+?)\s*\}/g
const PLAIN_NAME = /^[A-Za-z_]\w*$/

/**
 * Gives the parameters `{name:Type}` of a text their values. Names (`Identifier`) are put into the text, as the engine
 * takes none where a view has parameters of its own; all else the engine reads as its type says.
 * @throws UsageError for a value that the text has no place for, or that its type does not fit.
 */
export function bindParams(text: string, given: ReadonlyMap<string, string>): BoundQuery {
  const params: Record<string, ParamValue> = {}
  const unused = new Set(given.keys())
  const bound = text.replaceAll(REFERENCE, (reference: string, name: string, type: string) => {
    const value = given.get(name)
    unused.delete(name)
    if (type === 'Identifier') return plainName(name, value)
    if (value !== undefined) params[name] = type.startsWith('Array(') ? readList(name, value) : value
    return reference
  })
  const [first] = unused
  if (first !== undefined) throw new UsageError(`--param ${first}: there is no {${first}:…} in the text`)
  return { text: bound, params }
}

function plainName(name: string, value: string | undefined): string {
  if (value !== undefined && PLAIN_NAME.test(value)) return quotedIdentifier(value).text
  throw new UsageError(`--param ${name}: expected the name of a table, view or column`)
}

// A number that a double would change is not one here, and is refused.
const list: z.ZodType<ParamValue[]> = z.array(z.union([z.string(), z.number()]))

function readList(name: string, value: string): ParamValue[] {
  try {
    return list.parse(parseJson(value))
  } catch (cause) {
    throw new UsageError(`--param ${name}: expected a JSON array of texts or numbers`, { cause })
  }
}
