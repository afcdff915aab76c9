import { describe, expect, it } from 'vitest'
import { findLedgerEntries } from '../../catalog/invoices/find-ledger-entries.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import { updateProduct } from '../../catalog/products/update.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { addCustomerBalance, newCommit, ofCustomer } from '../../catalog/testing/balances.ts'
import { newOverride } from '../../catalog/testing/contract-terms.ts'
import { addProduct, newRate } from '../../catalog/testing/fixtures.ts'
import { addInvoice } from '../../catalog/testing/invoices.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { readInvoice } from '../document/document.ts'
import { allHeads } from '../heads/draft-heads.ts'
import { usageHeadId } from '../heads/invoice-heads.ts'
import type { InvoiceLine } from '../invoice.ts'
import { createHistoricalInvoices } from './create.ts'
import type { HistoricalUsage } from './historical-usage.ts'
import { august, openImportDesk, subtotal, TEN_DAYS } from './testing/import-desk.ts'

const shown = (lines: readonly InvoiceLine[] = []) =>
  lines.map(({ name, period, quantity, unitPrice, total, tier }) => [
    name,
    ...(period === null
      ? []
      : [formatInstant(period.from).slice(8, 10), formatInstant(period.to).slice(8, 10)]),
    quantity.toNumber(),
    unitPrice.toNumber(),
    total.toNumber(),
    ...(tier === null ? [] : [tier.level]),
  ])

