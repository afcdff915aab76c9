import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failingWarehouse } from '../../test/crash/support/failing-warehouse.ts'
import { openTestWarehouse, type TestWarehouse } from '../../test/support/warehouse.ts'
import { openIngest, type Ingest } from './ingest.ts'
import { searchEvents } from './search-events.ts'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2024, 7, 18)
const LIMITS = { eventsMax: 100, ageMaxMs: null }

describe('an event that comes again', () => {
  let test: TestWarehouse
  let now = NOW
  const clock = { now: () => now }
  let ingest: Ingest
  beforeAll(async () => {
    test = await openTestWarehouse()
    ingest = await openIngest(test.warehouse, clock)
  })
  afterAll(() => test.close())

  const event = (id: string, tokens: number) => ({
    transaction_id: id,
    customer_id: 'acme',
    event_type: 'request',
    timestamp: '2024-08-17T10:00:00.5Z',
    properties: { tokens, model: "the 'large' one", region: null },
  })
  const send = (...events: object[]) => sendTo(ingest, ...events)
  const sendTo = async (to: Ingest, ...events: object[]) => {
    const accepted = to.acceptPlain(Buffer.from(JSON.stringify(events)), LIMITS)
    if (accepted === null) throw new Error('the request was not plain')
    await accepted
  }
  const counts = async (id: string) => {
    const [row] = await test.select(
      `SELECT (SELECT count() FROM events WHERE transaction_id = {id:String}) AS accepted,
              (SELECT count() FROM duplicate_events WHERE transaction_id = {id:String}) AS different,
              (SELECT count() FROM repeated_events WHERE transaction_id = {id:String}) AS same`,
      { id },
    )
    return [Number(row?.['accepted']), Number(row?.['different']), Number(row?.['same'])]
  }
  /** What search finds: whether each is a duplicate, its tokens, and on which day it arrived. */
  const found = async (id: string) =>
    (await searchEvents({ warehouse: test.warehouse, clock }, [id])).map(
      ({ isDuplicate, properties, acceptedAt }) => [
        isDuplicate,
        properties.texts.get('tokens'),
        (acceptedAt - NOW) / DAY_MS,
      ],
    )

  it('just as it was is kept without what it says, and found with it', async () => {
    await send(event('same', 7))
    await send(event('same', 7), event('beside', 1))
    expect(await counts('same')).toEqual([1, 0, 1])
    const [first, again] = await searchEvents({ warehouse: test.warehouse, clock }, ['same'])
    expect(again).toEqual({
      ...first,
      isDuplicate: true,
      id: again?.id,
      sequence: (first?.sequence ?? 0) + 1,
    })
    expect(again?.id).not.toBe(first?.id)
    expect(again?.properties.texts.get('model')).toBe("the 'large' one")
  })

  it.each([
    ['another number', { ...event('', 8) }],
    [
      'the same number in other digits',
      { ...event('', 7), properties: { ...event('', 7).properties, tokens: '7' } },
    ],
    ['another customer', { ...event('', 7), customer_id: 'other' }],
    ['a later time', { ...event('', 7), timestamp: '2024-08-17T10:00:00.500001Z' }],
    ['no null', { ...event('', 7), properties: { tokens: 7, model: "the 'large' one" } }],
  ])('with %s is kept with what it says', async (name, other) => {
    await send(event(name, 7))
    await send({ ...other, transaction_id: name })
    expect(await counts(name)).toEqual([1, 1, 0])
  })

  it('is the same as the one that was accepted, not as another duplicate', async () => {
    await send(event('third', 1))
    await send(event('third', 2))
    await send(event('third', 2))
    await send(event('third', 1))
    expect(await counts('third')).toEqual([1, 2, 1])
    expect(await found('third')).toEqual([
      [false, '1', 0],
      [true, '2', 0],
      [true, '2', 0],
      [true, '1', 0],
    ])
  })

  it('twice in a request that is new is kept with what it says: the first is not on disk yet', async () => {
    await send(event('at once', 1), event('at once', 1))
    expect(await counts('at once')).toEqual([1, 1, 0])
  })

  it('is found with what the last one said that was accepted before it, though that is over 34 days old', async () => {
    await send(event('old', 1))
    now = NOW + 33 * DAY_MS
    await send(event('old', 1))
    now = NOW + 35 * DAY_MS
    ingest = await openIngest(test.warehouse, clock, { isClockSettable: false })
    await send(event('old', 2))
    await send(event('old', 2))
    expect(await counts('old')).toEqual([2, 0, 2])
    expect(await found('old')).toEqual([
      [true, '1', 33],
      [false, '2', 35],
      [true, '2', 35],
    ])
    now = NOW
  })

  it('is refused where it cannot be kept, and what is new beside it counts once when both come again', async () => {
    const failing = failingWarehouse(test.warehouse, { step: 'repeated_events', when: 'before' })
    const other = await openIngest(failing.warehouse, clock)
    const both = [event('kept before', 1), event('new beside', 1)]
    await sendTo(other, event('kept before', 1))
    await expect(sendTo(other, ...both)).rejects.toMatchObject({ kind: 'unavailable' })
    failing.heal()
    await sendTo(other, ...both)
    expect(await counts('kept before')).toEqual([1, 0, 1])
    expect((await counts('new beside'))[0]).toBe(1)
  })

  it('has a number that is not given again after a restart', async () => {
    const before = await openIngest(test.warehouse, clock)
    for (let times = 0; times < 2; times += 1) await sendTo(before, event('numbered', 1))
    expect(await counts('numbered')).toEqual([1, 0, 1])
    expect((await openIngest(test.warehouse, clock)).lastSequence()).toBe(before.lastSequence())
  })
})
