import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDeals } from '../support/deals.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('draft invoices', () => {
  let service: TestService
  let { sign, send, invoices, lines } = {} as ReturnType<typeof openDeals>

  beforeAll(async () => {
    service = await startTestService()
    ;({ sign, send, invoices, lines } = openDeals(service))
    await service.setClock('2024-08-20T00:00:00Z')
  })
  afterAll(() => service.stop())

  const seats = { aggregation_key: 'seats', property_filters: [{ name: 'seats', exists: true }] }
  const priceChange = [{ price: 3 }, { price: 4, from: '2024-08-10T00:00:00Z' }]

  describe('where the price changes within the period', () => {
    it('split a LATEST by its net change, and a fall is taken back at the present price', async () => {
      const { alias, customerId } = await sign({
        metric: { aggregation_type: 'LATEST', ...seats },
        rates: priceChange,
      })
      await send(alias, [
        ['2024-08-02T00:00:00Z', { seats: '40' }],
        ['2024-08-12T00:00:00Z', { seats: '30' }],
      ])
      // 40 at 3 = 120; 30 - 40 = -10 at 4 = -40.
      expect(await lines(customerId)).toEqual([
        ['08-01', '08-10', 40, 120],
        ['08-10', '09-01', -10, -40],
      ])
    })

    it('split a MAX by how much the greatest value grew', async () => {
      const { alias, customerId } = await sign({
        metric: { aggregation_type: 'MAX', ...seats },
        rates: priceChange,
      })
      await send(alias, [
        ['2024-08-02T00:00:00Z', { seats: '7' }],
        ['2024-08-03T00:00:00Z', { seats: '5' }],
        ['2024-08-12T00:00:00Z', { seats: '9' }],
        ['2024-08-13T00:00:00Z', { seats: '8' }],
      ])
      // 7 at 3 = 21; the maximum grows by 2, at 4 = 8.
      expect(await lines(customerId)).toEqual([
        ['08-01', '08-10', 7, 21],
        ['08-10', '09-01', 2, 8],
      ])
    })

    it('split a UNIQUE by the values that were new', async () => {
      const { alias, customerId } = await sign({
        metric: { aggregation_type: 'UNIQUE', ...seats },
        rates: priceChange,
      })
      await send(alias, [
        ['2024-08-02T00:00:00Z', { seats: 'a' }],
        ['2024-08-09T23:59:59.999999Z', { seats: 'b' }],
        ['2024-08-10T00:00:00Z', { seats: 'c' }],
        ['2024-08-11T00:00:00Z', { seats: 'a' }],
      ])
      // a and b at 3 = 6; only c is new at 4.
      expect(await lines(customerId)).toEqual([
        ['08-01', '08-10', 2, 6],
        ['08-10', '09-01', 1, 4],
      ])
    })

    it('round the period as a whole', async () => {
      const { alias, customerId } = await sign({
        metric: { aggregation_type: 'SUM', ...seats },
        product: {
          quantity_conversion: { conversion_factor: 1000, operation: 'DIVIDE' },
          quantity_rounding: { rounding_method: 'ROUND_UP', decimal_places: 0 },
        },
        rates: priceChange,
      })
      await send(alias, [
        ['2024-08-02T00:00:00Z', { seats: '2400' }],
        ['2024-08-12T00:00:00Z', { seats: '1700' }],
      ])
      // 2.4 → 3 at 3 = 9; 4.1 → 5, so 2 more at 4 = 8.
      expect(await lines(customerId)).toEqual([
        ['08-01', '08-10', 3, 9],
        ['08-10', '09-01', 2, 8],
      ])
    })

    it('bill a rate that ends, then nothing until the next one', async () => {
      const { alias, customerId } = await sign({
        metric: { aggregation_type: 'COUNT' },
        rates: [
          { price: 5, to: '2024-08-05T00:00:00Z' },
          { price: 7, from: '2024-08-08T00:00:00Z' },
        ],
      })
      await send(alias, [
        ['2024-08-04T23:00:00Z', {}],
        ['2024-08-06T00:00:00Z', {}],
        ['2024-08-08T00:00:00Z', {}],
        ['2024-08-09T00:00:00Z', {}],
      ])
      expect(await lines(customerId)).toEqual([
        ['08-01', '08-05', 1, 5],
        ['08-08', '09-01', 2, 14],
      ])
    })
  })

  it('leave out what the customer is not entitled to', async () => {
    const { alias, customerId } = await sign({
      metric: { aggregation_type: 'COUNT' },
      rates: [
        { price: 5, entitled: false },
        { price: 7, from: '2024-08-10T00:00:00Z' },
      ],
    })
    await send(alias, [
      ['2024-08-04T00:00:00Z', {}],
      ['2024-08-12T00:00:00Z', {}],
    ])
    expect(await lines(customerId)).toEqual([['08-10', '09-01', 1, 7]])
  })

  it('are exact beyond what a double can hold', async () => {
    const { alias, customerId } = await sign({
      metric: { aggregation_type: 'SUM', ...seats },
      rates: [{ price: 0.1 }],
    })
    await send(alias, [
      ['2024-08-02T00:00:00Z', { seats: '12345678901234567890.12345678901234567890' }],
      ['2024-08-03T00:00:00Z', { seats: '0.00000000000000000001' }],
    ])
    const { text } = await service.request('GET', `/v1/customers/${customerId}/invoices`)
    expect(text).toContain('"quantity":12345678901234567890.12345678901234567891,')
    expect(text).toContain('"total":1234567890123456789.012345678901234567891}')
  })

  describe('cover', () => {
    it('the calendar month, from where the contract starts to where it ends', async () => {
      const { alias, customerId } = await sign({
        metric: { aggregation_type: 'COUNT' },
        rates: [{ price: 1 }],
        contract: { from: '2024-08-10T06:00:00Z', to: '2024-08-25T00:00:00Z' },
      })
      await send(alias, [
        ['2024-08-10T05:59:59Z', {}],
        ['2024-08-10T06:00:00Z', {}],
      ])
      const [invoice] = await invoices(customerId)
      expect(invoice).toMatchObject({
        start_timestamp: '2024-08-10T06:00:00.000Z',
        end_timestamp: '2024-08-25T00:00:00.000Z',
        issued_at: '2024-08-26T00:00:00.000Z',
        total: 1,
      })
    })

    it("the month since the contract's own day, where it says so", async () => {
      const { customerId } = await sign({
        metric: { aggregation_type: 'COUNT' },
        rates: [{ price: 1 }],
        contract: { from: '2024-05-31T06:00:00Z', day: 'CONTRACT_START' },
      })
      const periods = (await invoices(customerId)).map((one) => [one.start_timestamp, one.end_timestamp])
      expect(periods).toEqual([
        ['2024-05-31T06:00:00.000Z', '2024-06-30T06:00:00.000Z'],
        ['2024-06-30T06:00:00.000Z', '2024-07-31T06:00:00.000Z'],
        ['2024-07-31T06:00:00.000Z', '2024-08-31T06:00:00.000Z'],
      ])
    })

    it('nothing before the contract starts, and nothing once it is archived', async () => {
      const future = await sign({
        metric: { aggregation_type: 'COUNT' },
        rates: [{ price: 1 }],
        contract: { from: '2024-09-01T00:00:00Z' },
      })
      expect(await invoices(future.customerId)).toEqual([])
      const { customerId, contractId } = await sign({
        metric: { aggregation_type: 'COUNT' },
        rates: [{ price: 1 }],
      })
      expect(await invoices(customerId)).toHaveLength(1)
      await service.sandbox.v1.contracts.archive({
        customer_id: customerId,
        contract_id: contractId,
        void_invoices: false,
      })
      expect(await invoices(customerId)).toEqual([])
    })

    it('each contract by itself', async () => {
      const { customerId, rateCardId, contractId, alias } = await sign({
        metric: { aggregation_type: 'COUNT' },
        rates: [{ price: 2 }],
      })
      const second = await service.sandbox.v1.contracts.create({
        customer_id: customerId,
        rate_card_id: rateCardId,
        starting_at: '2024-08-15T00:00:00Z',
        usage_statement_schedule: { frequency: 'MONTHLY', day: 'CONTRACT_START' },
      })
      await send(alias, [['2024-08-16T00:00:00Z', {}]])
      // Without a usage filter, both bill the event (semantics 36).
      const all = await invoices(customerId)
      expect(all.map((invoice) => [invoice.contract_id, invoice.total])).toEqual([
        [contractId, 2],
        [second.data.id, 2],
      ])
      expect((await invoices(customerId, { sort: 'date_desc' })).map(({ id }) => id)).toEqual(
        all.map(({ id }) => id).toReversed(),
      )
      expect((await invoices(customerId, { limit: 1 })).map(({ id }) => id)).toEqual(all.map(({ id }) => id))
      expect(await invoices(customerId, { contract_id: contractId })).toHaveLength(1)
      const other = await sign({ metric: { aggregation_type: 'COUNT' }, rates: [{ price: 2 }] })
      const unknown = { contract_id: other.contractId, credit_type_id: other.customerId }
      for (const [name, id] of Object.entries(unknown)) {
        await expect(invoices(customerId, { [name]: id })).rejects.toMatchObject({
          status: 404,
          message: expect.stringContaining(`${name}: `) as string,
        })
      }
      expect(await invoices(customerId, { status: 'FINALIZED' })).toEqual([])
      const august = { starting_on: '2024-08-01T00:00:00Z', ending_before: '2024-09-01T00:00:00Z' }
      expect((await invoices(customerId, august)).map((invoice) => invoice.contract_id)).toEqual([contractId])
    })
  })

  it('leave out lines at zero where that is asked for', async () => {
    const { customerId } = await sign({ metric: { aggregation_type: 'COUNT' }, rates: [{ price: 2 }] })
    expect((await invoices(customerId))[0]?.line_items).toHaveLength(1)
    expect((await invoices(customerId, { skip_zero_qty_line_items: true }))[0]?.line_items).toEqual([])
  })

  it('keep their id, and stay drafts for a day after the period', async () => {
    const { alias, customerId } = await sign({
      metric: { aggregation_type: 'COUNT' },
      rates: [{ price: 2 }],
    })
    const [august] = await invoices(customerId)
    await service.setClock('2024-09-01T23:59:59.999Z')
    await send(alias, [['2024-08-31T23:59:59Z', {}]])
    const both = await invoices(customerId)
    expect(both.map(({ id, total }) => [id, total])).toEqual([
      [august?.id, 2],
      [both[1]?.id, 0],
    ])
    await service.setClock('2024-09-02T00:00:00Z')
    expect((await invoices(customerId, { status: 'DRAFT' })).map(({ id }) => id)).toEqual([both[1]?.id])
  })
})
