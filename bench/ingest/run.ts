import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { fillFolder } from '../load/fill-folder.ts'
import { median, percentile, print, round } from '../load/figures.ts'
import { EVENTS_PER_REQUEST, RequestBodies } from '../load/request-bodies.ts'
import { runLoad, type LoadResult } from '../load/run-load.ts'
import { startServer, type ServerProcess } from '../load/server-process.ts'
import { HEADER_LINES, startService } from '../load/service.ts'
import { countRows } from '../load/count-rows.ts'
import { inventEvent } from './invented-event.ts'

const FLOOR = new URL('floor-server.ts', import.meta.url).pathname
const WINDOW = new URL('fill-window.ts', import.meta.url)
const WARM_UP_SECONDS = 3

/** What is measured: the floor or the service, under one kind of load. */
interface Trial {
  name: string
  server: 'floor' | 'service'
  inFlight: number
  /** The share of requests that are an earlier request again. */
  repeatedShare?: number
  eventsPerSecondMax?: number
  /** How many ids are in the window before the load. */
  idsBefore?: number
  seconds: number
}

interface TrialResult {
  eventsPerSecond: number
  latencyP50Ms: number
  latencyP99Ms: number
}

/**
 * `npm run bench -- ingest [--seconds 10] [--rounds 3] [--ids 50000000] [--overload-seconds 60]`: how many events a
 * second the service takes durably, beside a bare server in the same run. Each pair alternates for some rounds; the
 * medians are compared.
 */
export async function runIngestBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '10' },
      rounds: { type: 'string', default: '3' },
      ids: { type: 'string', default: '50000000' },
      'overload-seconds': { type: 'string', default: '60' },
    },
  })
  const [seconds, rounds, ids] = [values.seconds, values.rounds, values.ids].map(Number) as [
    number,
    number,
    number,
  ]
  const peak = await compare('256 in flight', 256, seconds, rounds)
  await compare('32 in flight', 32, seconds, rounds)
  const service = { server: 'service', inFlight: 256, seconds } as const
  const half = { name: 'service at half its peak', ...service, eventsPerSecondMax: peak / 2 }
  const latencies: number[] = []
  for (let round = 0; round < rounds; round += 1) latencies.push((await runTrial(half)).latencyP99Ms)
  print(`${half.name}: p99 ${round(median(latencies))} ms (median)\n`)
  await compareToPeak({ name: 'service, half are duplicates', ...service, repeatedShare: 0.5 }, peak, rounds)
  if (ids > 0) {
    const name = `service, ${ids.toLocaleString('en')} ids before`
    await compareToPeak({ name, ...service, idsBefore: ids }, peak, 1)
  }
  const overloadSeconds = Number(values['overload-seconds'])
  if (overloadSeconds > 0) {
    const overload = { inFlight: 2048, eventsPerSecondMax: peak * 2, seconds: overloadSeconds }
    await runTrial({ name: 'service at twice its peak', server: 'service', ...overload })
  }
}

/** Measures a trial for some rounds beside the service's peak. */
async function compareToPeak(trial: Trial, peak: number, rounds: number): Promise<void> {
  const rates: number[] = []
  for (let round = 0; round < rounds; round += 1) rates.push((await runTrial(trial)).eventsPerSecond)
  print(
    `${trial.name}: ${(median(rates) / peak).toFixed(2)} of the peak (median ${round(median(rates))} events/s)\n`,
  )
}

/** Measures floor and service in turn. @returns the service's events a second, the median of the rounds. */
async function compare(name: string, inFlight: number, seconds: number, rounds: number): Promise<number> {
  const rates = { floor: [] as number[], service: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    for (const server of ['floor', 'service'] as const) {
      const result = await runTrial({ name: `${server}, ${name}`, server, inFlight, seconds })
      rates[server].push(result.eventsPerSecond)
    }
  }
  const [floor, service] = [median(rates.floor), median(rates.service)]
  print(
    `${name}: service / floor = ${(service / floor).toFixed(2)} (medians ${round(service)} and ${round(floor)} events/s)\n`,
  )
  return service
}

