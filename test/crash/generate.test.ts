import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openCatalogFile } from '../../src/catalog/database.ts'
import { findLedgerEntries } from '../../src/catalog/invoices/find-ledger-entries.ts'
import { findInvoices } from '../../src/catalog/invoices/find.ts'
import { readInvoice } from '../../src/invoices/document/document.ts'
import { openCrashRig, type CrashRig } from './support/crash-rig.ts'
import { seededRandom, SEED } from './support/seeded-random.ts'

const CRASHES = Number(process.env['CRASHES'] ?? '3')
const CUSTOMERS = 300
const CUSTOMERS_PER_RUN = 20
const EVENTS_PER_REQUEST = 100
const PREPAID = 100

interface Generated {
  data: { invoices: number; totals: { total: number }[]; failures: unknown[] }
}

/** The customer at each place used one unit more than the one before, at a cent; each has paid 100 cents before. */
describe(`a service killed while it finalizes invoices (CRASH_SEED=${SEED})`, () => {
  const random = seededRandom(SEED)
  const customerIds: string[] = []
  let rig: CrashRig

  beforeAll(async () => {
    rig = await openCrashRig()
    customerIds.push(...(await signCustomers(rig)))
  })
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(rig.service().log())
  })
  afterAll(() => rig.remove())

  const generate = (body: object) => rig.client().ask<Generated>('POST', '/ext/invoices/generate', body)

  it('has each invoice once, with what it drew, after each kill and when it has gone on to the end', async () => {
    const from = performance.now()
    const { data: ahead } = await generate({ dry_run: true })
    const wholeMs = performance.now() - from
    // Of 101 to 300 units what is past 100: 1 + 2 + … + 200.
    expect(ahead).toMatchObject({ invoices: CUSTOMERS, totals: [{ total: 20_100 }], failures: [] })

    const storedBefore: number[] = []
    for (let kill = 0; kill < CRASHES; kill += 1) {
      const acknowledged = await killWhileGenerating(random.between(0, (4 * wholeMs) / CRASHES))
      const stored = await checkStored(rig.dataFolder, customerIds)
      expect(stored).toBeGreaterThanOrEqual((storedBefore.at(-1) ?? 0) + acknowledged)
      storedBefore.push(stored)
      await rig.restart()
    }
    const missing = CUSTOMERS - (storedBefore.at(-1) ?? 0)
    expect((await generate({})).data).toMatchObject({ invoices: missing, failures: [] })
    expect((await generate({})).data).toMatchObject({ invoices: 0, totals: [] })
    await rig.service().kill('SIGTERM')
    expect(await checkStored(rig.dataFolder, customerIds)).toBe(CUSTOMERS)
  })

  /** Asks for some customers after the others, and kills. @returns how many invoices were acknowledged. */
  async function killWhileGenerating(afterMs: number): Promise<number> {
    const service = rig.service()
    let acknowledged = 0
    const asking = (async () => {
      for (let start = 0; start < CUSTOMERS; start += CUSTOMERS_PER_RUN) {
        const body = JSON.stringify({ customer_ids: customerIds.slice(start, start + CUSTOMERS_PER_RUN) })
        const answer = await rig.client().send('POST', '/ext/invoices/generate', body)
        if (answer === null) return
        expect(answer.status).toBe(200)
        acknowledged += (answer.body as Generated).data.invoices
      }
    })()
    await sleep(afterMs)
    await service.kill('SIGKILL')
    await asking
    return acknowledged
  }
})

/** Holds what a stopped service has stored to what it must be. @returns how many invoices there are. */
async function checkStored(dataFolder: string, customerIds: readonly string[]): Promise<number> {
  const { catalog } = openCatalogFile(`${dataFolder}/sandbox.sqlite`)
  const scope = { catalog, clock: { now: () => 0 } }
  try {
    let stored = 0
    for (const [place, customerId] of customerIds.entries()) {
      const used = place + 1
      const drawn = Math.min(used, PREPAID)
      const invoices = (await findInvoices(scope, customerId)).map(readInvoice)
      const entries = await findLedgerEntries(scope, [customerId])
      const found = {
        totals: invoices.map(({ total }) => total.toNumber()),
        drawn: entries.map(({ type, amount }) => [type, amount.toNumber()]),
      }
      const nothing = { totals: [], drawn: [] }
      const whole = { totals: [used - drawn], drawn: [['DEDUCTION', -drawn]] }
      expect(found).toEqual(invoices.length === 0 ? nothing : whole)
      stored += invoices.length
    }
    return stored
  } finally {
    await catalog.destroy()
  }
}

/** Signs the customers on one rate card, and sends their usage of February. @returns their ids, in order. */
async function signCustomers(rig: CrashRig): Promise<string[]> {
  const client = rig.client()
  const post = async (path: string, body: object) =>
    (await client.ask<{ data: { id: string } }>('POST', path, body)).data.id
  const product = await post('/v1/contract-pricing/products/create', {
    name: 'Units',
    type: 'USAGE',
    billable_metric_id: rig.metricId,
  })
  const prepaid = await post('/v1/contract-pricing/products/create', { name: 'Prepaid', type: 'FIXED' })
  const rateCard = await post('/v1/contract-pricing/rate-cards/create', { name: 'Card' })
  const starting_at = '2024-02-01T00:00:00Z'
  await client.ask('POST', '/v1/contract-pricing/rate-cards/addRates', {
    rate_card_id: rateCard,
    rates: [{ product_id: product, starting_at, entitled: true, rate_type: 'FLAT', price: 1 }],
  })
  const segment = { amount: PREPAID, starting_at, ending_before: '2024-03-01T00:00:00Z' }
  const commits = [
    { type: 'PREPAID', product_id: prepaid, priority: 1, access_schedule: { schedule_items: [segment] } },
  ]
  const customerIds: string[] = []
  for (let place = 0; place < CUSTOMERS; place += 1) {
    const customer_id = await post('/v1/customers', { name: 'Billed', ingest_aliases: [`billed-${place}`] })
    await post('/v1/contracts/create', { customer_id, rate_card_id: rateCard, starting_at, commits })
    customerIds.push(customer_id)
  }
  const events = customerIds.map((_, place) => ({
    transaction_id: `billed-${place}`,
    customer_id: `billed-${place}`,
    event_type: 'usage',
    timestamp: '2024-02-20T00:00:00Z',
    properties: { amount: place + 1 },
  }))
  for (let start = 0; start < CUSTOMERS; start += EVENTS_PER_REQUEST) {
    await client.ask('POST', '/v1/ingest', events.slice(start, start + EVENTS_PER_REQUEST))
  }
  return customerIds
}
