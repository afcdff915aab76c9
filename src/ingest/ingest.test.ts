import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EVERY_DUPLICATE } from '../../test/support/every-duplicate.ts'
import { openTestWarehouse, type TestWarehouse } from '../../test/support/warehouse.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { eventText } from './event-text.ts'
import { FingerprintIndex } from './fingerprint-index.ts'
import { KnownFingerprints } from './known-fingerprints.ts'
import { fingerprint, fingerprintOf } from './fingerprint.ts'
import { openIngest } from './ingest.ts'
import { storeProperties } from './properties.ts'
import type { ValidEvent } from './validate-events.ts'

const clock = { now: () => Date.UTC(2024, 7, 18) }

const event = (transactionId: string): ValidEvent => ({
  transactionId,
  fingerprint: fingerprint(transactionId),
  text: eventText({
    transactionId,
    customerId: 'acme',
    eventType: 'request',
    timestampText: '2024-08-18 00:00:00.000000',
    properties: storeProperties({}),
  }),
  hour: Date.UTC(2024, 7, 18) / 3_600_000,
})

describe('ingest, when the warehouse fails', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  /** The real warehouse, whose inserts into a table fail before or after they are done, while `fails` says so. */
  function failing(table: string, when: 'before' | 'after') {
    const state = { fails: true }
    const warehouse: Warehouse = {
      ...test.warehouse,
      async insertText(insert) {
        const isFailing = insert.table === table && state.fails
        if (isFailing && when === 'before') throw new Error('disk full')
        await test.warehouse.insertText(insert)
        if (isFailing && when === 'after') throw new Error('connection lost')
      },
    }
    return { state, warehouse }
  }

  const stored = async (id: string) => {
    const rows = await test.select(
      `SELECT (SELECT count() FROM events WHERE transaction_id = {id:String}) AS accepted,
              (SELECT count() FROM ${EVERY_DUPLICATE} WHERE transaction_id = {id:String}) AS duplicates`,
      { id },
    )
    return [Number(rows[0]?.['accepted']), Number(rows[0]?.['duplicates'])]
  }

  it('claims nothing where the insert failed: the same request counts when it is sent again', async () => {
    const { state, warehouse } = failing('events', 'before')
    const ingest = await openIngest(warehouse, clock)
    await expect(ingest.accept([event('refused')])).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await stored('refused')).toEqual([0, 0])
    state.fails = false
    await ingest.accept([event('refused')])
    expect(await stored('refused')).toEqual([1, 0])
  })

  it('counts once where the insert was done but its answer was lost', async () => {
    const { state, warehouse } = failing('events', 'after')
    const ingest = await openIngest(warehouse, clock)
    await expect(ingest.accept([event('lost')])).rejects.toMatchObject({ kind: 'unavailable' })
    state.fails = false
    await ingest.accept([event('lost')])
    expect(await stored('lost')).toEqual([1, 1])
  })

  it('counts once where only the duplicates could not be kept', async () => {
    const { state, warehouse } = failing('duplicate_events', 'before')
    const ingest = await openIngest(warehouse, clock)
    await expect(ingest.accept([event('half'), event('half')])).rejects.toMatchObject({ kind: 'unavailable' })
    state.fails = false
    await ingest.accept([event('half'), event('half')])
    expect((await stored('half'))[0]).toBe(1)
  })

  it('fails every request of a commit that failed, and takes the next ones', async () => {
    const { state, warehouse } = failing('events', 'before')
    const ingest = await openIngest(warehouse, clock)
    const results = await Promise.allSettled(['a', 'b', 'c'].map((id) => ingest.accept([event(id)])))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    state.fails = false
    await ingest.accept([event('a')])
    expect(await stored('a')).toEqual([1, 0])
  })

  it('goes on counting arrivals where it stopped', async () => {
    const first = await openIngest(test.warehouse, clock)
    await first.accept([event('counted'), event('counted')])
    const second = await openIngest(test.warehouse, clock)
    expect(second.lastSequence()).toBe(first.lastSequence())
    await second.accept([event('next')])
    const rows = await test.select("SELECT accepted_sequence AS n FROM events WHERE transaction_id = 'next'")
    expect(Number(rows[0]?.['n'])).toBe(first.lastSequence() + 1)
  })

  it('tells how far events are stored, of which nothing that comes later is a part', async () => {
    const { state, warehouse } = failing('events', 'before')
    state.fails = false
    const ingest = await openIngest(warehouse, clock)
    const start = await ingest.storedSequence()
    await ingest.accept([event('stored one'), event('stored two')])
    expect(await ingest.storedSequence()).toBe(start + 2)
    state.fails = true
    await expect(ingest.accept([event('not stored')])).rejects.toMatchObject({ kind: 'unavailable' })
    // Its number is given to another event after a restart, which came later.
    expect(await ingest.storedSequence()).toBe(start + 2)
    expect(await (await openIngest(test.warehouse, clock)).storedSequence()).toBe(start + 2)
  })

  it('waits with that for events that are on their way and have smaller numbers', async () => {
    const held = Promise.withResolvers<void>()
    let inserts = 0
    const warehouse: Warehouse = {
      ...test.warehouse,
      async insertText(insert) {
        inserts += 1
        if (inserts === 1) await held.promise
        await test.warehouse.insertText(insert)
      },
    }
    const ingest = await openIngest(warehouse, clock)
    const start = await ingest.storedSequence()
    const slow = ingest.accept([event('slow')])
    let told: number | null = null
    const telling = ingest.storedSequence().then((sequence) => (told = sequence))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(told).toBeNull()
    held.resolve()
    await slow
    await telling
    // It was not acknowledged when it was asked, so that it may or may not count.
    expect(told).toBe(start)
    expect(await ingest.storedSequence()).toBe(start + 1)
  })

  it('keeps the ids of 34 days in its index, and of all time where the clock can be set back', async () => {
    const day = 86_400_000
    const start = clock.now() + 100 * day
    const before = await openIngest(test.warehouse, { now: () => start })
    await before.accept([event('old'), event('newer')])
    const asked: string[] = []
    const listening: Warehouse = {
      ...test.warehouse,
      run: (query, params, fragments) => {
        if (query.name === 'ingest/accepted-since') asked.push(query.name)
        return test.warehouse.run(query, params, fragments)
      },
    }
    const later = { now: () => start + 35 * day }
    const settable = await openIngest(listening, later)
    await settable.accept([event('old')])
    // Known, so it is looked up; its 34 days are over, so it counts again.
    expect(asked.length).toBe(1)
    const wall = await openIngest(listening, later, { isClockSettable: false })
    await wall.accept([event('newer')])
    expect(asked.length).toBe(1)
    expect([await stored('old'), await stored('newer')]).toEqual([
      [2, 0],
      [2, 0],
    ])
  })

  it('forgets ids while it runs, but none that can be taken', async () => {
    const day = 86_400_000
    let now = clock.now() + 500 * day
    const ingest = await openIngest(test.warehouse, { now: () => now }, { isClockSettable: false })
    const send = async (afterDays: number, id: string) => {
      now += afterDays * day
      await ingest.accept([event(id)])
      return stored(id)
    }
    expect(await send(0, 'again')).toEqual([1, 0])
    expect(await send(33, 'again')).toEqual([1, 1])
    // Over, and taken anew while the one before is still held.
    expect(await send(2, 'again')).toEqual([2, 1])
    expect(await send(33, 'again')).toEqual([2, 2])
    expect(await send(2, 'again')).toEqual([3, 2])
  })

  it('fingerprints ids as the warehouse does', async () => {
    const ids = ['', 'a', 'tx-1', 'x'.repeat(128), 'ünï-çødé 🚀', 'with\u0000nul']
    const rows = await test.select(
      'SELECT xxHash64(arrayJoin({ids:Array(String)})) AS hash, bitAnd(hash, 4294967295) AS low, bitShiftRight(hash, 32) AS high',
      {
        ids,
      },
    )
    expect(rows.map((row) => fingerprintOf(Number(row['low']), Number(row['high'])))).toEqual(
      ids.map(fingerprint),
    )
  })
})

