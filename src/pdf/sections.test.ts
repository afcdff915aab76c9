import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import type { Invoice, InvoiceLine } from '../invoices/invoice.ts'
import { at } from '../catalog/testing/memory-catalog.ts'
import { sectionsOf } from './sections.ts'
import { invoiceFacts, isRounded, totalsOf } from './summary.ts'
import { AUGUST, newApplied, newCover, newInvoice, newLine, TOKENS } from './testing/invoices.ts'

/** Each section's title, and its rows without what is empty. */
const show = (invoice: Invoice) =>
  sectionsOf(invoice).map(({ title, rows }) => [
    title,
    ...rows.map(({ description, details, quantity, unitPrice, amount }) =>
      [description, details, quantity, unitPrice, amount].filter((text) => text !== ''),
    ),
  ])

describe('the table of an invoice', () => {
  it('has the lines of a product together, with what tells them apart and their sum', () => {
    const tier = (level: number, startingAt: number, size: number | null) => ({
      level,
      startingAt: new Decimal(startingAt),
      size: size === null ? null : new Decimal(size),
    })
    const invoice = newInvoice([
      newLine({ tier: tier(1, 0, 1000), quantity: new Decimal(1000), total: new Decimal('5000.5') }),
      newLine({
        name: 'Storage',
        pricingGroupValues: { region: 'eu' },
        presentationGroupValues: { user: null },
      }),
      newLine({ tier: tier(2, 1000, 500), quantity: new Decimal(500), total: new Decimal(2500) }),
      newLine({ tier: tier(3, 1500, null) }),
    ])
    // 50.005 + 25 + 0.1 dollars are 75.105, half a cent of which is rounded up.
    expect(show(invoice)).toEqual([
      [
        null,
        ['Requests', '$75.11'],
        ['Tier 1: 0 to 1,000', '1,000', '$0.05', '$50.01'],
        ['Tier 2: 1,000 to 1,500', '500', '$0.05', '$25.00'],
        ['Tier 3: above 1,500', '2', '$0.05', '$0.10'],
        ['Storage', 'region: eu · user: none', '2', '$0.05', '$0.10'],
      ],
    ])
  })

  it('has what is put together under the name of each customer, and of the contract where there are several', () => {
    const of = (customerId: string, contractId = `deal of ${customerId}`) => ({
      origin: { lineId: 'line', invoiceId: `of ${contractId}`, customerId, contractId },
    })
    const parties = [of('acme'), of('berlin', 'first'), of('berlin', 'second'), of('oslo')]
    const constituents = parties.map(({ origin: { invoiceId, customerId, contractId } }) => {
      return { invoiceId, contractId, customerId, customerName: customerId.toUpperCase() }
    })
    const lines = [
      newLine(of('acme')),
      { ...newApplied('PREPAID', 'Deal', 4), ...of('acme') },
      newLine(of('berlin', 'first')),
      newLine({ name: 'Storage', ...of('berlin', 'second') }),
    ]
    expect(show({ ...newInvoice(lines), constituents })).toEqual([
      ['ACME', ['Requests', '2', '$0.05', '$0.10']],
      ['ACME · Commits and credits applied', ['Deal', 'prepaid commit', '-$0.04']],
      ['BERLIN · Contract first', ['Requests', '2', '$0.05', '$0.10']],
      ['BERLIN · Contract second', ['Storage', '2', '$0.05', '$0.10']],
    ])
    expect(sectionsOf({ ...newInvoice([]), constituents })).toEqual([{ title: null, rows: [] }])
  })

  it('says when a line is for, where that is not the whole period', () => {
    const whole = newLine({ name: 'Seats', type: 'subscription' })
    const days = { from: at('2024-08-16T00:00:00Z'), to: AUGUST.to }
    const hours = { from: at('2024-08-16T07:00:00Z'), to: AUGUST.to }
    const invoice = newInvoice([
      whole,
      { ...whole, period: days, isProrated: true },
      { ...whole, period: hours },
    ])
    const parts = sectionsOf(invoice)[0]?.rows.slice(1) ?? []
    expect(parts.map(({ description }) => description)).toEqual([
      'Seats',
      '16 Aug 2024 – 31 Aug 2024 · prorated',
      '16 Aug 2024 07:00 – 1 Sep 2024 00:00 UTC',
    ])
  })

  it('names what covers a part of a line, takes that off, and shows a postpaid commit without taking it off', () => {
    const invoice = newInvoice([
      newLine({
        commit: newCover('PREPAID'),
        quantity: new Decimal('33.33333333333333333333'),
        total: new Decimal(100),
      }),
      newLine({ quantity: new Decimal('6.66666666666666666667'), total: new Decimal(20) }),
      newApplied('PREPAID', 'Prepaid 2024', 100),
      newApplied('POSTPAID', 'Minimum', 20),
    ])
    expect(show(invoice)).toEqual([
      [
        null,
        ['Requests', '$1.20'],
        ['covered by Prepaid 2024', '33.33333333', '$0.05', '$1.00'],
        ['not covered', '6.66666667', '$0.05', '$0.20'],
      ],
      ['Commits and credits applied', ['Prepaid 2024', 'prepaid commit', '-$1.00']],
      [
        'Counted towards postpaid commits (for information; payable, not subtracted)',
        ['Minimum', 'postpaid commit', '$0.20'],
      ],
    ])
    expect(totalsOf(invoice)).toEqual([
      ['Charges', '$1.20'],
      ['Commits and credits', '-$1.00'],
      ['Total due (USD)', '$0.20'],
    ])
  })

  it('shows a percentage as that of what was spent, in its tiers, and what it takes to reach its minimum', () => {
    const product = { id: 'fee', type: 'COMPOSITE' as const, name: 'Fee', tags: [], customFields: {} }
    const of = (spent: number, fraction: string, total: string, tier: InvoiceLine['tier'] = null) =>
      newLine({
        name: 'Fee',
        product,
        quantity: new Decimal(spent),
        unitPrice: new Decimal(fraction),
        total: new Decimal(total),
        tier,
      })
    // 12.5% of 15 dollars are 1.875; the minimum is 5 dollars.
    expect(show(newInvoice([of(1500, '0.125', '500')]))).toEqual([
      [null, ['Fee', 'includes $3.13 to reach the minimum', '$15.00', '12.5%', '$5.00']],
    ])
    const [low, high] = [
      { level: 1, startingAt: new Decimal(0), size: new Decimal(2000) },
      { level: 2, startingAt: new Decimal(2000), size: null },
    ]
    expect(show(newInvoice([of(2000, '0.1', '200', low), of(50_000, '0.02', '1000', high)]))).toEqual([
      [
        null,
        ['Fee', '$12.00'],
        ['Tier 1: $0.00 to $20.00', '$20.00', '10%', '$2.00'],
        ['Tier 2: above $20.00', '$500.00', '2%', '$10.00'],
      ],
    ])
  })

  it('counts custom units through their conversion alone', () => {
    const invoice = newInvoice([
      newLine({ creditType: TOKENS, unitPrice: new Decimal('0.5'), total: new Decimal(1) }),
      newLine({ name: 'Setup', type: 'scheduled' }),
      newLine({
        name: 'Tokens conversion',
        type: 'cpu_conversion',
        product: null,
        quantity: new Decimal(1),
        unitPrice: new Decimal(300),
        total: new Decimal(300),
      }),
    ])
    expect(show(invoice)).toEqual([
      [null, ['Requests', '2', '0.5 Tokens', '1 Tokens'], ['Setup', '2', '$0.05', '$0.10']],
      ['Conversion of custom units', ['Tokens conversion', '1', '$3.00', '$3.00']],
    ])
    expect(totalsOf(invoice)).toEqual([
      ['Charges', '$0.10'],
      ['Custom units', '$3.00'],
      ['Total due (USD)', '$3.10'],
    ])
  })
})

