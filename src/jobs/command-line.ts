import { parseArgs, type ParseArgsConfig } from 'node:util'

/** Names standard input in the place of a file. */
export const STDIN_NAME = '-'

/** A command line that cannot be understood. */
export class UsageError extends Error {}

/** Reads the options and the files of a command. @throws UsageError where there is an option that it does not have. */
export function parseCommand<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** The word that an option was given. @throws UsageError where it is none of those it takes. */
export function oneOf<Word extends string>(words: readonly Word[], option: string, given: string): Word {
  const found = words.find((word) => word === given)
  if (found === undefined) throw new UsageError(`${option}: expected ${words.join(' or ')}`)
  return found
}
