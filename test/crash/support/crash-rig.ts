import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { openClient, type Client } from './client.ts'
import { CLOCK, CUSTOMER_ALIAS } from './draw-requests.ts'
import { Ledger } from './ledger.ts'
import { startProcess, type ServiceProcess } from './service-process.ts'

/** A service on one data folder through all its lives, and the ledger of what was sent to it. */
export interface CrashRig {
  readonly dataFolder: string
  readonly ledger: Ledger
  readonly customerId: string
  readonly metricId: string
  service(): ServiceProcess
  client(): Client
  /** Starts the service again, on the same data. It must have ended. @returns how long that took, in ms. */
  restart(): Promise<number>
  /** Starts the service and does not wait. */
  startOnly(): ServiceProcess
  /** Ends everything and removes the data. */
  remove(): Promise<void>
}

/** Starts the service with a customer and a metric that adds up all amounts. */
export async function openCrashRig(
  dataFolder = mkdtempSync(`${tmpdir()}/meterhouse-crash-`),
  launcher: readonly string[] = [],
): Promise<CrashRig> {
  let service = startProcess(dataFolder, launcher)
  let client = openClient(await service.ready)
  await client.ask('PUT', '/ext/clock', { now: CLOCK })
  const customer = await client.ask<{ data: { id: string } }>('POST', '/v1/customers', {
    name: 'Crash',
    ingest_aliases: [CUSTOMER_ALIAS],
  })
  const metric = await client.ask<{ data: { id: string } }>('POST', '/v1/billable-metrics/create', {
    name: 'Amounts',
    aggregation_type: 'SUM',
    aggregation_key: 'amount',
    property_filters: [{ name: 'amount', exists: true }],
  })

  function startOnly(): ServiceProcess {
    client.close()
    service = startProcess(dataFolder, launcher)
    return service
  }

  return {
    dataFolder,
    ledger: new Ledger(),
    customerId: customer.data.id,
    metricId: metric.data.id,
    service: () => service,
    client: () => client,
    startOnly,
    async restart() {
      const from = performance.now()
      client = openClient(await startOnly().ready)
      return performance.now() - from
    },
    async remove() {
      client.close()
      await service.kill('SIGKILL')
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}