describe('the totals of an invoice', () => {
  it('are the total alone where there are only charges', () => {
    expect(totalsOf(newInvoice([newLine()]))).toEqual([['Total due (USD)', '$0.10']])
  })

  it('are due from who pays, and else those of a statement', () => {
    const invoice = newInvoice([newLine()])
    const paidBy = (contractId: string) =>
      totalsOf({ ...invoice, payer: { contractId, customerId: 'parent' } })
    expect(paidBy(invoice.contract.id)).toEqual([['Total due (USD)', '$0.10']])
    expect(paidBy('of the parent')).toEqual([['Statement total (USD)', '$0.10']])
  })

  it('are not due, and nothing is, where it was imported as not billable', () => {
    const contract = { ...newInvoice([]).contract, netPaymentTermsDays: 30 }
    const shown = (billableStatus: 'billable' | 'unbillable') => {
      const imported = { customFields: {}, billableStatus }
      const invoice = newInvoice([newLine()], { contract, imported })
      return [totalsOf(invoice)[0]?.[0], invoiceFacts(invoice).some(([name]) => name === 'Due')]
    }
    expect(shown('billable')).toEqual(['Total due (USD)', true])
    expect(shown('unbillable')).toEqual(['Statement total (USD)', false])
  })

  it('are rounded where an amount has parts of a cent', () => {
    expect(isRounded(newInvoice([newLine()]))).toBe(false)
    expect(isRounded(newInvoice([newLine({ total: new Decimal('0.5') })]))).toBe(true)
  })
})
