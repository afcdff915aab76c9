import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPdf } from '../../src/pdf/testing/read-pdf.ts'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

const USD_CENTS = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'

/** Units at 10 cents; the clock goes on from story to story. */
describe('invoices that are issued, imported and sent', () => {
  let service: TestService
  let book: ReturnType<typeof openPriceBook>
  let units: string
  let card: string

  beforeAll(async () => {
    const seller = { name: 'Northwind Cloud, Inc.', addressLines: ['500 Harbor Boulevard'] }
    service = await startTestService({ seller })
    book = openPriceBook(service)
    await service.setClock('2024-08-20T00:00:00Z')
    units = await book.sumProduct({ name: 'Units' })
    card = await book.card([[units, { rate_type: 'FLAT', price: 10 }]])
  })
  afterAll(() => service.stop())

  const july = { inclusive_start_date: '2024-07-01T00:00:00Z', exclusive_end_date: '2024-08-01T00:00:00Z' }

  it('imports a month that was billed elsewhere, which is not billed again until it is voided', async () => {
    const { contracts, invoices, customers } = service.sandbox.v1
    const { alias, customerId, contractId } = await book.sign(card, { starting_at: '2024-07-01T00:00:00Z' })
    await book.use(alias, [['2024-07-20T10:00:00Z', 7]])
    const request = (preview: boolean) =>
      contracts.createHistoricalInvoices({
        preview,
        invoices: [
          {
            customer_id: customerId,
            contract_id: contractId,
            credit_type_id: USD_CENTS,
            ...july,
            issue_date: '2024-08-05T00:00:00Z',
            breakdown_granularity: 'DAY',
            billable_status: 'billable',
            custom_fields: { source: 'spreadsheet' },
            usage_line_items: [
              {
                product_id: units,
                ...july,
                quantity: 42,
                subtotals_with_quantity: [
                  { ...july, exclusive_end_date: '2024-07-02T00:00:00Z', quantity: 40 },
                  { ...july, inclusive_start_date: '2024-07-31T00:00:00Z', quantity: 2 },
                ],
              },
            ],
          },
        ],
      })
    const preview = await request(true)
    expect(preview.data[0]?.total).toBe(420)
    expect((await book.usageInvoice(customerId, '2024-07-01')).status).toBe('DRAFT')

    const { data } = await request(false)
    const imported = await book.usageInvoice(customerId, '2024-07-01')
    expect(imported).toEqual(data[0])
    expect(imported).toMatchObject({
      status: 'FINALIZED',
      issued_at: '2024-08-05T00:00:00.000Z',
      billable_status: 'billable',
      custom_fields: { source: 'spreadsheet' },
      total: 420,
    })
    await expect(request(false)).rejects.toThrow(
      `invoices.0.inclusive_start_date: invoice ${imported.id} bills some of that time`,
    )
    const daysOf = async (id: string, status = 'FINALIZED') => {
      const bounds = { starting_on: july.inclusive_start_date, ending_before: july.exclusive_end_date }
      const days = await Array.fromAsync(
        customers.invoices.listBreakdowns({
          customer_id: customerId,
          ...bounds,
          status,
          skip_zero_qty_line_items: true,
        }),
      )
      return days
        .filter((day) => day.id === id)
        .map(({ breakdown_start_timestamp: from, total }) => [from.slice(5, 10), total])
    }
    // What was given, and not the 7 units that were metered on the 20th.
    const given = [
      ['07-01', 400],
      ['07-31', 20],
    ]
    expect(await daysOf(imported.id)).toEqual(given)
    await service.setClock('2024-08-21T00:00:00Z')
    const starts = (await book.invoices(customerId)).map((invoice) => invoice.start_timestamp?.slice(0, 10))
    expect(starts).toEqual(['2024-07-01', '2024-08-01'])

    // By the events it would be the 7 that were metered.
    const diff = await service.request('GET', `/ext/invoices/${imported.id}/diff?with=now`)
    expect(diff.body).toMatchObject({ data: { total: { invoice: 420, with: 70, difference: -350 } } })
    await invoices.void({ id: imported.id })
    await invoices.regenerate({ id: imported.id })
    const [again] = await book.invoices(customerId, { status: 'FINALIZED' })
    // What was metered: 7 units.
    expect(again).toMatchObject({ regenerated_from_invoice_id: imported.id, total: 70 })
    expect(await daysOf(again?.id ?? '')).toEqual([['07-20', 70]])
    expect(await daysOf(imported.id, 'VOID')).toEqual(given)
  })

  it('takes dates of issue from 1970 to 2200 only', async () => {
    const { customerId, contractId } = await book.sign(card, { starting_at: '2024-07-01T00:00:00Z' })
    const invoice = {
      customer_id: customerId,
      contract_id: contractId,
      credit_type_id: USD_CENTS,
      ...july,
      usage_line_items: [{ product_id: units, ...july, quantity: 42 }],
    }
    const { id: invoice_id } = await book.usageInvoice(customerId)
    const refusals = async (issue_date: string) => {
      const bodies = {
        createHistoricalInvoices: { preview: false, invoices: [{ ...invoice, issue_date }] },
        updateInvoiceIssueDate: { invoice_id, issue_date },
      }
      const answers = Object.entries(bodies).map(([name, body]) =>
        service.request('POST', `/v1/contracts/${name}`, { body }),
      )
      return (await Promise.all(answers)).map(({ status, body }) => [
        status,
        (body as { message: string }).message,
      ])
    }
    const rule = 'must lie in the years 1970 to 2200, in UTC'
    for (const date of ['0000-01-01T00:00:00Z', '1850-01-01T00:00:00Z', '9999-12-31T00:00:00Z']) {
      expect(await refusals(date)).toEqual([
        [400, `invoices.0.issue_date: ${rule}`],
        [400, `issue_date: ${rule}`],
      ])
    }
  })

  it('leaves what is charged in advance for the month after to an invoice of its own, also when it is made anew', async () => {
    const { contracts, invoices } = service.sandbox.v1
    const seat = await book.product({ name: 'Seat', type: 'SUBSCRIPTION' })
    const withSeats = await book.card([
      [units, { rate_type: 'FLAT', price: 10 }],
      [seat, { rate_type: 'FLAT', price: 300, billing_frequency: 'MONTHLY' }],
    ])
    const { customerId, contractId } = await book.sign(withSeats, {
      starting_at: '2024-06-01T00:00:00Z',
      ending_before: '2024-08-01T00:00:00Z',
      subscriptions: [
        {
          collection_schedule: 'ADVANCE',
          initial_quantity: 1,
          proration: { is_prorated: false, invoice_behavior: 'BILL_IMMEDIATELY' },
          subscription_rate: { product_id: seat, billing_frequency: 'MONTHLY' },
        },
      ],
    })
    const june = { inclusive_start_date: '2024-06-01T00:00:00Z', exclusive_end_date: '2024-07-01T00:00:00Z' }
    const { data } = await contracts.createHistoricalInvoices({
      preview: false,
      invoices: [
        {
          customer_id: customerId,
          contract_id: contractId,
          credit_type_id: USD_CENTS,
          ...june,
          issue_date: '2024-07-01T00:00:00Z',
          usage_line_items: [{ product_id: units, ...june, quantity: 5 }],
        },
      ],
    })
    await service.setClock('2024-08-21T00:00:00Z')
    const totals = async () =>
      (await book.invoices(customerId, { status: 'FINALIZED' }))
        .map(({ type, issued_at, total }) => `${type} ${issued_at?.slice(0, 10)} ${total}`)
        .toSorted()
    const seats = ['SCHEDULED 2024-06-01 300', 'SCHEDULED 2024-07-01 300']
    expect(await totals()).toEqual([...seats, 'USAGE 2024-07-01 50', 'USAGE 2024-08-02 0'])
    const id = data[0]?.id ?? ''
    await invoices.void({ id })
    await invoices.regenerate({ id })
    // Nothing was metered in June.
    expect(await totals()).toEqual([...seats, 'USAGE 2024-07-02 0', 'USAGE 2024-08-02 0'])
  })

  it('issues one draft on another date, and sends it as a document before and after', async () => {
    const setup = await book.product({ name: 'Setup', type: 'FIXED' })
    const item = { timestamp: '2024-09-10T00:00:00Z', amount: 12_345.5 }
    const { customerId } = await book.sign(card, {
      net_payment_terms_days: 30,
      ending_before: '2024-12-01T00:00:00Z',
      scheduled_charges: [{ product_id: setup, schedule: { schedule_items: [item] } }],
    })
    const [draft] = await book.invoices(customerId, { type: 'SCHEDULED' })
    const ids = { customer_id: customerId, invoice_id: draft?.id ?? '' }
    const move = (issue_date: string, invoice_id = ids.invoice_id) =>
      service.request('POST', '/v1/contracts/updateInvoiceIssueDate', { body: { invoice_id, issue_date } })
    const download = async () => {
      const response = await service.sandbox.v1.customers.invoices.retrievePdf(ids)
      const texts = readPdf(new Uint8Array(await response.arrayBuffer())).map(({ text }) => text)
      return { texts, name: response.headers.get('content-disposition') }
    }
    const before = await download()
    expect(before.name).toBe(`attachment; filename="invoice-${ids.invoice_id}-draft.pdf"`)
    expect(before.texts).toContain('10 Sep 2024')

    expect((await move('2024-12-01T00:00:01Z')).status).toBe(400)
    const unknown = await move('2024-08-25T00:00:00Z', setup)
    expect([unknown.status, unknown.body]).toEqual([
      404,
      { message: `invoice_id: invoice ${setup} was not found` },
    ])
    expect((await move('2024-08-25T00:00:00Z')).body).toEqual({ data: { id: ids.invoice_id } })
    await service.setClock('2024-08-25T00:00:00Z')
    const [issued] = await book.invoices(customerId, { type: 'SCHEDULED' })
    expect(issued).toMatchObject({
      id: ids.invoice_id,
      status: 'FINALIZED',
      issued_at: '2024-08-25T00:00:00.000Z',
    })
    expect((await move('2024-09-01T00:00:00Z')).body).toMatchObject({
      message: `invoice_id: invoice ${ids.invoice_id} is final; only a draft's issue date can be changed`,
    })
    const after = await download()
    expect(after.name).toBe(`attachment; filename="invoice-${ids.invoice_id}.pdf"`)
    // 12,345.5 cents, due 30 days after 25 August.
    expect(after.texts).toEqual(
      expect.arrayContaining(['Northwind Cloud, Inc.', '500 Harbor Boulevard', '24 Sep 2024', '$123.46']),
    )
  })
})
