import type { Environment } from './api/environment.ts'
import { catalogPath, engineLocation, readConfig } from './config.ts'
import { holdDataFolder, isThere, requireWarehouse } from './data-folder.ts'
import { OversizedInvoiceError } from './invoices/export/oversized-invoice-error.ts'
import { generateInvoices, type GenerateReport } from './invoices/runs/generate.ts'
import { UsageError } from './jobs/command-line.ts'
import {
  GENERATE_FLAGS,
  GENERATE_HELP,
  readGenerateArguments,
  type GenerateArguments,
} from './jobs/generate/arguments.ts'
import { showProgress } from './jobs/generate/show-progress.ts'
import { writeReport } from './jobs/generate/write-report.ts'
import { wallClock } from './kernel/clock.ts'
import { messageOf, Problem } from './kernel/errors.ts'
import { openEnvironment } from './open-environment.ts'
import { openEngine } from './warehouse/engine.ts'

const SOME_FAILED = 1

interface Generated {
  report: GenerateReport
  isExported: boolean
}

/**
 * `meterhouse invoices generate`. @returns the exit status.
 * @throws UsageError, also where a customer is not there, or Error where a store cannot be opened.
 */
export async function generateCommand(args: readonly string[]): Promise<number> {
  const options = readGenerateArguments(args)
  if (options === null) {
    process.stdout.write(GENERATE_HELP)
    return 0
  }
  const { report, isExported } = await generate(options)
  process.stdout.write(writeReport(report))
  for (const { customerId, error } of report.failures) {
    // The table says what a client may know; who runs the command may know the cause.
    if (!(error instanceof Problem)) warn(`customer ${customerId}: ${messageOf(error)}`)
  }
  return report.failures.length > 0 || !isExported ? SOME_FAILED : 0
}

async function generate(options: GenerateArguments): Promise<Generated> {
  const config = readConfig(process.env)
  const catalogFile = catalogPath(config, options.environment)
  // Opened, an empty one would be made: the run would find nothing to bill, as if all were billed already.
  if (!isThere(catalogFile)) {
    throw new Error(
      `there is no catalog of ${options.environment} in ${config.dataFolder}; METERHOUSE_DATA says where it is`,
    )
  }
  const location = engineLocation(config)
  requireWarehouse(location, config.dataFolder)
  const folder = holdDataFolder(config.dataFolder)
  try {
    const wall = wallClock()
    const engine = openEngine(location, config.queryLimits)
    const open = await openEnvironment(options.environment, engine, catalogFile, wall, {
      onExportFailure: warnOversized,
      onThreadFailure: warnNoThread,
      eventsLost: config.eventsLost.get(options.environment),
    })
    let progress = { done: 0, total: 0 }
    const shown = showProgress(process.stderr, wall, () => progress)
    try {
      const report = await generateInvoices(
        open.environment,
        { ...options, words: GENERATE_FLAGS },
        (now) => (progress = now),
      ).catch(rethrow)
      shown.stop()
      return { report, isExported: options.isDryRun || (await exportAll(open.environment)) }
    } finally {
      shown.stop()
      await open.close()
    }
  } finally {
    folder.release()
  }
}

/**
 * Exports what is due, as the service may not be started after this command.
 * @returns whether the analysts' tables have all customers and invoices.
 */
async function exportAll({ customerExport, invoiceExport }: Environment): Promise<boolean> {
  try {
    await customerExport.finish()
    await invoiceExport.finish()
    return true
  } catch (error) {
    warn(
      `the analysts' tables lack invoices; run the command again, or start the service, to export them: ${messageOf(error)}`,
    )
    return false
  }
}

/** Tells of invoices that can never be exported. Other failures are tried again; `exportAll` tells if some are left. */
function warnOversized(error: unknown): void {
  if (error instanceof OversizedInvoiceError) warn(error.message)
}

/** Throws the error on, as a UsageError where it is the arguments that were refused. */
function rethrow(error: unknown): never {
  const isRefusal = error instanceof Problem && (error.kind === 'invalid' || error.kind === 'not_found')
  throw isRefusal ? new UsageError(error.message, { cause: error }) : error
}

function warnNoThread(error: unknown): void {
  warn(`a thread that computes invoices has ended; its batch is computed without it: ${messageOf(error)}`)
}

function warn(text: string): void {
  process.stderr.write(`meterhouse: ${text}\n`)
}
