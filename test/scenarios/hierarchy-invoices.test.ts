import type { Invoice } from '@metronome/sdk/resources/v1/customers/invoices'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPdf } from '../../src/pdf/testing/read-pdf.ts'
import { recount } from '../support/explained.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'

/**
 * Units cost 10 each, and handling 1 for each of them. Acme shares a commit of 100 with its subsidiaries, for units alone. It
 * pays for Berlin, whose statements are put together with its own, and Oslo pays for itself. In August Acme uses 3 units,
 * Berlin 5, Oslo 4.
 */
describe('the invoices of a company and its subsidiaries', () => {
  let service: TestService
  let book = {} as ReturnType<typeof openPriceBook>
  let acme = {} as Awaited<ReturnType<typeof book.sign>>
  let berlin = acme
  let oslo = acme

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock('2024-08-20T12:00:00Z')
    book = openPriceBook(service)
    const units = await book.sumProduct({ name: 'Units' })
    const handling = await book.sumProduct({ name: 'Handling' })
    const card = await book.card([
      [units, { rate_type: 'FLAT', price: 10 }],
      [handling, { rate_type: 'FLAT', price: 1 }],
    ])
    acme = await book.sign(card, {
      hierarchy_configuration: { parent_behavior: { invoice_consolidation_type: 'CONCATENATE' } },
      commits: [
        {
          type: 'PREPAID',
          product_id: await book.product({ name: 'Yearly deal', type: 'FIXED' }),
          applicable_product_ids: [units],
          access_schedule: {
            schedule_items: [{ amount: 100, starting_at: AUGUST, ending_before: SEPTEMBER }],
          },
          hierarchy_configuration: { child_access: { type: 'ALL' } },
        },
      ],
    })
    const parent = { contract_id: acme.contractId, customer_id: acme.customerId }
    berlin = await book.sign(card, {
      hierarchy_configuration: { parent, payer: 'PARENT', usage_statement_behavior: 'CONSOLIDATE' },
    })
    oslo = await book.sign(card, { hierarchy_configuration: { parent } })
    await book.use(acme.alias, [['2024-08-20T00:00:00Z', 3]])
    await book.use(berlin.alias, [['2024-08-19T00:00:00Z', 5]])
    await book.use(oslo.alias, [['2024-08-18T00:00:00Z', 4]])
  })
  afterAll(() => service.stop())

  const linkOf = ({ customerId, contractId }: typeof acme) => ({
    customer_id: customerId,
    contract_id: contractId,
  })
  const together = async (): Promise<Invoice> => {
    const found = await book.invoices(acme.customerId, { type: 'USAGE_CONSOLIDATED' })
    const ofAugust = found.find(({ start_timestamp: start }) => start?.startsWith('2024-08-01'))
    if (ofAugust === undefined) throw new Error('there is no consolidated invoice of August')
    return ofAugust
  }
  /** What each line comes to, by its name, without those of nothing. */
  const linesOf = ({ line_items: lines }: Invoice) =>
    lines.filter(({ total }) => total !== 0).map(({ name, total }) => [name, total])
  const account = async () => {
    const [commit] = await Array.fromAsync(
      service.sandbox.v1.contracts.listBalances({
        customer_id: acme.customerId,
        include_contract_balances: true,
        include_balance: true,
        include_ledgers: true,
      }),
    )
    const ledger = (commit?.ledger ?? []).map((entry) => [
      entry.amount,
      'contract_id' in entry ? entry.contract_id : null,
    ])
    return { balance: commit && 'balance' in commit ? commit.balance : undefined, ledger }
  }

  it('draw on what the parent shares, one after the other, whoever is asked about', async () => {
    // Acme 30, Berlin 50, and 20 are left of 100 for Oslo's 40.
    expect(linesOf(await book.usageInvoice(oslo.customerId))).toEqual([
      ['Units', 20],
      ['Units', 20],
      ['Handling', 4],
      ['Yearly deal', -20],
    ])
    const drafts = await Promise.all([acme, berlin, oslo].map((one) => book.usageInvoice(one.customerId)))
    expect(drafts.map(({ total }) => total)).toEqual([3, 5, 24])
    expect(drafts.map(({ payer }) => payer)).toEqual([linkOf(acme), linkOf(acme), linkOf(oslo)])
    const { balance, ledger } = await account()
    expect(balance).toBe(0)
    expect(ledger).toEqual([
      [100, null],
      [-30, acme.contractId],
      [-50, berlin.contractId],
      [-20, oslo.contractId],
    ])
  })

  it('are previewed beside what the others used', async () => {
    const previewed = await service.sandbox.v1.customers.previewEvents({
      customer_id: oslo.customerId,
      mode: 'replace',
      events: [{ event_type: 'usage', timestamp: '2024-08-20T00:00:00Z', properties: { n: 6 } }],
    })
    // Of 60 the 20 are covered that Acme and Berlin leave, and handling is 6.
    expect(previewed.data.map(({ total }) => total)).toEqual([46])
  })

  it('are put together for who pays them, first as a draft, then finalized by the clock', async () => {
    const draft = await together()
    const statements = await Promise.all([acme, berlin].map((one) => book.usageInvoice(one.customerId)))
    expect(draft).toMatchObject({
      status: 'DRAFT',
      // 3 * 1 of Acme and 5 * 1 of Berlin.
      total: 8,
      payer: linkOf(acme),
      start_timestamp: '2024-08-01T00:00:00.000Z',
      end_timestamp: '2024-09-01T00:00:00.000Z',
      issued_at: '2024-09-02T00:00:00.000Z',
      constituent_invoices: [
        { ...linkOf(acme), invoice_id: statements[0]?.id },
        { ...linkOf(berlin), invoice_id: statements[1]?.id },
      ],
    })
    expect(linesOf(draft)).toEqual([
      ['Units', 30],
      ['Handling', 3],
      ['Yearly deal', -30],
      ['Units', 50],
      ['Handling', 5],
      ['Yearly deal', -50],
    ])
    expect(draft.line_items.map(({ origin }) => origin)).toEqual(
      statements.flatMap((statement) =>
        statement.line_items.map((line) => ({
          line_item_id: (line as { id?: string }).id,
          invoice_id: statement.id,
          customer_id: statement.customer_id,
          contract_id: statement.contract_id,
        })),
      ),
    )
    await service.setClock('2024-09-02T00:00:00Z')
    expect(await together()).toEqual({ ...draft, status: 'FINALIZED' })
    expect(await book.invoices(oslo.customerId, { type: 'USAGE_CONSOLIDATED' })).toEqual([])
    expect((await account()).ledger.map(([amount]) => amount)).toEqual([100, -30, -50, -20])
    // What is shared is the parent's: Oslo has nothing of its own.
    const own = service.sandbox.v1.contracts.listBalances({
      customer_id: oslo.customerId,
      include_contract_balances: true,
    })
    expect(await Array.fromAsync(own)).toEqual([])
  })

  it('are explained, and sent, under the names of those who used it', async () => {
    const { id: invoice_id } = await together()
    const { lines } = await recount(service, invoice_id)
    expect(lines.map(({ name, quantity, counted }) => [name, quantity, counted])).toEqual([
      ['Units', '3', '3'],
      ['Handling', '3', '3'],
      ['Units', '5', '5'],
      ['Handling', '5', '5'],
    ])
    const textsOf = async (customer_id: string, id: string) => {
      const response = await service.sandbox.v1.customers.invoices.retrievePdf({
        customer_id,
        invoice_id: id,
      })
      return readPdf(new Uint8Array(await response.arrayBuffer())).map(({ text }) => text)
    }
    const texts = await textsOf(acme.customerId, invoice_id)
    const headings = [acme.alias, `${acme.alias} · Commits and credits applied`, berlin.alias]
    expect(texts.filter((text) => headings.includes(text))).toEqual([acme.alias, ...headings])
    expect(texts).toContain('$0.08')
    // Berlin's own says under which contract it is paid.
    const ofBerlin = await book.usageInvoice(berlin.customerId)
    expect(await textsOf(berlin.customerId, ofBerlin.id)).toContain(acme.contractId)
  })

  it('can be followed day by day, also where they are put together', async () => {
    const breakdowns = await Array.fromAsync(
      service.sandbox.v1.customers.invoices.listBreakdowns({
        customer_id: acme.customerId,
        starting_on: '2024-08-19T00:00:00Z',
        ending_before: '2024-08-21T00:00:00Z',
        status: 'FINALIZED',
      }),
    )
    // Acme's own days, then those with Berlin, whose 5 units are of the 19th; Acme's 3 are of the 20th.
    const days = breakdowns.map((one) => [
      one.type,
      one.breakdown_start_timestamp.slice(8, 10),
      ...linesOf(one).map(([, total]) => total),
      one.total,
    ])
    expect(days).toHaveLength(4)
    expect(new Set(days)).toEqual(
      new Set([
        ['USAGE', '19', 0],
        ['USAGE', '20', 30, 3, -30, 3],
        ['USAGE_CONSOLIDATED', '19', 50, 5, -50, 5],
        ['USAGE_CONSOLIDATED', '20', 30, 3, -30, 3],
      ]),
    )
    const origins = breakdowns.flatMap(({ type, line_items: lines }) =>
      type === 'USAGE' ? [] : lines.map(({ origin }) => origin?.customer_id),
    )
    expect(new Set(origins)).toEqual(new Set([acme.customerId, berlin.customerId]))
  })

  it('give back what they drew where one of them is voided, for the next to draw', async () => {
    const { v1 } = service.sandbox
    const ofBerlin = await book.usageInvoice(berlin.customerId)
    const ofOslo = await book.usageInvoice(oslo.customerId)
    await v1.invoices.void({ id: ofBerlin.id })
    await v1.invoices.void({ id: ofOslo.id })
    const again = (await v1.invoices.regenerate({ id: ofOslo.id })).data?.id
    const invoices = await book.invoices(oslo.customerId, { status: 'FINALIZED', type: 'USAGE' })
    // Of 70 that are left, 40 cover all of its units.
    expect(invoices).toMatchObject([{ id: again, total: 4 }])
    expect((await account()).ledger.map(([amount]) => amount)).toEqual([100, -30, -50, -20, -40, 50, 20, -30])
    // 100 - 30 of Acme - 40 of Oslo: Berlin's statement is not made anew, and August is over.
  })
})