describe('the fingerprints that are known', () => {
  const add = (known: KnownFingerprints, id: string) => known.add(fingerprint(id).low, fingerprint(id).high)
  const DAYS_34 = 34 * 86_400_000

  it('are forgotten 34 to 68 days after they were added', () => {
    const known = new KnownFingerprints(0, true)
    expect([add(known, 'a'), add(known, 'a')]).toEqual([true, false])
    known.forget(DAYS_34)
    expect([add(known, 'b'), add(known, 'a')]).toEqual([true, false])
    known.forget(2 * DAYS_34 - 1)
    expect(add(known, 'b')).toBe(false)
    known.forget(2 * DAYS_34)
    known.forget(3 * DAYS_34)
    expect([add(known, 'a'), add(known, 'b'), known.size]).toEqual([true, true, 2])
  })

  it('are kept where the clock can be set back', () => {
    const known = new KnownFingerprints(0, false)
    add(known, 'a')
    for (const periods of [1, 2, 3]) known.forget(periods * DAYS_34)
    expect(add(known, 'a')).toBe(false)
  })
})

describe('the index of fingerprints', () => {
  it('knows what was added, and nothing else, as it grows', () => {
    const index = new FingerprintIndex()
    const added = Array.from({ length: 200_000 }, (_, number) => fingerprint(`id-${number}`))
    for (const { low, high } of added) index.add(low, high)
    expect(added.every(({ low, high }) => index.has(low, high))).toBe(true)
    expect(index.size).toBe(200_000)
    expect(index.bytes / index.size).toBeLessThanOrEqual(16)
    expect(added.some(({ low, high }) => index.add(low, high))).toBe(false)
    const others = Array.from({ length: 200_000 }, (_, number) => fingerprint(`other-${number}`))
    expect(others.filter(({ low, high }) => index.has(low, high))).toEqual([])
  })

  it('has room from the start for as many as are expected', () => {
    const index = new FingerprintIndex(200_000)
    const { bytes } = index
    for (let number = 0; number < 200_000; number += 1) {
      const { low, high } = fingerprint(`id-${number}`)
      index.add(low, high)
    }
    expect(index.size).toBe(200_000)
    expect(bytes / index.size).toBeLessThanOrEqual(12)
    expect(index.bytes).toBeLessThan(bytes * 1.02)
  })
})