describe('an imported invoice', () => {
  it('is final at once, with the usage that was given at the contract’s prices, and draws on nothing', async () => {
    const { scope, customer, setup, contract, usage, invoice, create } = await openImportDesk()
    await addCustomerBalance(scope, ofCustomer(customer.id, newCommit(setup.id, { invoice: null })))
    const facts = { billableStatus: 'unbillable', customFields: { source: 'old' } } as const
    const [made] = await create(invoice([usage(100)], facts))
    const [stored] = await findInvoices(scope, customer.id)
    if (made === undefined || stored === undefined) throw new Error('nothing was imported')
    expect(readInvoice(stored)).toEqual(made)
    expect(made).toMatchObject({ status: 'FINALIZED', type: 'USAGE', period: TEN_DAYS, imported: facts })
    expect(made.issuedAt).toBe(at('2024-08-12T00:00:00Z'))
    expect(made.contract).toMatchObject({ id: contract.id, customFields: { deal: 'D-1' } })
    expect(shown(made.lines)).toEqual([['Requests', '01', '11', 100, 5, 500]])
    expect(made.total.toNumber()).toBe(500)
    expect(await findLedgerEntries(scope, [customer.id])).toEqual([])
  })

  it('can be looked at before, and is not stored then', async () => {
    const { scope, customer, usage, invoice, drafts } = await openImportDesk()
    const [made] = await createHistoricalInvoices(scope, [invoice([usage(100)])], true)
    expect(made?.total.toNumber()).toBe(500)
    expect(await findInvoices(scope, customer.id)).toEqual([])
    expect(await drafts()).toEqual([['08-01', '09-01']])
  })

  it('counts all lines of a product in its tiers, each line for itself', async () => {
    const { steps, usage, invoice, create } = await openImportDesk()
    const [made] = await create(
      invoice([
        usage(60, { productId: steps.id, period: august(6, 11) }),
        usage(80, { productId: steps.id, period: august(1, 6) }),
      ]),
    )
    // 80 of the first hundred are used when the 60 come: 20 at 10, and 40 at 4.
    expect(shown(made?.lines)).toEqual([
      ['Steps', '06', '11', 20, 10, 200, 1],
      ['Steps', '06', '11', 40, 4, 160, 2],
      ['Steps', '01', '06', 80, 10, 800, 1],
    ])
    expect(made?.total.toNumber()).toBe(1160)
  })

  it('prices each subtotal at its own time', async () => {
    const { scope, card, requests, usage, invoice, create } = await openImportDesk()
    const later = {
      startingAt: august(5, 6).from,
      price: { rateType: 'FLAT', price: new Decimal(7) },
    } as const
    await addRates(scope, card.id, [newRate(requests.id, later)])
    const subtotals = [subtotal(august(5, 11), '1.5'), subtotal(august(1, 3), 2), subtotal(august(3, 5), 1)]
    const [made] = await create(invoice([usage(null, { subtotals })]))
    expect(shown(made?.lines)).toEqual([
      ['Requests', '01', '05', 3, 5, 15],
      ['Requests', '05', '11', 1.5, 7, 10.5],
    ])
  })

  it('takes in one what has one price all along, whatever changes for other usage', async () => {
    const { scope, card, regional, requests, sign, usage, invoice, create } = await openImportDesk()
    const later = { startingAt: august(5, 6).from }
    await addRates(scope, card.id, [newRate(regional.id, { ...later, pricingGroupValues: { region: 'us' } })])
    const ofRequests = newOverride({ ...later, productId: requests.id })
    const { id: contractId } = await sign({ overrides: [ofRequests] })
    const eu = { productId: regional.id, pricingGroupValues: { region: 'eu' } }
    const [made] = await create(invoice([usage(3, eu)], { contractId }))
    expect(shown(made?.lines)).toEqual([['Storage', '01', '11', 3, 5, 15]])
  })

  it('takes quantities as they are, without conversion, and prices of the contract’s own', async () => {
    const { scope, card, sign, usage, invoice, create } = await openImportDesk()
    const inThousands = await addProduct(scope, {
      name: 'Tokens',
      quantityConversion: { factor: new Decimal(1000), operation: 'DIVIDE', name: null },
    })
    await addRates(scope, card.id, [newRate(inThousands.id)])
    const { id: contractId } = await sign({ overrides: [newOverride()] })
    const [made] = await create(invoice([usage(3, { productId: inThousands.id })], { contractId }))
    expect(shown(made?.lines)).toEqual([['Tokens', '01', '11', 3, 2.5, 7.5]])
  })

  it('has lines for group values, which are those of the product’s keys', async () => {
    const { regional, usage, invoice, create, refusal } = await openImportDesk()
    const eu = { productId: regional.id, pricingGroupValues: { region: 'eu' } }
    const [made] = await create(
      invoice([usage(1, eu), usage(2, { ...eu, presentationGroupValues: { user: 'ada' } })]),
    )
    expect(made?.lines.map((line) => [line.presentationGroupValues, line.total.toNumber()])).toEqual([
      [{ user: null }, 5],
      [{ user: 'ada' }, 10],
    ])
    const line = 'invoices.0.usage_line_items.0.'
    const other = { period: august(11, 12) }
    const refused = (changes: Partial<HistoricalUsage>) =>
      refusal(invoice([usage(1, { ...eu, ...other, ...changes })], other))
    expect(await refused({ pricingGroupValues: {} })).toBe(`${line}pricing_group_values: must have region`)
    expect(await refused({ presentationGroupValues: { team: 'a' } })).toBe(
      `${line}presentation_group_values: team is not in the product's group key`,
    )
    const unpriced = `${line}product_id: the contract has no price for it at its time and group values`
    expect(await refused({ pricingGroupValues: { region: 'us' } })).toBe(unpriced)
    // What was taken back does not hide that neither has a price.
    const [morning, noon, evening] = [11, 11.5, 12]
    const subtotals = [subtotal(august(morning, noon), 5), subtotal(august(noon, evening), -5)]
    expect(await refused({ pricingGroupValues: { region: 'us' }, quantity: null, subtotals })).toBe(unpriced)
  })
})