async function runTrial(trial: Trial): Promise<TrialResult> {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-bench-`)
  try {
    if (trial.idsBefore !== undefined) fillFolder(WINDOW, `${folder}/warehouse`, trial.idsBefore)
    const started = performance.now()
    const server = await startTrialServer(trial.server, folder)
    if (trial.idsBefore !== undefined)
      print(`ready ${((performance.now() - started) / 1000).toFixed(1)} s after its start`)
    const bodies = new RequestBodies(inventEvent, 0)
    await load(server, { ...trial, seconds: WARM_UP_SECONDS }, bodies)
    const cpuBefore = server.cpuSeconds()
    const memoryBefore = server.memoryMib()
    const memorySeen = watchMemory(server)
    const result = await load(server, trial, bodies)
    const memoryMib = memorySeen()
    const eventsSent = result.requests * EVENTS_PER_REQUEST
    const cpuMicros = ((server.cpuSeconds() - cpuBefore) * 1e6) / eventsSent
    const memory = `memory ${round(memoryBefore)} MiB, then at most ${memoryMib.map(round).join(', ')} in each third, peak ${round(server.memoryPeakMib())}`
    await server.stop()
    const stored = countRows(folder, trial.server)
    report(trial, result, cpuMicros, memory, stored - (trial.idsBefore ?? 0), bodies)
    return {
      eventsPerSecond: eventsSent / result.seconds,
      latencyP50Ms: percentile(result.latenciesMs, 0.5),
      latencyP99Ms: percentile(result.latenciesMs, 0.99),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Watches a server's memory. @returns how to end it, with the most it had in each third of the time, in MiB. */
function watchMemory(server: ServerProcess): () => number[] {
  const seen: number[] = []
  const timer = setInterval(() => seen.push(server.memoryMib()), MEMORY_LOOK_MS)
  return () => {
    clearInterval(timer)
    const third = Math.ceil(seen.length / 3)
    return [0, 1, 2].map((part) => Math.max(...seen.slice(part * third, (part + 1) * third)))
  }
}

const MEMORY_LOOK_MS = 250

function startTrialServer(server: Trial['server'], folder: string): Promise<ServerProcess> {
  return server === 'floor' ? startServer([FLOOR, `${folder}/warehouse`]) : startService(folder)
}

function load(server: ServerProcess, trial: Trial, bodies: RequestBodies): Promise<LoadResult> {
  const { repeatedShare = 0, eventsPerSecondMax } = trial
  let repeatedDue = 0
  return runLoad({
    url: server.url,
    path: '/v1/ingest',
    headers: HEADER_LINES,
    inFlight: trial.inFlight,
    seconds: trial.seconds,
    nextBody() {
      repeatedDue += repeatedShare
      if (repeatedDue < 1 || bodies.nextId < REPEAT_DISTANCE_EVENTS) return bodies.next()
      repeatedDue -= 1
      return bodies.again(bodies.nextId - REPEAT_DISTANCE_EVENTS)
    },
    ...(eventsPerSecondMax === undefined
      ? {}
      : { requestsPerSecondMax: eventsPerSecondMax / EVENTS_PER_REQUEST }),
  })
}

// A heartbeat that is sent again comes some seconds later, long after the first was acknowledged.
const REPEAT_DISTANCE_EVENTS = 200_000

function report(
  { name, repeatedShare }: Trial,
  result: LoadResult,
  cpuMicros: number,
  memory: string,
  stored: number,
  bodies: RequestBodies,
): void {
  const rate = (result.requests * EVENTS_PER_REQUEST) / result.seconds
  const latencies = [0.5, 0.99].map((share) => percentile(result.latenciesMs, share).toFixed(0))
  print(
    `${name}: ${round(rate)} events/s, acknowledged in p50 ${latencies[0]} ms, p99 ${latencies[1]} ms; ${cpuMicros.toFixed(1)} µs of processor an event; ${memory}`,
  )
  if (result.refused.size > 0) {
    print(
      `  turned away: ${[...result.refused].map(([status, count]) => `${count} with ${status}`).join(', ')}`,
    )
  }
  const sent = bodies.nextId
  const expected =
    result.refused.size > 0 || repeatedShare !== undefined ? `of at most ${sent} sent` : `of ${sent} sent`
  print(`  rows stored: ${stored} ${expected}`)
}
