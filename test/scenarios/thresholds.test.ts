import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../support/service.ts'
import { AUGUST, openThresholdDesk, type ThresholdDesk, USD_CENTS } from '../support/thresholds.ts'

describe('thresholds of contracts', () => {
  let service: TestService
  let desk: ThresholdDesk

  beforeAll(async () => {
    service = await startTestService()
    desk = await openThresholdDesk(service)
  })
  afterAll(() => service.stop())

  it('bill spend as soon as it comes to the amount, and then count anew', async () => {
    const { book, read, card, spend, run, eventsOf, purchases } = desk
    const { alias, customerId, contractId } = await book.sign(card, {
      spend_threshold_configuration: spend(),
    })
    await book.use(alias, [['2024-08-05T10:00:00Z', 900]])
    await run()
    expect(await eventsOf(contractId)).toEqual([])

    // 900 and 300 units come to 12,000 cents.
    await book.use(alias, [['2024-08-06T10:00:00Z', 300]])
    await run()
    await run()
    expect(await eventsOf(contractId)).toMatchObject([
      { kind: 'SPEND', status: 'PAID', credit_type_id: USD_CENTS, amount: 12_000, payable: 12_000 },
    ])
    expect(await purchases(customerId)).toEqual([['FINALIZED', '2024-08-20', 12_000]])
    expect((await book.usageInvoice(customerId)).total).toBe(0)

    // 999 units more are 9,990 cents, below the amount; with one more they come to it.
    await book.use(alias, [['2024-08-07T10:00:00Z', 999]])
    await run()
    expect((await book.usageInvoice(customerId)).total).toBe(9990)
    await book.use(alias, [['2024-08-08T10:00:00Z', 1]])
    await run()
    expect((await eventsOf(contractId)).map(({ amount }) => amount)).toEqual([12_000, 10_000])
    expect((await book.usageInvoice(customerId)).total).toBe(0)
    expect(await purchases(customerId)).toEqual([
      ['FINALIZED', '2024-08-20', 10_000],
      ['FINALIZED', '2024-08-20', 12_000],
    ])
    expect(await read.netBalance(customerId, 'FINALIZED_AND_DRAFT')).toBe(0)
  })

  it('bill spend that no commit or credit covers once, and leave to these what they cover', async () => {
    const { book, read, fixed, units, spend, run, eventsOf } = desk
    const others = await book.sumProduct({ presentation_group_key: ['other'] })
    const card = await book.card([
      [units, { rate_type: 'FLAT', price: 1 }],
      [others, { rate_type: 'FLAT', price: 10 }],
    ])
    const ofUnits = {
      product_id: fixed,
      applicable_product_ids: [units],
      access_schedule: {
        schedule_items: [{ amount: 2000, starting_at: AUGUST, ending_before: '2024-09-01T00:00:00Z' }],
      },
    }
    const due = { schedule_items: [{ amount: 2000, timestamp: '2024-09-01T00:00:00Z' }] }
    const postpaid = { ...ofUnits, type: 'POSTPAID' as const, invoice_schedule: due }
    for (const terms of [{ credits: [ofUnits] }, { commits: [postpaid] }]) {
      const { alias, customerId, contractId } = await book.sign(card, {
        ...terms,
        spend_threshold_configuration: spend(),
      })
      // 2,000 units at a cent, which are covered, and later than some of them 1,000 others at 10, which are owed.
      await book.use(alias, [
        ['2024-08-03T10:00:00Z', 1000],
        ['2024-08-05T10:00:00Z', 1000, { other: 'x' }],
      ])
      await run()
      await run()
      expect((await eventsOf(contractId)).map(({ amount }) => amount)).toEqual([10_000])
      // What a POSTPAID commit covers is billed with the usage.
      const billed = (await book.invoices(customerId)).reduce((sum, { total }) => sum + total, 0)
      expect(billed).toBe('commits' in terms ? 12_000 : 10_000)
      expect(await read.netBalance(customerId, 'FINALIZED_AND_DRAFT')).toBe(0)
    }
  })

  it('bill nothing of what the commit cannot pay, however often they are looked at', async () => {
    const { book, fixed, card, spend, run, eventsOf } = desk
    const fee = { schedule_items: [{ timestamp: '2024-09-01T00:00:00Z', amount: 50_000 }] }
    const { alias, customerId, contractId } = await book.sign(card, {
      scheduled_charges_on_usage_invoices: 'ALL',
      scheduled_charges: [{ name: 'Fee', product_id: fixed, schedule: fee }],
      spend_threshold_configuration: spend(),
    })
    await run()
    expect(await eventsOf(contractId)).toEqual([])
    await book.use(alias, [['2024-08-05T10:00:00Z', 1000]])
    await run()
    await run()
    expect(await eventsOf(contractId)).toMatchObject([{ kind: 'SPEND', amount: 10_000 }])
    // The fee is on the usage invoice, and is paid with it.
    expect((await book.usageInvoice(customerId)).total).toBe(50_000)
  })

  it('bill what a contract owes as it ends once, also where that is made longer since', async () => {
    const { book, units, spend, run, eventsOf } = desk
    const seats = await book.product({ type: 'SUBSCRIPTION' })
    const card = await book.card([
      [units, { rate_type: 'FLAT', price: 10 }],
      [seats, { rate_type: 'FLAT', price: 3100, billing_frequency: 'MONTHLY' }],
    ])
    const inArrears = {
      subscription_rate: { product_id: seats, billing_frequency: 'MONTHLY' },
      collection_schedule: 'ARREARS',
      initial_quantity: 1,
      proration: { is_prorated: false, invoice_behavior: 'BILL_ON_NEXT_COLLECTION_DATE' },
    } as const
    const early = '2024-08-25T00:00:00Z'
    // The one ends early from the start; the other is made to, and both go on after all.
    for (const end of [{ ending_before: early }, {}]) {
      const { alias, customerId, contractId } = await book.sign(card, {
        ...end,
        subscriptions: [inArrears],
        spend_threshold_configuration: spend(),
      })
      await book.use(alias, [['2024-08-05T10:00:00Z', 1000]])
      await run()
      for (const ending_before of [early, '2024-10-01T00:00:00Z']) {
        const ended = { customer_id: customerId, contract_id: contractId, ending_before }
        await service.sandbox.v1.contracts.updateEndDate(ended)
      }
      await run()
      // 1,000 units at 10, and the seats, which draw at the end of the month now.
      expect((await eventsOf(contractId)).map(({ amount }) => amount)).toEqual([13_100])
      expect((await book.usageInvoice(customerId)).total).toBe(0)
    }
  })

  it('recharge a balance that is down to the amount, and bill what is left after the discount', async () => {
    const { book, read, card, prepaid, granted, run, eventsOf, purchases } = desk
    const { alias, customerId, contractId } = await book.sign(card, {
      commits: [granted(5000)],
      prepaid_balance_threshold_configuration: prepaid(),
    })
    // 299 units leave 2,010 of 5,000 cents.
    await book.use(alias, [['2024-08-05T10:00:00Z', 299]])
    await run()
    expect(await eventsOf(contractId)).toEqual([])
    // 11 more leave 1,900: it takes 3,100 to come to 5,000, of which 0.9 are paid.
    await book.use(alias, [['2024-08-06T10:00:00Z', 11]])
    await run()
    await run()
    expect(await eventsOf(contractId)).toMatchObject([
      { kind: 'PREPAID', status: 'PAID', amount: 3100, payable: 2790 },
    ])
    expect(await purchases(customerId)).toEqual([['FINALIZED', '2024-08-20', 2790]])
    expect(await read.netBalance(customerId, 'FINALIZED_AND_DRAFT')).toBe(5000)
    expect(await read.ledgers(customerId)).toEqual({
      Granted: {
        balance: 1900,
        ledger: [
          ['SEGMENT_START', '2024-08-01', 5000],
          ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -3100],
        ],
      },
      'Top-up': { balance: 3100, ledger: [['SEGMENT_START', '2024-08-20', 3100]] },
    })
  })

  it('bill what a contract from a package spends', async () => {
    const { book, card, spend, run, eventsOf, purchases } = desk
    const made = await service.sandbox.v1.packages.create({
      name: 'Pay as you go',
      rate_card_id: card,
      spend_threshold_configuration: spend(),
    })
    const { alias, customerId } = await book.customer()
    const contractId = await book.signFor(customerId, { package_id: made.data.id })
    // 1,050 units at 10 cents.
    await book.use(alias, [['2024-08-05T10:00:00Z', 1050]])
    await run()
    await run()
    expect(await eventsOf(contractId)).toMatchObject([{ kind: 'SPEND', status: 'PAID', amount: 10_500 }])
    expect(await purchases(customerId)).toEqual([['FINALIZED', '2024-08-20', 10_500]])
    expect((await book.usageInvoice(customerId)).total).toBe(0)
  })

  it('grant nothing behind a gate until it is paid', async () => {
    const { book, read, card, spend, run, eventsOf, release, commitsOf, purchases } = desk
    const { alias, customerId, contractId } = await book.sign(card, {
      spend_threshold_configuration: spend('EXTERNAL'),
    })
    await book.use(alias, [['2024-08-05T10:00:00Z', 1200]])
    await run()
    await book.use(alias, [['2024-08-06T10:00:00Z', 100]])
    await run()
    const [pending, ...others] = await eventsOf(contractId)
    expect(others).toEqual([])
    expect(pending).toMatchObject({ kind: 'SPEND', status: 'PENDING', amount: 12_000 })
    expect(pending).not.toHaveProperty('commit_id')
    expect(await read.ledgers(customerId)).toEqual({})
    expect(await purchases(customerId)).toEqual([])
    expect((await book.usageInvoice(customerId)).total).toBe(13_000)

    await release(pending?.workflow_id, 'paid')
    await run()
    const [commit] = await commitsOf(customerId)
    expect(await eventsOf(contractId)).toMatchObject([{ status: 'PAID', commit_id: commit?.id }])
    expect(await purchases(customerId)).toEqual([['FINALIZED', '2024-08-20', 12_000]])
    // What was spent while the payment was waited for is left.
    expect((await book.usageInvoice(customerId)).total).toBe(1000)
  })

  it('are disabled where the payment fails, and are not tried again', async () => {
    const { book, read, card, prepaid, granted, run, eventsOf, release, purchases } = desk
    const { alias, customerId, contractId } = await book.sign(card, {
      commits: [granted(5000)],
      prepaid_balance_threshold_configuration: prepaid('EXTERNAL'),
    })
    await book.use(alias, [['2024-08-05T10:00:00Z', 400]])
    await run()
    const [pending] = await eventsOf(contractId)
    // 1,000 are left of 5,000.
    expect(pending).toMatchObject({ kind: 'PREPAID', status: 'PENDING', amount: 4000, payable: 3600 })
    await release(pending?.workflow_id, 'failed')
    await run()
    expect(await eventsOf(contractId)).toMatchObject([{ status: 'FAILED', amount: 4000 }])
    const { data } = await service.sandbox.v2.contracts.retrieve({
      customer_id: customerId,
      contract_id: contractId,
    })
    expect(data.prepaid_balance_threshold_configuration?.is_enabled).toBe(false)
    expect(await purchases(customerId)).toEqual([])
    expect(await read.netBalance(customerId, 'FINALIZED_AND_DRAFT')).toBe(1000)
  })

  it('count the spend of a month from its first instant, without that of the month before', async () => {
    const { book, card, spend, run, eventsOf } = desk
    const { alias, contractId } = await book.sign(card, { spend_threshold_configuration: spend() })
    await book.use(alias, [['2024-08-05T10:00:00Z', 999]])
    await run()
    const september = '2024-09-01T00:00:00Z'
    await service.setClock(september)
    await book.use(alias, [[september, 999]])
    await service.setClock(september)
    // 9,990 cents in each of the two.
    expect(await eventsOf(contractId)).toEqual([])
    await book.use(alias, [[september, 1]])
    await service.setClock(september)
    expect(await eventsOf(contractId)).toMatchObject([{ kind: 'SPEND', amount: 10_000 }])
  })
})