describe('what an imported invoice bills', () => {
  it('is billed by no draft, whatever part of a billing period it is', async () => {
    const { usage, invoice, create, drafts } = await openImportDesk()
    const period = august(5, 11)
    await create(invoice([usage(1, { period })], { period }))
    expect(await drafts()).toEqual([
      ['08-01', '08-05'],
      ['08-11', '09-01'],
    ])
  })

  it('is not imported twice, nor where another invoice bills it', async () => {
    const { scope, contract, usage, invoice, create, refusal, drafts } = await openImportDesk()
    const [first] = await create(invoice([usage(1)]))
    const again = august(10, 12)
    expect(await refusal(invoice([usage(1, { period: again })], { period: again }))).toBe(
      `invoices.0.inclusive_start_date: invoice ${first?.id} bills some of that time`,
    )
    const period = august(11, 13)
    const id = await addInvoice(scope, contract, { period, headId: usageHeadId(contract.id, period) })
    const after = august(12, 14)
    expect(await refusal(invoice([usage(1, { period: after })], { period: after }))).toContain(id)
    expect(await drafts()).toEqual([['08-13', '09-01']])
  })

  it('can be imported again once it is voided, or made from what was metered, but not both', async () => {
    const { scope, customer, usage, invoice, create, drafts } = await openImportDesk()
    const [first] = await create(invoice([usage(1)]))
    await voidInvoice(scope, first?.id ?? '')
    const left = [['08-11', '09-01']]
    expect(await drafts()).toEqual(left)
    const periods = async () => (await allHeads(scope, customer.id)).map(({ period }) => period)
    expect(await periods()).toContainEqual(TEN_DAYS)
    const part = (period: TimeRange) => invoice([usage(1, { period })], { period })
    await create(part(august(1, 6)), part(august(6, 11)))
    expect(await drafts()).toEqual(left)
    expect(await periods()).not.toContainEqual(TEN_DAYS)
  })

  it('is imported again for the part of it that was voided, where another import bills the rest', async () => {
    const { scope, customer, usage, invoice, create, drafts } = await openImportDesk()
    const [whole] = await create(invoice([usage(1)]))
    await voidInvoice(scope, whole?.id ?? '')
    const part = (period: TimeRange) => invoice([usage(1, { period })], { period })
    const [, later] = await create(part(august(1, 6)), part(august(6, 11)))
    await voidInvoice(scope, later?.id ?? '')
    await create(part(august(6, 11)))
    const standing = (await findInvoices(scope, customer.id)).filter(({ voidedAt }) => voidedAt === null)
    expect(standing.map(({ period }) => period)).toEqual([august(1, 6), august(6, 11)])
    expect(await drafts()).toEqual([['08-11', '09-01']])
  })

  it('is that of one contract, and may be up to now', async () => {
    const { scope, customer, sign, usage, invoice, create } = await openImportDesk()
    const { id: contractId } = await sign()
    const period = { ...TEN_DAYS, to: scope.clock.now() }
    const dates = { period, issuedAt: period.to }
    const given = [usage(1, { period })]
    await create(invoice(given, dates), invoice(given, { ...dates, contractId }))
    expect(await findInvoices(scope, customer.id)).toHaveLength(2)
  })

  it('is not imported for a part of what a voided invoice billed, the rest of which nobody would bill', async () => {
    const { scope, contract, usage, invoice, create, refusal, drafts } = await openImportDesk()
    const period = august(1, 13)
    const id = await addInvoice(scope, contract, { period, headId: usageHeadId(contract.id, period) })
    await voidInvoice(scope, id)
    const part = (some: TimeRange) => invoice([usage(1, { period: some })], { period: some })
    const rule =
      'inclusive_start_date: a voided invoice billed 2024-08-01T00:00:00.000Z to 2024-08-13T00:00:00.000Z; ' +
      'import all of that time in one request, or regenerate it'
    expect(await refusal(part(august(1, 11)))).toBe(`invoices.0.${rule}`)
    expect(await refusal(part(august(13, 14)), part(august(1, 6)), part(august(6, 12)))).toBe(
      `invoices.1.${rule}`,
    )
    // What goes beyond it leaves nothing of it.
    await create(part(august(1, 14)))
    expect(await drafts()).toEqual([['08-14', '09-01']])
  })

  it('is all of a request or none of it', async () => {
    const { scope, customer, usage, invoice, refusal } = await openImportDesk()
    const period = august(11, 12)
    const second = invoice([usage(1, { period, quantity: null })], { period })
    expect(await refusal(invoice([usage(1)]), second)).toBe(
      'invoices.1.usage_line_items.0.quantity: must be given, or subtotals_with_quantity',
    )
    expect(await refusal(invoice([usage(1)]), invoice([usage(1)]))).toBe(
      'invoices.1.inclusive_start_date: its time overlaps that of invoices.0',
    )
    expect(await findInvoices(scope, customer.id)).toEqual([])
  })
})

