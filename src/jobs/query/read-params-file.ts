import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { messageOf } from '../../kernel/errors.ts'
import { NumberText, numberText, parseJson, writeJson } from '../../kernel/json.ts'
import { UsageError } from '../command-line.ts'

const number = z.union([z.number(), z.instanceof(NumberText)])
const params = z.record(z.string(), z.union([z.string(), number, z.array(z.unknown())]))

/**
 * Reads parameters from a file, an object of their values in JSON, such as `parameters` of an invoice's explanation.
 * @returns the text of each, as `--param` has it. @throws UsageError
 */
export function readParamsFile(file: string): Map<string, string> {
  try {
    const given = params.parse(parseJson(readFileSync(file, 'utf8')))
    return new Map(Object.entries(given).map(([name, value]) => [name, textOf(value)]))
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError ? 'expected an object of texts, numbers and lists' : messageOf(cause)
    throw new UsageError(`--params ${file}: ${reason}`, { cause })
  }
}

function textOf(value: z.output<typeof params>[string]): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? writeJson(value) : numberText(value)
}
