import { catalogPath, engineLocation, readConfig, type Config } from './config.ts'
import { holdDataFolder } from './data-folder.ts'
import { IMPORT_HELP, readImportArguments, type ImportArguments } from './jobs/import/arguments.ts'
import type { ImportRecord } from './jobs/import/import-record.ts'
import { findInput, type Input } from './jobs/import/input.ts'
import { DEAD_LETTER_ENDING, runImport, type ImportContext } from './jobs/import/run-import.ts'
import { wallClock } from './kernel/clock.ts'
import { messageOf } from './kernel/errors.ts'
import { openEnvironment } from './open-environment.ts'
import { openEngine, type EngineLocation } from './warehouse/engine.ts'
import { openFileReader } from './warehouse/read-files.ts'
import { readServerAddress } from './warehouse/server-address.ts'

const SOME_REFUSED = 3

/**
 * `meterhouse import`. @param signal stops it after the batches under way. @returns the exit status.
 * @throws UsageError, ImportFailure, or Error where a store cannot be opened.
 */
export async function importCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = readImportArguments(args)
  if (options.isHelp) {
    say(IMPORT_HELP)
    return 0
  }
  const config = readConfig(process.env)
  const inputs = options.files.filter(isNotDeadLetter).map((name) => findInput(name, options.format))
  const folder = holdDataFolder(config.dataFolder)
  try {
    const records = await importAll(inputs, options, config, signal)
    return records.some((record) => record.rows_refused > 0) ? SOME_REFUSED : 0
  } finally {
    folder.release()
  }
}

async function importAll(
  inputs: readonly Input[],
  options: ImportArguments,
  config: Config,
  signal: AbortSignal,
): Promise<ImportRecord[]> {
  const wall = wallClock()
  const location = engineLocation(config)
  const engine = openEngine(location)
  const open = await openEnvironment(
    options.environment,
    engine,
    catalogPath(config, options.environment),
    wall,
    {
      onExportFailure: sayNotExported,
      eventsLost: config.eventsLost.get(options.environment),
    },
  )
  const reader = openFileReader(location)
  const context: ImportContext = {
    ...options,
    target: open.environment,
    reader,
    destination: `${options.environment} ${warehouseName(location)}`,
    dataFolder: config.dataFolder,
    wall,
    say,
    progressOutput: process.stderr,
    signal,
  }
  const records: ImportRecord[] = []
  try {
    for (const input of inputs) {
      if (!signal.aborted) records.push(await runImport(input, context))
    }
    return records
  } finally {
    reader.close()
    await open.close()
  }
}

function sayNotExported(error: unknown): void {
  say(
    `the warehouse does not have the latest customers yet; the service will export them: ${messageOf(error)}`,
  )
}

/** A server without its password, so that the name can be kept. */
function warehouseName(location: EngineLocation): string {
  if ('path' in location) return 'embedded'
  const { shown, databasePrefix } = readServerAddress(location.url)
  return `${shown}/${databasePrefix}`
}

/** `import *.ndjson` a second time would name the dead-letter files of the first. */
function isNotDeadLetter(name: string): boolean {
  const isOne = name.endsWith(DEAD_LETTER_ENDING)
  if (isOne) say(`${name}: left out, as it is a dead-letter file`)
  return !isOne
}

function say(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}
