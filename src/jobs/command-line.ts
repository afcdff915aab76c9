import { parseArgs, type ParseArgsConfig } from 'node:util'
import { messageOf } from '../kernel/errors.ts'

/** Names standard input in the place of a file. */
export const STDIN_NAME = '-'

/** A command line that cannot be understood. */
export class UsageError extends Error {}

/**
 * Reads the options and the files of a command.
 * @throws UsageError where there is an option that it does not have, or one is given two values that takes one.
 */
export function parseCommand<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  const parsed = parse(args, options)
  const given = new Set<string>()
  for (const token of parsed.tokens) {
    if (token.kind !== 'option' || token.value === undefined || options[token.name]?.multiple === true)
      continue
    // The last would hold, and nobody be told that the others do not.
    if (given.has(token.name)) throw new UsageError(`--${token.name}: given twice`)
    given.add(token.name)
  }
  return parsed
}

function parse<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options, tokens: true })
  } catch (error) {
    throw new UsageError(messageOf(error))
  }
}

/** The word that an option was given. @throws UsageError where it is none of those it takes. */
export function oneOf<Word extends string>(words: readonly Word[], option: string, given: string): Word {
  const found = words.find((word) => word === given)
  if (found === undefined) throw new UsageError(`${option}: expected ${words.join(' or ')}`)
  return found
}
