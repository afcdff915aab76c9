import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

describe('taking events in', () => {
  let service: TestService
  let customerId = ''
  let metricId = ''
  /** When events happen that do not say otherwise; it moves with the clock. */
  let eventTime = '2024-08-18T10:00:00Z'

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-18T12:00:00Z')
    customerId = (await service.sandbox.v1.customers.create({ name: 'Acme', ingest_aliases: ['acme'] })).data
      .id
    metricId = (
      await service.sandbox.v1.billableMetrics.create({ name: 'Events', aggregation_type: 'COUNT' })
    ).data.id
  })
  afterAll(() => service.stop())

  const event = (id: string, changes: Record<string, unknown> = {}) => ({
    transaction_id: id,
    customer_id: 'acme',
    event_type: 'request',
    timestamp: eventTime,
    ...changes,
  })
  const send = async (body: unknown) => {
    const { status, body: answer } = await service.request('POST', '/v1/ingest', { body })
    return {
      status,
      answer: answer as {
        message: string
        errors?: { index: number; transaction_id: string; message: string }[]
      },
    }
  }
  const count = async () => {
    const [row] = await Array.fromAsync(
      service.sandbox.v1.usage.listWithGroups({
        customer_id: customerId,
        billable_metric_id: metricId,
        window_size: 'NONE',
        starting_on: '2024-07-01T00:00:00Z',
        ending_before: '2025-07-01T00:00:00Z',
      }),
    )
    return row?.value ?? 0
  }
  /** How many more events count after some work. */
  const added = async (work: () => Promise<unknown>) => {
    const before = await count()
    await work()
    return (await count()) - before
  }
  const found = async (id: string) =>
    (await service.sandbox.v1.usage.search({ transactionIds: [id] })).map((one) => [
      one.is_duplicate,
      one.event_type,
    ])

  describe('once', () => {
    it('counts the first of two with one id in a request', async () => {
      expect(await added(() => send([event('twice'), event('twice', { event_type: 'later' })]))).toBe(1)
      expect(await found('twice')).toEqual([
        [false, 'request'],
        [true, 'later'],
      ])
    })

    it('counts the first of two in different requests, whatever their customer, time and payload', async () => {
      await send([event('again')])
      const later = event('again', {
        customer_id: 'other',
        timestamp: '2024-08-01T00:00:00Z',
        event_type: 'x',
        properties: { a: 1 },
      })
      expect(await added(() => send([later]))).toBe(0)
      expect(await found('again')).toEqual([
        [false, 'request'],
        [true, 'x'],
      ])
    })

    it('counts one of many that arrive together', async () => {
      const together = () =>
        Promise.all(
          Array.from({ length: 50 }, (_, index) => send([event('together'), event(`beside-${index}`)])),
        )
      expect(await added(together)).toBe(51)
      expect(await found('together')).toHaveLength(50)
    })

    it('takes ids as they are: neither case nor spaces make two the same', async () => {
      expect(
        await added(() => send([event('Case'), event('case'), event('case '), event('c\u0000se')])),
      ).toBe(4)
    })

    it('remembers the ids after a restart', async () => {
      await send([event('before the restart')])
      await service.restart()
      expect(await added(() => send([event('before the restart'), event('after it')]))).toBe(1)
    })

    it('forgets an id 34 days after its first event was accepted, not earlier', async () => {
      await service.setClock('2024-08-18T13:00:00.000Z')
      await send([event('old')])
      await service.setClock('2024-09-21T12:59:59.999Z')
      eventTime = '2024-09-21T10:00:00Z'
      const again = event('old')
      expect(await added(() => send([again]))).toBe(0)
      await service.setClock('2024-09-21T13:00:00.000Z')
      expect(await added(() => send([again]))).toBe(1)
      expect(await added(() => send([again]))).toBe(0)
    })
  })

  describe('all or nothing', () => {
    it('refuses the whole request for one bad event, and names each bad one', async () => {
      const before = await count()
      const { status, answer } = await send([
        event('good'),
        event('bad-1', { timestamp: 'yesterday' }),
        event('bad-2', { customer_id: '', extra: 1 }),
        7,
      ])
      expect(status).toBe(400)
      expect(answer.errors).toEqual([
        { index: 1, transaction_id: 'bad-1', message: expect.stringContaining('timestamp: ') },
        { index: 2, transaction_id: 'bad-2', message: expect.stringMatching(/customer_id: .*extra/) },
        { index: 3, transaction_id: null, message: expect.stringContaining('expected object') },
      ])
      expect(answer.message).toContain('3 of 4 events')
      expect([await count(), await found('good')]).toEqual([before, []])
    })

    it.each<[string, unknown]>([
      ['an empty array', []],
      ['more than 100 events', Array.from({ length: 101 }, (_, index) => event(`many-${index}`))],
      ['an object', event('alone')],
      ['null', null],
    ])('refuses %s', async (_, body) => {
      const { status, answer } = await send(body)
      expect([status, answer.message]).toEqual([400, 'body: expected an array of 1 to 100 events'])
    })

    it('refuses an empty body', async () => {
      expect((await service.request('POST', '/v1/ingest', { text: '' })).status).toBe(400)
    })

    it.each<[string, Record<string, unknown>, string]>([
      ['no transaction_id', { transaction_id: undefined }, 'transaction_id'],
      ['an empty transaction_id', { transaction_id: '' }, 'transaction_id'],
      ['a transaction_id of 129 characters', { transaction_id: 'x'.repeat(129) }, 'transaction_id'],
      ['a numeric transaction_id', { transaction_id: 5 }, 'transaction_id'],
      ['an empty event_type', { event_type: '' }, 'event_type'],
      ['a timestamp without an offset', { timestamp: '2024-09-21T10:00:00' }, 'timestamp'],
      [
        'a timestamp more than 34 days back',
        { timestamp: '2024-08-18T12:59:59Z' },
        'more than 34 days in the past',
      ],
      [
        'a timestamp more than 24 hours ahead',
        { timestamp: '2024-09-22T13:00:01Z' },
        'more than 24 hours in the future',
      ],
      ['properties that are an array', { properties: [] }, 'properties'],
      ['properties that are text', { properties: 'a' }, 'properties'],
      ['2,001 properties', { properties: manyProperties(2001) }, 'more than 2000'],
      ['half a surrogate pair', { properties: { a: ['\ud800'] } }, 'surrogate'],
      ['half a surrogate pair in an id', { transaction_id: '\udc00' }, 'surrogate'],
    ])('refuses %s', async (_, changes, reason) => {
      const { status, answer } = await send([event('refused', changes)])
      expect([status, answer.errors?.[0]?.message]).toEqual([400, expect.stringContaining(reason)])
    })
  })

  it('takes what lies just within the limits', async () => {
    const within = [
      event('x'.repeat(128)),
      event('oldest', { timestamp: '2024-08-18T13:00:00Z' }),
      event('newest', { timestamp: '2024-09-22T13:00:00Z' }),
      event('offset', { timestamp: '2024-09-21t15:30:00.123456789+05:30' }),
      event('properties', { properties: manyProperties(2000) }),
    ]
    expect(await added(async () => expect((await send(within)).status).toBe(200))).toBe(5)
  })

  it('gives events back as they were sent, with what they match', async () => {
    const properties =
      '{"text":"1","number":12345678901234567890.123456789,"one":1,"point":1.0,"yes":true,"none":null,"list":[1.50,{"a":null}],"__proto__":{"x":1}}'
    const text = `[{"transaction_id":"shape","customer_id":"acme","event_type":"request","timestamp":"2024-09-21T10:00:00.000001Z","properties":${properties}}]`
    expect((await service.request('POST', '/v1/ingest', { text })).status).toBe(200)
    const answer = await service.request('POST', '/v1/events/search', { body: { transactionIds: ['shape'] } })
    for (const part of properties.slice(1, -1).split(/,(?="(?:number|one|point|yes|none|list|__proto__)")/)) {
      expect(answer.text).toContain(part)
    }
    const [first] = await service.sandbox.v1.usage.search({ transactionIds: ['shape'] })
    expect(first).toMatchObject({
      timestamp: '2024-09-21T10:00:00.000001Z',
      processed_at: '2024-09-21T13:00:00.000Z',
      matched_customer: { id: customerId, name: 'Acme' },
    })
    expect(first?.matched_billable_metrics?.map(({ id }) => id)).toEqual([metricId])
  })

  it('says why an event does not count in a metric of its type', async () => {
    const make = (name: string, extra: object) =>
      service.sandbox.v1.billableMetrics.create({
        name,
        aggregation_type: 'SUM',
        aggregation_key: 'tokens',
        event_type_filter: { in_values: ['why'] },
        property_filters: [
          { name: 'tokens', exists: true },
          { name: 'model', in_values: ['a'] },
        ],
        ...extra,
      })
    await make('Why', {})
    await make('Other type', { event_type_filter: { in_values: ['elsewhere'] } })
    const cases: [Record<string, unknown>, string | undefined][] = [
      [{ tokens: '5', model: 'a' }, undefined],
      [{ tokens: '5' }, 'property_missing'],
      [{ tokens: null, model: 'a' }, 'property_missing'],
      [{ tokens: '5', model: 'b' }, 'property_filtered'],
      [{ tokens: 'five', model: 'a' }, 'property_not_numeric'],
    ]
    await send(cases.map(([properties], index) => event(`why-${index}`, { event_type: 'why', properties })))
    const transactionIds = cases.map((_, index) => `why-${index}`)
    const answer = await service.request('POST', '/v1/events/search', { body: { transactionIds } })
    const reasons = (answer.body as { unmatched_billable_metrics: { name: string; reason: string }[] }[]).map(
      ({ unmatched_billable_metrics: unmatched }) => unmatched.map(({ name, reason }) => [name, reason]),
    )
    expect(reasons).toEqual(cases.map(([, reason]) => (reason === undefined ? [] : [['Why', reason]])))
  })
})

function manyProperties(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, String(index)]))
}
