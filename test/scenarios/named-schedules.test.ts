import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'

describe('named schedules', () => {
  let service: TestService
  let customerId: string
  let rateCardId: string
  let contractId: string
  beforeAll(async () => {
    service = await startTestService()
    const { v1 } = service.sandbox
    customerId = (await v1.customers.create({ name: 'Acme' })).data.id
    rateCardId = (await v1.contracts.rateCards.create({ name: 'List' })).data.id
    const contract = {
      customer_id: customerId,
      rate_card_id: rateCardId,
      starting_at: '2024-08-01T00:00:00Z',
    }
    contractId = (await v1.contracts.create(contract)).data.id
  })
  afterAll(() => service.stop())

  const september = { schedule_name: 'tier', covering_date: '2024-09-15T12:34:56Z' }
  const gold = { schedule_name: 'tier', starting_at: '2024-08-01T00:00:00Z', value: { tier: 'gold' } }
  const basic = {
    schedule_name: 'tier',
    starting_at: '2024-09-01T00:00:00Z',
    ending_before: '2024-10-01T00:00:00Z',
    value: 'basic',
  }
  const segments = [
    {
      value: { tier: 'gold' },
      starting_at: '2024-08-01T00:00:00.000Z',
      ending_before: '2024-09-01T00:00:00.000Z',
    },
    { value: 'basic', starting_at: '2024-09-01T00:00:00.000Z', ending_before: '2024-10-01T00:00:00.000Z' },
    { value: { tier: 'gold' }, starting_at: '2024-10-01T00:00:00.000Z' },
  ]

  it('of customers, contracts and rate cards are set for some time and read', async () => {
    const { customers, contracts } = service.sandbox.v1
    // The SDK has the contract's and the rate card's the other way round.
    const contract = { customer_id: customerId, contract_id: contractId }
    for (const [schedules, owner] of [
      [customers.namedSchedules, { customer_id: customerId }],
      [contracts.namedSchedules, { rate_card_id: rateCardId }],
      [contracts.rateCards.namedSchedules, contract],
    ] as const) {
      const update = (segment: object) => schedules.update({ ...owner, ...segment } as never)
      const retrieve = (question: object) => schedules.retrieve({ ...owner, ...question } as never)
      await update(gold)
      await update(basic)
      expect((await retrieve({ schedule_name: 'tier' })).data).toEqual(segments)
      expect((await retrieve(september)).data).toEqual([segments[1]])
      expect((await retrieve({ schedule_name: 'other' })).data).toEqual([])
    }
  })

  it('of contracts may have properties, and are listed', async () => {
    const contract = { customer_id: customerId, contract_id: contractId }
    const european = { ...contract, schedule_name: 'tier', properties: { region: 'eu' } }
    const set = await service.request('POST', '/v1/contracts/updateNamedSchedule', {
      text: JSON.stringify({ ...gold, ...european, value: 'VALUE' }).replace('"VALUE"', '0.10'),
    })
    expect([set.status, set.text]).toEqual([200, '{}'])
    const read = await service.request('POST', '/v1/contracts/getNamedSchedule', { body: european })
    expect(read.text).toBe('{"data":[{"value":0.10,"starting_at":"2024-08-01T00:00:00.000Z"}]}')
    const list = (filter: object) =>
      service.request('POST', '/v1/contracts/listNamedSchedules', {
        body: { customer_id: customerId, ...filter },
      })
    const first = await list({ limit: 1 })
    const { data, next_page } = first.body as { data: unknown; next_page: string }
    expect(data).toMatchObject([{ contract_id: contractId, properties: { region: 'eu' } }])
    expect((await list({ covering_date: '2024-09-15T12:34:56Z', next_page })).body).toEqual({
      data: [{ contract_id: contractId, schedule_name: 'tier', properties: {}, segments: [segments[1]] }],
      next_page: null,
    })
    expect((await list({ properties: { region: 'us' } })).body).toEqual({ data: [], next_page: null })
  })

  it.each([
    ['a value that is missing', { value: undefined }, 'value: is required'],
    [
      'a start off the hour',
      { starting_at: '2024-08-01T00:30:00Z' },
      'starting_at: must be on an hour boundary',
    ],
    ['an end before the start', { ending_before: '2024-07-01T00:00:00Z' }, 'ending_before: must be after'],
    ['properties of a customer', { properties: { region: 'eu' } }, 'properties'],
  ])('are refused with %s', async (_, change, message) => {
    const body = { customer_id: customerId, ...gold, ...change }
    const answer = await service.request('POST', '/v1/customers/updateNamedSchedule', { body })
    expect([answer.status, answer.body]).toEqual([400, { message: expect.stringContaining(message) }])
  })
})
