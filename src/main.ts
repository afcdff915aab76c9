import { keepCompiledCode } from './compiled-code.ts'
import { readConfig } from './config.ts'
import { wallClock } from './kernel/clock.ts'
import { messageOf } from './kernel/errors.ts'
import { openLog } from './open-log.ts'
import type { Service } from './service.ts'

keepCompiledCode()
const { startService } = await import('./service.ts')

const STANDARD_ERROR = 2
const log = openLog(process.env['LOG_LEVEL'] ?? 'info', STANDARD_ERROR)

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const service = await startService(config, log, wallClock())
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      service.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      )
    })
  }
  process.stdout.write(`Meterhouse is ready at ${service.url}, its API reference at ${service.url}/docs\n`)
  if (service.areTokensNew) showTokens(service, config.dataFolder)
  // The start that made them may have failed later, on a port that is in use, with nothing shown.
  else if (config.tokens === null) {
    process.stdout.write(`Its bearer tokens are in ${config.dataFolder}/tokens\n`)
  }
}

function showTokens(service: Service, dataFolder: string): void {
  process.stdout.write(`Its bearer tokens, shown this once and kept in ${dataFolder}/tokens:\n`)
  for (const [token, name] of service.tokens) process.stdout.write(`  ${name.padEnd(10)} ${token}\n`)
}

function fail(error: unknown): never {
  process.stderr.write(`Meterhouse cannot go on: ${messageOf(error)}\n`)
  process.exit(1)
}

main().catch(fail)
