import { engineLocation, readConfig, type Config } from './config.ts'
import { holdDataFolder, requireWarehouse } from './data-folder.ts'
import { UsageError } from './jobs/command-line.ts'
import { QUERY_HELP, readQueryArguments, type QueryArguments } from './jobs/query/arguments.ts'
import { bindParams } from './jobs/query/bind-params.ts'
import { explainRefusal } from './jobs/query/explain-refusal.ts'
import { QueryFailure } from './jobs/query/failure.ts'
import { readParamsFile } from './jobs/query/read-params-file.ts'
import { readQueryText } from './jobs/query/read-text.ts'
import { runQuery } from './jobs/query/run-query.ts'
import { writeRows } from './jobs/query/write-rows.ts'
import { codeOf } from './kernel/errors.ts'
import { databaseName } from './open-environment.ts'
import { openEngine } from './warehouse/engine.ts'
import type { Warehouse } from './warehouse/warehouse.ts'

/**
 * `meterhouse query`. @returns the exit status.
 * @throws UsageError, or QueryFailure, whose message is one line.
 */
export async function queryCommand(args: readonly string[]): Promise<number> {
  const options = readQueryArguments(args)
  await print(options === null ? QUERY_HELP : await answer(options))
  return 0
}

async function answer({ file, params, paramsFile, environment, format }: QueryArguments): Promise<string> {
  try {
    const config = readConfig(process.env)
    const inFile = paramsFile === null ? [] : readParamsFile(paramsFile)
    // A value given with --param wins over that of the file.
    const query = bindParams(await readQueryText(file), new Map([...inFile, ...params]))
    const result = await withWarehouse(config, databaseName(environment), (warehouse) =>
      runQuery(warehouse, query),
    )
    return writeRows(result, format)
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    const where = cause instanceof QueryFailure ? `${file}: ` : ''
    throw new QueryFailure(where + explainRefusal(cause), { cause })
  }
}

/** Opens a warehouse for some work. An embedded one is this process's alone meanwhile; a server may be in use. */
async function withWarehouse<Result>(
  config: Config,
  database: string,
  work: (warehouse: Warehouse) => Promise<Result>,
): Promise<Result> {
  const location = engineLocation(config)
  requireWarehouse(location, config.dataFolder)
  const folder = 'path' in location ? holdDataFolder(config.dataFolder) : null
  try {
    const warehouse = await openEngine(location, config.queryLimits).openDatabase(database)
    try {
      return await work(warehouse)
    } finally {
      await warehouse.close()
    }
  } finally {
    folder?.release()
  }
}

/** Prints a text. A reader that closes the pipe early, such as `head`, has had enough: that is no failure. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // The callback gets the error too, but an error event without a listener would end the process.
    process.stdout.on('error', () => {})
    process.stdout.write(text, (error) => {
      if (error && codeOf(error) !== 'EPIPE') reject(error)
      else resolve()
    })
  })
}
