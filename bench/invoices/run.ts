import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { openCatalogFile } from '../../src/catalog/database.ts'
import type { Environment } from '../../src/api/environment.ts'
import { runBatches } from '../../src/invoices/batch/run-batches.ts'
import { addToReport, newReport, type RunReport } from '../../src/invoices/batch/run-report.ts'
import { customerBatches } from '../../src/invoices/runs/customer-batches.ts'
import { listInvoices } from '../../src/invoices/reading/list.ts'
import { getInvoice } from '../../src/invoices/reading/get.ts'
import { integerColumn } from '../../src/warehouse/query.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { median, print, round } from '../load/figures.ts'
import { fillFolder } from '../load/fill-folder.ts'
import { runText } from '../usage/design.ts'
import { aliasOf, MONTH } from './invent.ts'
import { openStores } from './open-stores.ts'

const FILL = new URL('fill.ts', import.meta.url)
const DAY_MS = 86_400_000
const DRAFT_EVENTS = 100_000
const DRAFT_READS = 40

/**
 * `npm run bench -- invoices [--customers 20000] [--events 5000000] [--folder DIR]`: how fast a month's invoices are
 * computed and finalized, beside a floor in the same run and stores: the bare aggregation over the same events, and writing
 * as many rows of the same size to a catalog. Then one draft of one customer with 100,000 events in the month.
 */
export async function runInvoicesBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      customers: { type: 'string', default: '20000' },
      events: { type: 'string', default: '5000000' },
      folder: { type: 'string', default: tmpdir() },
    },
  })
  const [customers, events] = [Number(values.customers), Number(values.events)]
  const folder = mkdtempSync(`${values.folder}/meterhouse-invoices-`)
  try {
    fillFolder(FILL, folder, customers, events)
    const opened = await openStores(folder)
    const { environment } = opened
    await environment.sandboxClock.fix(MONTH.to + DAY_MS)
    print(`${round(customers)} customers on 50 rate cards, ${round(events)} events in the month`)
    const computed = await timed('computed', environment, customers)
    const finalized = await timed('finalized', environment, customers)
    await untilExported(environment)
    const floor = await measureFloor(environment, folder, customers)
    print(
      `computed / floor ${(computed / floor).toFixed(2)}, finalized / floor ${(finalized / floor).toFixed(2)}`,
    )
    await measureDraft(environment, customers)
    await opened.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns the seconds it took. */
async function timed(
  what: 'computed' | 'finalized',
  environment: Environment,
  customers: number,
): Promise<number> {
  const queriesBefore = await countQueries(environment.warehouse)
  const report: RunReport = newReport()
  let memory = 0
  const started = performance.now()
  await environment.finalizer.runAlone(async () => {
    const options = { isFinal: what === 'finalized', dueAt: environment.clock.now() }
    const results = runBatches(environment, options, customerBatches(environment))
    for await (const { result } of results) {
      addToReport(report, result)
      memory = Math.max(memory, process.memoryUsage().rss)
    }
    return report
  })
  const seconds = (performance.now() - started) / 1000
  const queries = (await countQueries(environment.warehouse)) - queriesBefore - 1
  const [total] = [...report.totals.values()].map((one) => one.total.toFixed(2))
  for (const { error } of report.failures) throw error
  if (report.invoices !== customers) throw new Error(`${report.invoices} invoices of ${customers} customers`)
  print(
    `${what}: ${round(customers / seconds)} invoices/s (${seconds.toFixed(2)} s), ${queries} warehouse queries, at most ${round(memory / 2 ** 20)} MiB, total ${total}`,
  )
  return seconds
}

/** The bare aggregation over the same events, and the same documents written to a catalog, as bare rows. */
async function measureFloor(environment: Environment, folder: string, customers: number): Promise<number> {
  const { warehouse, catalog } = environment
  const aggregated = performance.now()
  await runText(
    warehouse,
    `SELECT customer_id, event_type, properties['region'] AS region, count() AS events,
      sum(toDecimal128OrZero(properties['gigabytes'], 20)) AS gigabytes
    FROM events GROUP BY customer_id, event_type, region`,
    z.object({
      customer_id: z.string(),
      event_type: z.string(),
      region: z.string(),
      events: z.string(),
      gigabytes: z.string(),
    }),
  )
  const aggregationEnded = performance.now()
  const rows = await catalog.selectFrom('invoices').select('document').execute()
  if (rows.length !== customers) throw new Error(`${rows.length} invoices of ${customers} customers`)
  const bytes = rows.reduce((sum, { document }) => sum + document.length, 0)
  const written = performance.now()
  const { file } = openCatalogFile(`${folder}/floor.sqlite`)
  file.exec('CREATE TABLE documents (id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT; BEGIN')
  const insert = file.prepare('INSERT INTO documents VALUES (?, ?)')
  for (const [number, { document }] of rows.entries()) insert.run(String(number), document)
  file.exec('COMMIT')
  file.close()
  const ended = performance.now()
  print(
    `floor: ${((aggregationEnded - aggregated) / 1000).toFixed(2)} s for the aggregation, ${((ended - written) / 1000).toFixed(2)} s for ${round(customers)} rows of ${round(bytes / customers)} bytes`,
  )
  return (aggregationEnded - aggregated + ended - written) / 1000
}

/** Finalized invoices go to the warehouse once the run is over, which the floor and a draft have no part in. */
async function untilExported({ catalog }: Environment): Promise<void> {
  const started = performance.now()
  const isDue = () => catalog.selectFrom('invoice_exports_due').select('version').limit(1).executeTakeFirst()
  while ((await isDue()) !== undefined) await setTimeout(100)
  print(`exported to the warehouse's tables after it: ${((performance.now() - started) / 1000).toFixed(2)} s`)
}

/** One draft of one customer with 100,000 events in the month that holds now. */
async function measureDraft(environment: Environment, customers: number): Promise<void> {
  const customer = customers - 1
  await environment.warehouse.command(`
    INSERT INTO events (transaction_id, customer_id, event_type, timestamp, properties, property_kinds, accepted_at, accepted_sequence)
    SELECT concat('draft-', toString(number)), '${aliasOf(customer)}', if(number % 2 = 0, 'requests', 'traffic'),
      toDateTime64(${MONTH.to / 1000} + number % 86000, 6, 'UTC') AS at,
      map('region', 'eu', 'gigabytes', '1.5'), 'ss', at, ${10 ** 9} + number
    FROM numbers(${DRAFT_EVENTS})`)
  const { id } = await environment.catalog
    .selectFrom('customers')
    .select('id')
    .where('name', '=', aliasOf(customer))
    .executeTakeFirstOrThrow()
  const { invoices } = await listInvoices(environment, id, {
    status: 'DRAFT',
    isNewestFirst: true,
    limit: 1,
    cursor: undefined,
  })
  const [draft] = invoices
  if (draft === undefined) throw new Error('the customer has no draft')
  const times: number[] = []
  for (let read = 0; read < DRAFT_READS; read += 1) {
    const started = performance.now()
    await getInvoice(environment, id, draft.id)
    times.push(performance.now() - started)
  }
  print(`one draft of ${round(DRAFT_EVENTS)} events: p50 ${median(times).toFixed(1)} ms`)
}

async function countQueries(warehouse: Warehouse): Promise<number> {
  const [row] = await runText(
    warehouse,
    `SELECT sum(value) AS queries FROM system.events WHERE event = 'SelectQuery'`,
    z.object({ queries: integerColumn }),
  )
  return row?.queries ?? 0
}
