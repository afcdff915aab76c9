import { rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openIngest } from '../../src/ingest/ingest.ts'
import { validateEvent, type ValidEvent } from '../../src/ingest/validate-events.ts'
import { InsertUnsettledError, type TextInsert } from '../../src/warehouse/insert-text.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { EVERY_DUPLICATE } from '../support/every-duplicate.ts'
import { openTestWarehouse, type TestWarehouse } from '../support/warehouse.ts'
import { failingWarehouse, type Failure } from './support/failing-warehouse.ts'

const clock = { now: () => Date.UTC(2024, 2, 2) }
const UNAVAILABLE = { kind: 'unavailable' }

describe('ingest, when the engine fails between two steps', () => {
  let test: TestWarehouse

  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  const openFailing = async (failure: Failure) => {
    const failing = failingWarehouse(test.warehouse, failure)
    return { ...failing, ingest: await openIngest(failing.warehouse, clock) }
  }

  /** How often an id is among the events and among the duplicates. */
  const stored = async (id: string) => {
    const [row] = await test.select(
      `SELECT (SELECT count() FROM events WHERE transaction_id = {id:String}) AS accepted,
              (SELECT count() FROM ${EVERY_DUPLICATE} WHERE transaction_id = {id:String}) AS duplicates`,
      { id },
    )
    return [Number(row?.['accepted']), Number(row?.['duplicates'])]
  }

  it('stores nothing where it cannot look up who took an id, not even what is new', async () => {
    await (await openIngest(test.warehouse, clock)).accept([event('known')])
    const { ingest, heal } = await openFailing({ step: 'ingest/accepted-since', when: 'before' })
    await expect(ingest.accept([event('beside'), event('known')])).rejects.toMatchObject(UNAVAILABLE)
    expect([await stored('beside'), await stored('known')]).toEqual([
      [0, 0],
      [1, 0],
    ])
    heal()
    await ingest.accept([event('beside'), event('known')])
    expect([await stored('beside'), await stored('known')]).toEqual([
      [1, 0],
      [1, 1],
    ])
  })

  it.each(['before', 'after'] as const)(
    'fails all requests of a commit whose insert failed %s it was done, and counts each id once when all come again',
    async (when) => {
      const { ingest, heal } = await openFailing({ step: 'events', when })
      const ids = Array.from({ length: 20 }, (_, index) => `${when}-${index}`)
      const sendAll = () =>
        Promise.allSettled(ids.map((id) => ingest.accept([event(`${when}-shared`), event(id)])))
      for (const result of await sendAll()) expect(result).toMatchObject({ reason: UNAVAILABLE })
      heal()
      for (const result of await sendAll()) expect(result.status).toBe('fulfilled')
      for (const id of [...ids, `${when}-shared`]) expect([id, (await stored(id))[0]]).toEqual([id, 1])
    },
  )

  it('lets the next commit have an id whose own commit failed', async () => {
    const { ingest, heal, failures } = await openFailing({ step: 'events', when: 'before' })
    const first = ingest.accept([event('wanted')]).finally(heal)
    const second = ingest.accept([event('wanted')])
    await expect(first).rejects.toMatchObject(UNAVAILABLE)
    await second
    expect(failures()).toBeGreaterThan(0)
    expect(await stored('wanted')).toEqual([1, 0])
    await ingest.accept([event('wanted')])
    expect(await stored('wanted')).toEqual([1, 1])
  })

  it('stores once what it inserts again because an answer was lost', async () => {
    const { ingest } = await openFailing({ step: 'events', when: 'after', times: 1 })
    await ingest
      .accept([event('repeated'), event('repeated, in March', '2024-03-01T00:00:00Z')])
      .catch(() => ingest.accept([event('repeated'), event('repeated, in March', '2024-03-01T00:00:00Z')]))
    expect((await stored('repeated'))[0]).toBe(1)
    expect((await stored('repeated, in March'))[0]).toBe(1)
  })

  it.each([
    { step: 'events', when: 'before', duplicates: 0 },
    { step: 'events', when: 'after', duplicates: 1 },
  ] as const)(
    'counts once, where its insert failed $when it was done, when it is sent again after a restart',
    async ({ step, when, duplicates }) => {
      const id = `restart ${when}`
      const { ingest } = await openFailing({ step, when })
      await expect(ingest.accept([event(id)])).rejects.toMatchObject(UNAVAILABLE)
      await (await openIngest(test.warehouse, clock)).accept([event(id)])
      expect(await stored(id)).toEqual([1, duplicates])
    },
  )

  it('keeps the first payload where only the duplicates could not be kept, after a restart too', async () => {
    const { ingest } = await openFailing({ step: 'duplicate_events', when: 'before' })
    const both = [event('twice', '2024-02-20T00:00:00Z'), event('twice', '2024-02-21T00:00:00Z')]
    await expect(ingest.accept(both)).rejects.toMatchObject(UNAVAILABLE)
    await (await openIngest(test.warehouse, clock)).accept(both.toReversed())
    const rows = await test.select(
      "SELECT toString(timestamp) AS t FROM events WHERE transaction_id = 'twice'",
    )
    expect(rows).toEqual([{ t: '2024-02-20 00:00:00.000000' }])
  })

  it.each(['ingest/fingerprints', 'ingest/last-sequence'] as const)(
    'does not open where it cannot read what there is (%s)',
    async (step) => {
      await expect(openFailing({ step, when: 'before' })).rejects.toThrow(`${step} failed`)
    },
  )

  it.each(['events', 'duplicate_events'])(
    'refuses while the table %s is gone, and counts once when it is back',
    async (table) => {
      const ingest = await openIngest(test.warehouse, clock)
      const send = () => ingest.accept([event(`without ${table}`), event(`without ${table}`)])
      await test.warehouse.command(`DETACH TABLE ${table}`)
      await expect(send()).rejects.toMatchObject(UNAVAILABLE)
      await test.warehouse.command(`ATTACH TABLE ${table}`)
      await send()
      expect((await stored(`without ${table}`))[0]).toBe(1)
    },
  )

  it('counts once what a server stored long after its answer was given up, between two tries of the client', async () => {
    const late: TextInsert[] = []
    let isSlow = true
    const warehouse: Warehouse = {
      ...test.warehouse,
      async insertText(insert) {
        if (!isSlow) return test.warehouse.insertText(insert)
        late.push({ ...insert, body: Buffer.from(insert.body) })
        throw new InsertUnsettledError(new Error('no answer'))
      },
    }
    const ingest = await openIngest(warehouse, clock)
    await expect(ingest.accept([event('late')])).rejects.toMatchObject(UNAVAILABLE)
    isSlow = false
    await ingest.accept([event('late')])
    for (const insert of late) await test.warehouse.insertText(insert)
    expect((await stored('late'))[0]).toBe(1)
  })

  it('does not take an insert for done that was done for one month and failed for the next', async () => {
    const ingest = await openIngest(test.warehouse, clock)
    const obstacles = await obstructParts(test, '202403')
    const halves = [event('half in February'), event('half in March', '2024-03-01T00:00:00Z')]
    const outcome = await ingest.accept(halves).then(
      () => 'acknowledged',
      () => 'refused',
    )
    const [inMarch] = await stored('half in March')
    for (const path of obstacles) rmSync(path)
    expect({ outcome, inMarch }).not.toEqual({ outcome: 'acknowledged', inMarch: 0 })
    await ingest.accept(halves)
    expect((await stored('half in February'))[0]).toBe(1)
    expect((await stored('half in March'))[0]).toBe(1)
  })
})

/** Puts files where the engine will want to put the next parts of a month, so that it cannot. */
async function obstructParts(test: TestWarehouse, month: string): Promise<string[]> {
  const [row] = await test.select(
    `SELECT data_paths[1] AS path, (SELECT max(max_block_number) FROM system.parts
       WHERE database = currentDatabase() AND table = 'events') AS last
     FROM system.tables WHERE database = currentDatabase() AND name = 'events'`,
  )
  const last = Number(row?.['last'])
  const paths = Array.from({ length: 50 }, (_, index) => {
    const block = last + 1 + index
    return `${String(row?.['path'])}${month}_${block}_${block}_0`
  })
  for (const path of paths) writeFileSync(path, '')
  return paths
}

function event(transactionId: string, timestamp = '2024-02-20T00:00:00Z'): ValidEvent {
  const candidate = {
    transaction_id: transactionId,
    customer_id: 'acme',
    event_type: 'request',
    timestamp,
    properties: {},
  }
  const valid = validateEvent(candidate, clock.now(), null)
  if (typeof valid === 'string') throw new Error(valid)
  return valid
}
