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

  const inUnit = (creditTypeId: string, price: number) => ({
    rate_type: 'FLAT' as const,
    price,
    credit_type_id: creditTypeId,
  })

  const worthHalfADollar = (creditTypeId: string) => ({
    credit_type_conversions: [{ custom_credit_type_id: creditTypeId, fiat_per_custom_credit: 50 }],
  })

  it('recharge a balance in a custom unit, which is paid for in money', async () => {
    const { book, read, units, spend, granted, run, tokensOf, eventsOf, purchases } = desk
    const tokens = await tokensOf('Tokens')
    const inTokens = await book.card([[units, inUnit(tokens, 2)]], worthHalfADollar(tokens))
    const { alias, customerId, contractId } = await book.sign(inTokens, {
      commits: [granted(100, tokens)],
      prepaid_balance_threshold_configuration: {
        ...spend(),
        threshold_amount: 20,
        recharge_to_amount: 60,
        custom_credit_type_id: tokens,
      },
    })
    // 40 units at 2 tokens leave 20 of 100 tokens, which are recharged with 40, at 50 cents each.
    await book.use(alias, [['2024-08-05T10:00:00Z', 40]])
    await run()
    await run()
    expect(await eventsOf(contractId)).toMatchObject([
      { kind: 'PREPAID', status: 'PAID', credit_type_id: tokens, amount: 40, payable: 40 },
    ])
    expect(await purchases(customerId)).toEqual([['FINALIZED', '2024-08-20', 2000]])
    expect(await read.netBalance(customerId, 'FINALIZED_AND_DRAFT', tokens)).toBe(60)
    expect((await book.usageInvoice(customerId)).total).toBe(0)
  })

  it('bill what is spent in a custom unit for what it is worth', async () => {
    const { book, read, units, spend, run, tokensOf, eventsOf, purchases } = desk
    const tokens = await tokensOf('AI tokens')
    const inTokens = await book.card([[units, inUnit(tokens, 3)]], worthHalfADollar(tokens))
    const { alias, customerId, contractId } = await book.sign(inTokens, {
      spend_threshold_configuration: spend(),
    })
    // 66 units at 3 tokens of 50 cents are 9,900 cents.
    await book.use(alias, [['2024-08-05T10:00:00Z', 66]])
    await run()
    expect(await eventsOf(contractId)).toEqual([])
    // 100 units are 300 tokens, or 15,000 cents.
    await book.use(alias, [['2024-08-06T10:00:00Z', 34]])
    await run()
    await run()
    expect(await eventsOf(contractId)).toMatchObject([
      { kind: 'SPEND', status: 'PAID', credit_type_id: USD_CENTS, amount: 15_000, payable: 15_000 },
    ])
    expect(await purchases(customerId)).toEqual([['FINALIZED', '2024-08-20', 15_000]])
    expect((await book.usageInvoice(customerId)).total).toBe(0)
    expect(await read.ledgers(customerId)).toEqual({
      'Top-up': {
        balance: 0,
        ledger: [
          ['SEGMENT_START', '2024-08-01', 300],
          ['AUTOMATED_INVOICE_DEDUCTION', '2024-09-01', -300],
        ],
      },
    })

    // It counts anew: 65 units are 9,750 cents, and 67 are 10,050.
    await book.use(alias, [['2024-08-07T10:00:00Z', 65]])
    await run()
    expect((await book.usageInvoice(customerId)).total).toBe(9750)
    await book.use(alias, [['2024-08-08T10:00:00Z', 2]])
    await run()
    expect((await eventsOf(contractId)).map(({ amount }) => amount)).toEqual([15_000, 10_050])
    expect((await book.usageInvoice(customerId)).total).toBe(0)
  })

  it('bill what is spent in several units together, with one payment', async () => {
    const { book, read, units, spend, granted, run, tokensOf, eventsOf, release, commitsOf, purchases } = desk
    const tokens = await tokensOf('Mixed tokens')
    const hours = await book.sumProduct({ name: 'Hours' })
    const mixed = await book.card(
      [
        [units, { rate_type: 'FLAT', price: 10 }],
        [hours, inUnit(tokens, 0.2)],
      ],
      worthHalfADollar(tokens),
    )
    const { alias, customerId, contractId } = await book.sign(mixed, {
      spend_threshold_configuration: spend('EXTERNAL'),
      commits: [granted(20, tokens)],
    })
    // 499 units are 4,990 cents and 99.8 tokens; 20 of these are granted, and 79.8 come to 3,990 cents: 8,980 in all.
    await book.use(alias, [['2024-08-05T10:00:00Z', 499]])
    await run()
    expect(await eventsOf(contractId)).toEqual([])
    // 600 units are 6,000 cents and 120 tokens, of which 100 are left at 50 cents: 11,000 in all.
    await book.use(alias, [['2024-08-06T10:00:00Z', 101]])
    await run()
    const [pending, ...others] = await eventsOf(contractId)
    expect(others).toEqual([])
    const inCents = { credit_type_id: USD_CENTS, amount: 6000, payable: 6000 }
    const inTokens = { credit_type_id: tokens, amount: 100, payable: 5000 }
    expect(pending).toMatchObject({ status: 'PENDING', credit_type_id: USD_CENTS, amount: 11_000 })
    expect(pending?.grants).toEqual([inCents, inTokens])
    expect((await book.usageInvoice(customerId)).total).toBe(11_000)

    await release(pending?.workflow_id, 'paid')
    await run()
    const [paid] = await eventsOf(contractId)
    expect(paid).toMatchObject({ status: 'PAID', grants: [inCents, inTokens] })
    const topUps = (await commitsOf(customerId)).filter(({ name }) => name !== 'Granted')
    const drawable = topUps.map(
      ({ id, access_schedule: access }) => [id, access?.schedule_items[0]?.amount] as const,
    )
    const grants = paid?.grants.map(({ commit_id: id, amount }) => [id, amount] as const)
    expect(new Map(grants)).toEqual(new Map<string | undefined, number | undefined>(drawable))
    expect(await purchases(customerId)).toEqual([['FINALIZED', '2024-08-20', 11_000]])
    expect((await book.usageInvoice(customerId)).total).toBe(0)
    const balances = [USD_CENTS, tokens].map((unit) =>
      read.netBalance(customerId, 'FINALIZED_AND_DRAFT', unit),
    )
    expect(await Promise.all(balances)).toEqual([0, 0])
  })

  it('are not reached by a unit that the card has no conversion for, as nothing can be priced in it', async () => {
    const { units, card, tokensOf } = desk
    const points = await tokensOf('Points')
    const body = { rate_card_id: card, product_id: units, starting_at: AUGUST, entitled: true }
    const answer = await service.request('POST', '/v1/contract-pricing/rate-cards/addRate', {
      body: { ...body, ...inUnit(points, 3) },
    })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain('a custom unit that the card has a conversion for')
  })
})
