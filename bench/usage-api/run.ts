import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { countRows } from '../load/count-rows.ts'
import { print, round } from '../load/figures.ts'
import { fillFolder } from '../load/fill-folder.ts'
import { EVENTS_PER_REQUEST, RequestBodies } from '../load/request-bodies.ts'
import { startService } from '../load/service.ts'
import { ASKED_CUSTOMERS } from './asked-customers.ts'
import { makeReadChecker, type ReadChecker } from './check-reads.ts'
import { openClient } from './client.ts'
import { expectUsage, type ExpectedUsage } from './expected-usage.ts'
import { inventLiveEvent } from './live-event.ts'
import { prepare, type Prepared } from './prepare.ts'
import { latencyText, printReads } from './print-reads.ts'
import { runTrial, type Trial, type TrialResult, type TrialScope } from './run-trial.ts'

const EVENTS = new URL('fill-events.ts', import.meta.url)
const WARM_UP_SECONDS = 5

/**
 * `npm run bench -- usage-api [--events 20000000] [--seconds 20] [--readers 8] [--ingest-rate 20000]`: how fast the
 * service answers for a customer's usage of a month, by hours, over HTTP, with so many events stored and so many
 * events a second coming in; beside that, the same without ingest, for one reader too, and the cheapest request there
 * is. Another client checks that usage holds each event from its acknowledgement on.
 * @throws where an answer was wrong, or behind what was acknowledged.
 */
export async function runUsageApiBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '20000000' },
      seconds: { type: 'string', default: '20' },
      readers: { type: 'string', default: '8' },
      'ingest-rate': { type: 'string', default: '20000' },
    },
  })
  const events = Number(values.events)
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-bench-`)
  try {
    const prepared = await fill(folder, events)
    const expected = expectUsage(Object.values(ASKED_CUSTOMERS).flat(), events)
    printAsked(expected)
    const started = performance.now()
    const server = await startService(folder)
    print(`ready ${((performance.now() - started) / 1000).toFixed(1)} s after its start`)
    const client = openClient(server.url)
    const checker = makeReadChecker(client, prepared)
    const firstId = Math.ceil(events / EVENTS_PER_REQUEST) * EVENTS_PER_REQUEST
    const bodies = new RequestBodies(inventLiveEvent, firstId)
    const scope = { server, client, checker, bodies, prepared, expected }
    const loaded = { readers: Number(values.readers), eventsPerSecond: Number(values['ingest-rate']) }
    const taken = await runTrials(scope, loaded, Number(values.seconds))
    client.close()
    print(`memory: at most ${round(server.memoryPeakMib())} MiB`)
    await server.stop()
    printStored(countRows(folder, 'service'), events + taken + checker.checks)
    printChecks(checker)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Creates what is asked for over the API, then stores the events while the service is stopped. */
async function fill(folder: string, events: number): Promise<Prepared> {
  const server = await startService(folder)
  const client = openClient(server.url)
  const prepared = await prepare(client)
  client.close()
  await server.stop()
  const started = performance.now()
  fillFolder(EVENTS, `${folder}/warehouse`, events)
  print(
    `${events.toLocaleString('en')} events stored in ${((performance.now() - started) / 1000).toFixed(0)} s`,
  )
  return prepared
}

/** @returns how many events of the load were acknowledged. */
async function runTrials(
  scope: TrialScope,
  { readers, eventsPerSecond }: Pick<Trial, 'readers' | 'eventsPerSecond'>,
  seconds: number,
): Promise<number> {
  const load = { readers, eventsPerSecond, seconds }
  const alone = { ...load, eventsPerSecond: 0 }
  const trials: Trial[] = [
    { name: 'by hour, one reader, no ingest', reads: 'hours', ...alone, readers: 1 },
    { name: 'by hour, no ingest', reads: 'hours', ...alone },
    { name: 'by hour, beside ingest', reads: 'hours', ...load },
    { name: 'by hour and model, beside ingest', reads: 'hours and models', ...load },
    { name: 'floor, a customer by id, beside ingest', reads: 'customers', ...load },
  ]
  const warmUp: Trial = { name: 'warm-up', reads: 'hours', ...load, seconds: WARM_UP_SECONDS }
  let taken = takenIn(await runTrial(scope, warmUp))
  for (const trial of trials) {
    const result = await runTrial(scope, trial)
    printReads(trial, result)
    taken += takenIn(result)
  }
  return taken
}

function takenIn({ load }: TrialResult): number {
  return (load?.requests ?? 0) * EVENTS_PER_REQUEST
}

function printAsked(expected: ReadonlyMap<number, ExpectedUsage>): void {
  for (const [kind, customers] of Object.entries(ASKED_CUSTOMERS)) {
    const counts = customers.map((customer) => round(expected.get(customer)?.events ?? 0))
    print(
      `${kind}: customers ${customers.join(', ')} with ${counts.join('; ')} events of the metric in the month`,
    )
  }
}

function printStored(stored: number, acknowledged: number): void {
  print(`rows stored: ${stored} of ${acknowledged} acknowledged`)
  if (stored < acknowledged) throw new Error('acknowledged events are not stored')
}

function printChecks({ checks, behind, latenciesMs }: ReadChecker): void {
  print(
    `read after acknowledgement: ${checks} checks, ${behind} behind; their usage in ${latencyText(latenciesMs)}`,
  )
  if (checks === 0) throw new Error('nothing was checked')
  if (behind > 0) throw new Error(`${behind} of ${checks} answers lacked what had been acknowledged`)
}
