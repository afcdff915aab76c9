import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { EVERY_DUPLICATE } from '../../test/support/every-duplicate.ts'
import { openTestWarehouse, type TestWarehouse } from '../../test/support/warehouse.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { openIngest, type Ingest } from './ingest.ts'
import { validateEvents } from './validate-events.ts'

const NOW = Date.UTC(2024, 7, 18)
const clock = { now: () => NOW }
const LIMITS = { eventsMax: 20_000, ageMaxMs: null }
// Enough for a commit beside the one that is under way.
const MANY = 12_000
const WAIT = { timeout: 30_000, interval: 5 }

const request = (...ids: string[]) =>
  ids.map((id) => ({
    transaction_id: id,
    customer_id: 'a',
    event_type: 'r',
    timestamp: '2024-08-18T00:00:00Z',
  }))
const many = (prefix: string) => Array.from({ length: MANY }, (_, index) => `${prefix}-${index}`)

/** Both ways in, of which the second is the fast one. */
const WAYS: [string, (ingest: Ingest, ids: readonly string[]) => Promise<void>][] = [
  ['with care', (ingest, ids) => ingest.accept(validateEvents(request(...ids), NOW, LIMITS))],
  [
    'straight from its bytes',
    async (ingest, ids) => {
      // Larger bodies are read with care.
      const halves = [ids.slice(0, MANY / 2), ids.slice(MANY / 2)].filter((half) => half.length > 0)
      const bodies = halves.map((half) => Buffer.from(JSON.stringify(request(...half))))
      const accepted = bodies.map((body) => {
        const commit = ingest.acceptPlain(body, LIMITS)
        if (commit === null) throw new Error('the request was not plain')
        return commit
      })
      await Promise.all(accepted)
    },
  ],
]

describe.each(WAYS)('two commits at once, each request read %s', (way, accept) => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  /** The real warehouse, whose inserts wait until they are let go, one by one, or fail. */
  function holding() {
    const held: { letGo: () => void; fail: () => void }[] = []
    const warehouse: Warehouse = {
      ...test.warehouse,
      async insertText(insert) {
        await new Promise<void>((resolve, reject) => {
          held.push({ letGo: resolve, fail: () => reject(new Error('disk full')) })
        })
        await test.warehouse.insertText(insert)
      },
    }
    const next = (number: number) =>
      vi.waitFor(() => held[number] ?? Promise.reject(new Error('not begun')), WAIT)
    return { held, warehouse, next }
  }

  const countOf = async (id: string) => {
    const [row] = await test.select(
      `SELECT (SELECT count() FROM events WHERE transaction_id = {id:String}) AS accepted,
              (SELECT count() FROM ${EVERY_DUPLICATE} WHERE transaction_id = {id:String}) AS duplicates`,
      { id },
    )
    return [Number(row?.['accepted']), Number(row?.['duplicates'])]
  }
  /** Long enough for a commit to begin, were it to. */
  const soon = () => new Promise((resolve) => setTimeout(resolve, 50))

  it('are not begun for a few events, and are for many', async () => {
    const { held, warehouse, next } = holding()
    const ingest = await openIngest(warehouse, clock)
    const all = [accept(ingest, [`${way} a`]), accept(ingest, [`${way} b`])]
    await soon()
    expect(held.length).toBe(1)
    all.push(accept(ingest, many(`${way} c`)))
    const second = await next(1)
    all.push(accept(ingest, many(`${way} d`)))
    await soon()
    expect(held.length).toBe(2)
    // The second ends first.
    second.letGo()
    await all[2]
    held[0]?.letGo()
    await all[0]
    ;(await next(2)).letGo()
    await Promise.all(all)
    await ingest.drain()
    expect(await countOf(`${way} d-7`)).toEqual([1, 0])
  })

  it('do not both take an id: the later waits, and finds it taken', async () => {
    const { held, warehouse, next } = holding()
    const ingest = await openIngest(warehouse, clock)
    const first = accept(ingest, [`${way} shared`])
    const second = accept(ingest, [`${way} shared`, ...many(`${way} e`)])
    await soon()
    expect(held.length).toBe(1)
    held[0]?.letGo()
    await first
    ;(await next(1)).letGo()
    ;(await next(2)).letGo()
    await second
    expect(await countOf(`${way} shared`)).toEqual([1, 1])
  })

  it('let the later have an id whose first commit failed', async () => {
    const { held, warehouse, next } = holding()
    const ingest = await openIngest(warehouse, clock)
    const first = accept(ingest, [`${way} wanted`])
    const second = accept(ingest, [`${way} wanted`, ...many(`${way} f`)])
    await soon()
    held[0]?.fail()
    await expect(first).rejects.toMatchObject({ kind: 'unavailable' })
    ;(await next(1)).letGo()
    await second
    expect(await countOf(`${way} wanted`)).toEqual([1, 0])
  })

  it('sorts the duplicates out of a request that holds both', async () => {
    const ingest = await openIngest(test.warehouse, clock)
    const id = (name: string) => `${way} mixed ${name}`
    await accept(ingest, [id('b'), id('d')])
    await accept(ingest, [id('a'), id('b'), id('c'), id('c'), id('d'), id('e')])
    const counts = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => countOf(id(name))))
    expect(counts).toEqual([
      [1, 0],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 0],
    ])
    // What was sorted out is remembered as well: all of it is a duplicate now.
    await accept(ingest, ['a', 'b', 'c', 'd', 'e'].map(id))
    expect(
      (await Promise.all(['a', 'c', 'e'].map((name) => countOf(id(name))))).map(([events]) => events),
    ).toEqual([1, 1, 1])
  })
})
