#!/usr/bin/env node
import { keepCompiledCode } from './compiled-code.ts'
import { UsageError } from './jobs/command-line.ts'
import { messageOf } from './kernel/errors.ts'

const HELP = `meterhouse COMMAND

  serve     runs the service (npm start)
  import    imports usage events from files; see meterhouse import --help
  query     runs a SELECT of your own and prints its rows; see meterhouse query --help
  invoices  finalizes the invoices that are due; see meterhouse invoices generate --help
`

const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const

async function main([command, ...args]: readonly string[]): Promise<number | null> {
  if (command === 'import') return importUntilSignal(args)
  if (command === 'query') return (await import('./query-command.ts')).queryCommand(args)
  if (command === 'invoices' && args[0] === 'generate') {
    return (await import('./generate-command.ts')).generateCommand(args.slice(1))
  }
  if (command === 'invoices') return invoicesWithoutVerb(args)
  if (command === 'serve' && args.length === 0) {
    await import('./main.ts')
    return null
  }
  if (command === '--help' || command === '-h') {
    process.stdout.write(HELP)
    return 0
  }
  throw new UsageError(
    command === undefined ? 'name a command' : `unknown command ${[command, ...args].join(' ')}`,
  )
}

/** What is said of the one thing that can be done with invoices, where that is not named. */
async function invoicesWithoutVerb([word]: readonly string[]): Promise<number> {
  if (word === '--help' || word === '-h')
    return (await import('./generate-command.ts')).generateCommand(['--help'])
  const wrong = word === undefined ? 'invoices: name what to do' : `invoices: unknown command ${word}`
  throw new UsageError(`${wrong}; there is invoices generate`)
}

/** The first signal finishes what is under way; a second one ends the process at once. */
async function importUntilSignal(args: readonly string[]): Promise<number> {
  const { importCommand } = await import('./import-command.ts')
  const stopping = new AbortController()
  let interrupted: number | null = null
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted = INTERRUPTED[signal]
      stopping.abort()
    })
  }
  const status = await importCommand(args, stopping.signal)
  return interrupted ?? status
}

function fail(error: unknown): never {
  process.stderr.write(`meterhouse: ${messageOf(error)}\n`)
  if (error instanceof UsageError)
    process.stderr.write('See meterhouse --help and meterhouse COMMAND --help.\n')
  process.exit(error instanceof UsageError ? 2 : 1)
}

keepCompiledCode()
try {
  const status = await main(process.argv.slice(2))
  if (status !== null) process.exit(status)
} catch (error) {
  fail(error)
}
