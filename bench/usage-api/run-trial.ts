import { EVENTS_PER_REQUEST, type RequestBodies } from '../load/request-bodies.ts'
import { runLoad, type LoadResult } from '../load/run-load.ts'
import type { ServerProcess } from '../load/server-process.ts'
import { HEADER_LINES } from '../load/service.ts'
import { ASKED_IN_TURN } from './asked-customers.ts'
import type { ReadChecker } from './check-reads.ts'
import type { Client } from './client.ts'
import type { ExpectedUsage } from './expected-usage.ts'
import type { Prepared } from './prepare.ts'
import { readMonths, type AskedMonth, type ReadLatencies } from './read-months.ts'

// So many that the rate is held through a slow commit.
const LOAD_IN_FLIGHT = 128

/** What is read that is no customer's month. */
export const NO_KIND = 'all'

/** What runs, and what is known of it. */
export interface TrialScope {
  server: ServerProcess
  client: Client
  checker: ReadChecker
  bodies: RequestBodies
  prepared: Prepared
  /** By customer. */
  expected: ReadonlyMap<number, ExpectedUsage>
}

export interface Trial {
  name: string
  reads: 'hours' | 'hours and models' | 'customers'
  readers: number
  /** How many events come in beside the reads; where there are any, reads are checked, too. */
  eventsPerSecond: number
  seconds: number
}

export interface TrialResult {
  /** By kind of customer. */
  reads: ReadonlyMap<string, ReadLatencies>
  seconds: number
  /** Of the service, in seconds of one processor. */
  cpuSeconds: number
  load: LoadResult | null
}

/** Runs readers, load and checker beside each other. @throws where an answer is wrong. */
export async function runTrial(scope: TrialScope, trial: Trial): Promise<TrialResult> {
  const { server, client, checker } = scope
  const reads = new Map<string, ReadLatencies>()
  const seen = (kind: string) => {
    const latencies = reads.get(kind) ?? { requests: [], months: [] }
    reads.set(kind, latencies)
    return latencies
  }
  const [cpuBefore, startedAt] = [server.cpuSeconds(), performance.now()]
  const endsAt = startedAt + trial.seconds * 1000
  const next = inTurn(askedMonths(scope, trial))
  const read = () =>
    trial.reads === 'customers'
      ? readCustomers(scope, endsAt, seen(NO_KIND))
      : readMonths(client, next, endsAt, seen)
  const reading = Promise.all(Array.from({ length: trial.readers }, read)).then(() => {
    return (performance.now() - startedAt) / 1000
  })
  const isLoaded = trial.eventsPerSecond > 0
  const [seconds, load] = await Promise.all([
    reading,
    isLoaded ? runIngest(scope, trial) : null,
    isLoaded ? checker.run(endsAt) : null,
  ])
  return { reads, seconds, cpuSeconds: server.cpuSeconds() - cpuBefore, load }
}

function askedMonths({ prepared, expected }: TrialScope, { reads }: Trial): AskedMonth[] {
  const isByModel = reads === 'hours and models'
  return ASKED_IN_TURN.map(({ kind, customer }) => {
    const usage = expected.get(customer)
    return {
      kind,
      customerId: prepared.customerIds[customer] ?? '',
      metricId: prepared.metricId,
      isByModel,
      expected: (isByModel ? usage?.byHoursAndModels : usage?.byHours) ?? [],
    }
  })
}

function inTurn<Item>(items: readonly Item[]): () => Item {
  let next = 0
  return () => {
    const item = items[next++ % items.length]
    if (item === undefined) throw new Error('nothing is asked for')
    return item
  }
}

/** The cheapest request there is: one row of the catalog by its id. */
async function readCustomers({ client, prepared }: TrialScope, endsAt: number, { requests }: ReadLatencies) {
  while (performance.now() < endsAt) {
    const id = prepared.customerIds[requests.length % prepared.customerIds.length]
    requests.push((await client.ask('GET', `/v1/customers/${id}`)).milliseconds)
  }
}

function runIngest({ server, bodies }: TrialScope, { eventsPerSecond, seconds }: Trial): Promise<LoadResult> {
  return runLoad({
    url: server.url,
    path: '/v1/ingest',
    headers: HEADER_LINES,
    inFlight: LOAD_IN_FLIGHT,
    seconds,
    nextBody: () => bodies.next(),
    requestsPerSecondMax: eventsPerSecond / EVENTS_PER_REQUEST,
  })
}
