import { once } from 'node:events'
import { Metronome } from '@metronome/sdk'
import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { wallClock } from '../../src/kernel/clock.ts'
import { startService, type Service } from '../../src/service.ts'
import { runDemo, type DemoResult } from './demo.ts'
import { showProgress } from './progress.ts'

const EVENTS_TOTAL = 50_000

const now = Date.now()
const log = pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination({ dest: 2, sync: true }))

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const service = await startService(config, log, wallClock())
  const stopping = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort())
  try {
    say(`Meterhouse is ready at ${service.url}, its data in ${config.dataFolder}.`)
    await demonstrate(service, stopping.signal)
  } finally {
    await service.stop()
  }
}

/** Runs the demo, then waits for the signal. */
async function demonstrate(service: Service, signal: AbortSignal): Promise<void> {
  const token = sandboxToken(service)
  const client = new Metronome({ baseURL: service.url, bearerToken: token })
  try {
    const result = await runDemo(client, { now, eventsTotal: EVENTS_TOTAL, say, showProgress, signal })
    say(whatNext(service.url, token, result))
    if (!signal.aborted) await once(signal, 'abort')
  } catch (error) {
    if (!signal.aborted) throw error
  }
  say('\nMeterhouse is stopping.')
}

function sandboxToken({ tokens }: Service): string {
  const found = [...tokens].find(([, environment]) => environment === 'sandbox')
  if (found === undefined) throw new Error('METERHOUSE_TOKENS has no token for the sandbox')
  return found[0]
}

function whatNext(url: string, token: string, { shown, priceBook }: DemoResult): string {
  const body = {
    customer_id: shown.id,
    billable_metric_id: priceBook.inputTokens,
    window_size: 'DAY',
    current_period: true,
    group_key: ['model'],
  }
  return `It stays up until Ctrl-C.

  API reference   ${url}/docs
  Sandbox token   ${token}

Try its daily tokens by model:

  curl -s ${url}/v1/usage/groups \\
    -H 'Authorization: Bearer ${token}' \\
    -H 'Content-Type: application/json' \\
    -d '${JSON.stringify(body)}'`
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The demo cannot go on: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
