import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLedgers } from '../support/ledgers.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'
const NOW = '2024-08-20T12:00:00Z'
const USD_CENTS = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'

/** Units at 10 cents; the clock stands, and each run looks at every contract. */
describe('thresholds of contracts', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  let read: ReturnType<typeof openLedgers>
  let units: string
  let fixed: string
  let card: string

  beforeAll(async () => {
    service = await startTestService()
    book = openPriceBook(service)
    read = openLedgers(service)
    await service.setClock(NOW)
    units = await book.sumProduct({ name: 'Units' })
    fixed = await book.product({ name: 'Top-up', type: 'FIXED' })
    card = await book.card([[units, { rate_type: 'FLAT', price: 10 }]])
  })
  afterAll(() => service.stop())

  /** Bills 100 dollars of spend. */
  const spend = (gate: 'NONE' | 'EXTERNAL' = 'NONE') => ({
    is_enabled: true,
    threshold_amount: 10_000,
    commit: { product_id: fixed },
    payment_gate_config: { payment_gate_type: gate },
  })

  /** Recharges a balance of 20 dollars to 50, at a tenth less. */
  const prepaid = (gate: 'NONE' | 'EXTERNAL' = 'NONE') => ({
    ...spend(gate),
    threshold_amount: 2000,
    recharge_to_amount: 5000,
    discount_configuration: { payment_fraction: 0.9 },
  })

  const granted = (amount: number, creditTypeId = USD_CENTS) => ({
    name: 'Granted',
    type: 'PREPAID' as const,
    product_id: fixed,
    priority: 1,
    access_schedule: {
      credit_type_id: creditTypeId,
      schedule_items: [{ amount, starting_at: AUGUST, ending_before: OCTOBER }],
    },
  })

  const inUnit = (creditTypeId: string, price: number) => ({
    rate_type: 'FLAT' as const,
    price,
    credit_type_id: creditTypeId,
  })

  const worthHalfADollar = (creditTypeId: string) => ({
    credit_type_conversions: [{ custom_credit_type_id: creditTypeId, fiat_per_custom_credit: 50 }],
  })

  const run = () => service.setClock(NOW)

  it('bill spend as soon as it comes to the amount, and then count anew', async () => {
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

  it('bill nothing of what the commit cannot pay, however often they are looked at', async () => {
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

  it('recharge a balance that is down to the amount, and bill what is left after the discount', async () => {
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

  it('recharge a balance in a custom unit, which is paid for in money', async () => {
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
    expect(pending).toMatchObject({ status: 'PENDING', credit_type_id: USD_CENTS, amount: 11_000 })
    expect((await book.usageInvoice(customerId)).total).toBe(11_000)

    await release(pending?.workflow_id, 'paid')
    await run()
    expect(await eventsOf(contractId)).toMatchObject([{ status: 'PAID' }])
    expect(await purchases(customerId)).toEqual([['FINALIZED', '2024-08-20', 11_000]])
    expect((await book.usageInvoice(customerId)).total).toBe(0)
    const balances = [USD_CENTS, tokens].map((unit) =>
      read.netBalance(customerId, 'FINALIZED_AND_DRAFT', unit),
    )
    expect(await Promise.all(balances)).toEqual([0, 0])
  })

  it('are not reached by a unit that the card has no conversion for, as nothing can be priced in it', async () => {
    const points = await tokensOf('Points')
    const body = { rate_card_id: card, product_id: units, starting_at: AUGUST, entitled: true }
    const answer = await service.request('POST', '/v1/contract-pricing/rate-cards/addRate', {
      body: { ...body, ...inUnit(points, 3) },
    })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain('a custom unit that the card has a conversion for')
  })

  it('bill what a contract from a package spends', async () => {
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

  async function tokensOf(name: string): Promise<string> {
    const { body } = await service.request('POST', '/ext/credit-types', { body: { name } })
    return (body as { data: { id: string } }).data.id
  }

  interface ThresholdEvent {
    kind: string
    status: string
    amount: number
    workflow_id?: string
  }

  async function eventsOf(contractId: string): Promise<ThresholdEvent[]> {
    const { status, text } = await service.request('GET', `/ext/contracts/${contractId}/threshold-events`)
    expect(status).toBe(200)
    return (JSON.parse(text) as { data: ThresholdEvent[] }).data
  }

  async function release(workflowId: string | undefined, outcome: 'paid' | 'failed') {
    const path = '/v1/contracts/commits/threshold-billing/release'
    const { status } = await service.request('POST', path, { body: { workflow_id: workflowId, outcome } })
    expect(status).toBe(200)
  }

  async function commitsOf(customerId: string) {
    const commits = service.sandbox.v1.customers.commits.list({
      customer_id: customerId,
      include_contract_commits: true,
    })
    return Array.fromAsync(commits)
  }

  /** The invoices that charge for dates: whether they are final, their day, and the total. */
  async function purchases(customerId: string) {
    const found = await book.invoices(customerId, { type: 'SCHEDULED' })
    return found.map(({ status, issued_at: issuedAt, total }) => [status, issuedAt?.slice(0, 10), total])
  }
})
