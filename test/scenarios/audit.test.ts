import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bindParams } from '../../src/jobs/query/bind-params.ts'
import { runQuery } from '../../src/jobs/query/run-query.ts'
import { readSqlFile } from '../../src/warehouse/sql-file.ts'
import { recount } from '../support/explained.ts'
import { openPriceBook, shown } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { run } from '../support/warehouse.ts'

const AFTER_AUGUST = '2024-09-03T00:00:00Z'
const anyRow = z.record(z.string(), z.unknown())

describe('an invoice that is audited', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  let tokens: string
  let card: string
  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-25T00:00:00Z')
    book = openPriceBook(service)
    tokens = await book.sumProduct({ pricing_group_key: ['model'] })
    const gold = { pricing_group_values: { model: 'gold' } }
    card = await book.card([[tokens, { rate_type: 'FLAT', price: 2, ...gold }]])
  })
  afterAll(() => service.stop())

  const get = async (path: string) => {
    const { status, body, text } = await service.request('GET', path)
    if (status !== 200) throw new Error(text)
    return body as { data: Record<string, unknown> }
  }
  const select = (text: string) => run(service.warehouse('sandbox'), text, {}, anyRow)

  /** A customer who used 60 of gold, 5 of no rate, of which a credit of 100 cents paid 50; August is final. */
  async function openAugust() {
    await service.setClock('2024-08-25T00:00:00Z').catch(() => undefined)
    const signed = await book.sign(card, {
      credits: [
        {
          product_id: await book.product({ type: 'FIXED' }),
          priority: 1,
          name: 'Welcome',
          access_schedule: {
            schedule_items: [
              { amount: 100, starting_at: '2024-08-01T00:00:00Z', ending_before: '2024-12-01T00:00:00Z' },
            ],
          },
        },
      ],
    })
    await book.use(signed.alias, [
      ['2024-08-10T00:00:00Z', 20, { model: 'gold' }],
      ['2024-08-12T00:00:00Z', 40, { model: 'gold' }],
      ['2024-08-13T00:00:00Z', 5, { model: 'lead' }],
    ])
    // What is due is finalized where the clock is set, also to where it is.
    await service.setClock(AFTER_AUGUST)
    const invoice = await book.usageInvoice(signed.customerId)
    return { ...signed, invoice }
  }

  it('counts again what it said, while usage and aliases go on changing', async () => {
    const { alias, customerId, invoice } = await openAugust()
    expect(invoice.status).toBe('FINALIZED')
    // 100 / 2 = 50 are covered, 60 - 50 = 10 are paid.
    expect(invoice.line_items.map(shown).slice(0, 2)).toEqual([
      ['08-01', '09-01', 50, 2, 100],
      ['08-01', '09-01', 10, 2, 20],
    ])
    const before = await recount(service, invoice.id)
    expect(before.cutoff).toBeGreaterThan(0)
    await book.use(alias, [['2024-08-15T00:00:00Z', 7, { model: 'gold' }]])
    await service.sandbox.v1.customers.setIngestAliases({ customer_id: customerId, ingest_aliases: [] })
    const after = await recount(service, invoice.id)
    expect(after).toEqual(before)
    expect(after.lines.map(({ index, quantity, counted }) => [index, quantity, counted])).toEqual([
      [0, '50', '50'],
      [1, '10', '10'],
    ])
    // What the credit covers is no event's to say.
    expect(after.lines.map(({ parameters }) => [parameters['low_1'], parameters['high_1']])).toEqual([
      [undefined, '50'],
      ['50', undefined],
    ])
    expect(after.lines[0]?.note).toContain('parameters from the ledger')
  })

  it('answers an analyst who puts its SQL in a file', async () => {
    const { invoice } = await openAugust()
    const [, paid] = (await recount(service, invoice.id)).lines
    const texts = Object.entries(paid?.parameters ?? {}).map(
      ([name, value]) => [name, Array.isArray(value) ? JSON.stringify(value) : String(value)] as const,
    )
    const query = bindParams(paid?.sql ?? '', new Map(texts))
    expect((await runQuery(service.warehouse('sandbox'), query)).rows).toEqual([{ quantity: '10' }])
  })

  it('lists what matched no rate as it was then, and as it is on the draft', async () => {
    const { alias, invoice } = await openAugust()
    await book.use(alias, [['2024-08-16T00:00:00Z', 3, { model: 'lead' }]])
    const unrated = { product_id: tokens, pricing_group_values: { model: 'lead' }, quantity: 5 }
    expect((await get(`/ext/invoices/${invoice.id}/unrated`)).data).toMatchObject([unrated])
    const { alias: other, customerId } = await book.sign(card, { starting_at: '2024-09-01T00:00:00Z' })
    await book.use(other, [['2024-09-01T00:00:00Z', 4, { model: 'tin' }]])
    const draft = await book.usageInvoice(customerId, '2024-09-01')
    expect((await get(`/ext/invoices/${draft.id}/unrated`)).data).toMatchObject([
      { pricing_group_values: { model: 'tin' }, quantity: 4 },
    ])
    expect((await recount(service, draft.id)).cutoff).toBeNull()
  })

  it('lists on a consolidated invoice what no rate prices of its statements, added up', async () => {
    const starting_at = '2024-09-01T00:00:00Z'
    const acme = await book.sign(card, {
      starting_at,
      hierarchy_configuration: { parent_behavior: { invoice_consolidation_type: 'CONCATENATE' } },
    })
    const berlin = await book.sign(card, {
      starting_at,
      hierarchy_configuration: {
        parent: { contract_id: acme.contractId, customer_id: acme.customerId },
        payer: 'PARENT',
        usage_statement_behavior: 'CONSOLIDATE',
      },
    })
    await book.use(acme.alias, [[starting_at, 4, { model: 'tin' }]])
    await book.use(berlin.alias, [
      [starting_at, 3, { model: 'tin' }],
      [starting_at, 2, { model: 'lead' }],
    ])
    const [together] = await book.invoices(acme.customerId, { type: 'USAGE_CONSOLIDATED' })
    // 4 of Acme and 3 of Berlin; lead is Berlin's alone.
    expect((await get(`/ext/invoices/${together?.id}/unrated`)).data).toMatchObject([
      { product_id: tokens, pricing_group_values: { model: 'lead' }, quantity: 2 },
      { product_id: tokens, pricing_group_values: { model: 'tin' }, quantity: 7 },
    ])
  })

  it('differs from what would be computed now by what came late', async () => {
    const { alias, invoice } = await openAugust()
    await book.use(alias, [['2024-08-15T00:00:00Z', 7, { model: 'gold' }]])
    const { data } = await get(`/ext/invoices/${invoice.id}/diff?with=now`)
    // The credit pays 50 again, 60 + 7 - 50 = 17 are left, 7 more at 2.
    expect(data).toMatchObject({
      with_invoice_id: null,
      lines: [
        { difference: { quantity: 0, total: 0 } },
        {
          invoice: { quantity: 10 },
          with: { quantity: 17 },
          difference: { quantity: 7, unit_price: 0, total: 14 },
        },
        { type: 'applied_commit_or_credit', difference: { total: 0 } },
      ],
      total: { invoice: 20, with: 34, difference: 14 },
    })
    await service.sandbox.v1.invoices.void({ id: invoice.id })
    const { data: made } = await service.sandbox.v1.invoices.regenerate({ id: invoice.id })
    const again = await get(`/ext/invoices/${invoice.id}/diff?with=${made?.id ?? ''}`)
    expect(again.data['lines']).toHaveLength(3)
    expect(again.data['total']).toEqual({ invoice: 20, with: 34, difference: 14 })
    const { status } = await service.request('GET', `/ext/invoices/${tokens}/diff?with=now`)
    expect(status).toBe(404)
  })

  it('differs from nothing that is neither an invoice nor now', async () => {
    const { invoice } = await openAugust()
    for (const query of ['?with=NOW', '?with=', '']) {
      const { status, body } = await service.request('GET', `/ext/invoices/${invoice.id}/diff${query}`)
      expect([status, body]).toEqual([400, { message: "with: expected an invoice's id, or now" }])
    }
    // Two invoices are named: which of them is unknown is said.
    const { status, body } = await service.request('GET', `/ext/invoices/${invoice.id}/diff?with=${tokens}`)
    expect([status, body]).toEqual([404, { message: `with: invoice ${tokens} was not found` }])
  })

  it('is in the warehouse with its lines, voided where it is', async () => {
    const { customerId, invoice } = await openAugust()
    await service.sandbox.v1.invoices.void({ id: invoice.id })
    await expect
      .poll(() => select(`SELECT status, total FROM invoices WHERE customer_id = '${customerId}'`))
      .toEqual([{ status: 'VOID', total: '20' }])
    const lines = `SELECT type, quantity, total FROM invoice_lines WHERE invoice_id = '${invoice.id}' ORDER BY line_index`
    expect(await select(lines)).toEqual([
      { type: 'usage', quantity: '50', total: '100' },
      { type: 'usage', quantity: '10', total: '20' },
      { type: 'applied_commit_or_credit', quantity: '1', total: '-100' },
    ])
    expect(await select(readSqlFile('checks/invoices-unlike-their-lines.sql'))).toEqual([])
  })

  it('of charges on a date is the same as it would be now', async () => {
    const { customerId } = await book.sign(card, {
      starting_at: '2024-08-01T00:00:00Z',
      scheduled_charges: [
        {
          product_id: await book.product({ type: 'FIXED' }),
          schedule: { schedule_items: [{ timestamp: '2024-08-02T00:00:00Z', amount: 700 }] },
        },
      ],
    })
    await service.setClock(AFTER_AUGUST)
    const [fee] = await book.invoices(customerId, { type: 'SCHEDULED', status: 'FINALIZED' })
    const { data } = await get(`/ext/invoices/${fee?.id ?? ''}/diff?with=now`)
    expect(data['total']).toEqual({ invoice: 700, with: 700, difference: 0 })
  })

  it('keeps its end where its contract was made longer since, also as it would be now', async () => {
    await service.setClock('2024-09-10T00:00:00Z')
    const { alias, customerId, contractId } = await book.sign(card, {
      starting_at: '2024-09-01T00:00:00Z',
      ending_before: '2024-09-05T00:00:00Z',
    })
    await service.setClock('2024-09-11T00:00:00Z')
    const [first] = await book.invoices(customerId, { status: 'FINALIZED' })
    await service.sandbox.v1.contracts.updateEndDate({
      customer_id: customerId,
      contract_id: contractId,
      ending_before: '2024-12-01T00:00:00Z',
    })
    await book.use(alias, [
      ['2024-09-03T00:00:00Z', 7, { model: 'gold' }],
      ['2024-09-08T00:00:00Z', 50, { model: 'gold' }],
    ])
    // The 7 came late; the 50 are on the draft of the rest of September.
    const { data } = await get(`/ext/invoices/${first?.id ?? ''}/diff?with=now`)
    expect(data['total']).toEqual({ invoice: 0, with: 14, difference: 14 })
    const [rest] = await book.invoices(customerId, { status: 'DRAFT' })
    expect([rest?.start_timestamp?.slice(0, 10), rest?.total]).toEqual(['2024-09-05', 100])
  })
})