describe('an import is refused by name', () => {
  it('where its dates are not those of the past of the contract', async () => {
    const { usage, invoice, refusal } = await openImportDesk()
    const of = (period: TimeRange) => refusal(invoice([usage(1, { period })], { period }))
    expect(await of(august(0, 2))).toMatch(/^invoices.0.inclusive_start_date: .*start of the contract$/)
    expect(await of(august(14, 17))).toBe('invoices.0.exclusive_end_date: must not be in the future')
    expect(await of(august(3, 3))).toBe('invoices.0.exclusive_end_date: must be after inclusive_start_date')
    const late = invoice([usage(1)], { issuedAt: august(20, 20).from })
    expect(await refusal(late)).toBe('invoices.0.issue_date: must not be in the future')
  })

  it('where its currency, contract or product is another', async () => {
    const { seats, usage, invoice, refusal } = await openImportDesk()
    expect(await refusal(invoice([], { creditTypeId: 'other' }))).toBe(
      `invoices.0.credit_type_id: must be ${USD_CENTS_ID}, the currency of the contract`,
    )
    expect(await refusal(invoice([], { contractId: 'none' }))).toBe(
      'invoices.0.contract_id: contract none was not found',
    )
    expect(await refusal(invoice([usage(1, { productId: seats.id })]))).toBe(
      'invoices.0.usage_line_items.0.product_id: must be a product of type USAGE',
    )
    expect(await refusal(invoice([usage(1, { productId: 'none' })]))).toBe(
      'invoices.0.usage_line_items.0.product_id: product none was not found',
    )
  })

  it('where its quantities do not fit together', async () => {
    const { scope, card, requests, usage, invoice, refusal } = await openImportDesk()
    const line = 'invoices.0.usage_line_items.0.'
    const of = (...given: HistoricalUsage[]) => refusal(invoice(given))
    const subtotals = [subtotal(august(1, 3), 2), subtotal(august(3, 5), 1)]
    expect(await of(usage(4, { subtotals }))).toBe(
      `${line}quantity: must be the sum of subtotals_with_quantity, 3`,
    )
    expect(await of(usage(null, { subtotals: [subtotal(august(10, 12), 1)] }))).toBe(
      `${line}subtotals_with_quantity.0.exclusive_end_date: must not be after the end of the usage line item`,
    )
    expect(await of(usage(1), usage(1, { period: august(10, 11) }))).toBe(
      'invoices.0.usage_line_items.1.quantity: its time overlaps that of usage_line_items.0.quantity, ' +
        'which is of the same product and group values',
    )
    const later = {
      startingAt: august(5, 6).from,
      price: { rateType: 'FLAT', price: new Decimal(7) },
    } as const
    await addRates(scope, card.id, [newRate(requests.id, later)])
    expect(await of(usage(1))).toBe(
      `${line}quantity: the price changes within its time; give subtotals_with_quantity of before and after`,
    )
    await updateProduct(scope, requests.id, august(3, 4).from, { name: 'Calls' })
    expect(await of(usage(1, { period: august(2, 5) }))).toBe(
      `${line}quantity: the product changes within its time; give subtotals_with_quantity of before and after`,
    )
  })
})
