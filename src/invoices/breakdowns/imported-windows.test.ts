import { describe, expect, it } from 'vitest'
import { voidInvoice } from '../../catalog/invoices/void.ts'
import { createPricingUnit } from '../../catalog/pricing-units/create.ts'
import { updateProduct } from '../../catalog/products/update.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { addProduct, addRateCard, flatPrice, newRate } from '../../catalog/testing/fixtures.ts'
import { Decimal, ZERO } from '../../kernel/decimal.ts'
import { formatInstant, HOUR_MS } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { august, openImportDesk, subtotal, TEN_DAYS } from '../historical/testing/import-desk.ts'
import { listBreakdowns } from './list.ts'
import type { Breakdown } from './window-invoices.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

/** A desk that imports, and lists what is imported window by window; the warehouse is not there to be asked. */
async function openDesk() {
  const desk = await openImportDesk()
  const scope = unmeteredScope(desk.scope)
  const windows = async (
    windowSize: 'DAY' | 'HOUR' = 'DAY',
    { from, to }: TimeRange = TEN_DAYS,
    status: 'FINALIZED' | 'VOID' = 'FINALIZED',
  ) => {
    const { breakdowns } = await listBreakdowns(scope, desk.customer.id, {
      windowSize,
      status,
      startingOn: from,
      endingBefore: to,
      isNewestFirst: false,
      skipsZero: false,
      cursor: undefined,
    })
    return breakdowns
  }
  return { ...desk, windows }
}

const hours = (day: number, from: number, to: number): TimeRange => ({
  from: august(day, day + 1).from + from * HOUR_MS,
  to: august(day, day + 1).from + to * HOUR_MS,
})

/** A window by its day and hour, its total, and its lines: name, tier, quantity and total. */
const shown = ({ window, invoice }: Breakdown) => [
  formatInstant(window.from).slice(8, 13),
  invoice.total.toNumber(),
  ...invoice.lines.map(({ name, tier, quantity, total }) => [
    name,
    tier?.level ?? null,
    quantity.toNumber(),
    total.toNumber(),
  ]),
]

/** What windows add up to: the total, and each line's quantity and total by its id. */
function sumOf(breakdowns: readonly Breakdown[]) {
  const lines = breakdowns.flatMap(({ invoice }) => invoice.lines)
  const sum = (some: readonly { total: Decimal }[]) =>
    some.reduce((all, { total }) => all.plus(total), ZERO).toNumber()
  const quantity = (own: typeof lines) => own.reduce((all, one) => all.plus(one.quantity), ZERO).toNumber()
  const byId = Map.groupBy(lines, ({ id }) => id)
  return {
    total: sum(breakdowns.map(({ invoice }) => invoice)),
    lines: new Map([...byId].map(([id, own]) => [id, [quantity(own), sum(own)]])),
  }
}

describe('a window of an imported invoice', () => {
  it('has the subtotals of its hours, in tiers that go on, and the windows add up to the invoice', async () => {
    const { steps, usage, invoice, create, windows } = await openDesk()
    const subtotals = [
      subtotal(hours(1, 10, 11), 60),
      subtotal(hours(1, 23, 24), 30),
      subtotal(hours(2, 0, 1), 20),
      subtotal(august(4, 5), 5),
    ]
    const [made] = await create(invoice([usage(115, { productId: steps.id, subtotals })]))
    const days = await windows()
    // 60 and 30 at 10; of 20 the 10 that are left at 10, and 10 at 4; then 5 at 4.
    expect(days.map(shown)).toEqual([
      ['01T00', 900, ['Steps', 1, 90, 900]],
      ['02T00', 140, ['Steps', 1, 10, 100], ['Steps', 2, 10, 40]],
      ['03T00', 0, ['Steps', 2, 0, 0]],
      ['04T00', 20, ['Steps', 2, 5, 20]],
      ...['05', '06', '07', '08', '09', '10'].map((day) => [`${day}T00`, 0, ['Steps', 2, 0, 0]]),
    ])
    expect(days.every(({ invoice: { id, status } }) => id === made?.id && status === 'FINALIZED')).toBe(true)
    // The invoice has 100 at 10, and 15 at 4.
    const [first, second] = made?.lines ?? []
    const lines = new Map([
      [first?.id, [100, 1000]],
      [second?.id, [15, 60]],
    ])
    expect(sumOf(days)).toEqual({ total: 1060, lines })
    const byHour = await windows('HOUR', hours(1, 9, 12))
    expect(byHour.map(shown)).toEqual([
      ['01T09', 0, ['Steps', 1, 0, 0]],
      ['01T10', 600, ['Steps', 1, 60, 600]],
      ['01T11', 0, ['Steps', 1, 0, 0]],
    ])
  })

  it('that is shorter than a subtotal has the whole of it where it ends, and none of it before', async () => {
    const { regional, usage, invoice, create, windows } = await openDesk()
    const eu = { productId: regional.id, pricingGroupValues: { region: 'eu' } }
    const subtotals = [subtotal(august(2, 3), 24), subtotal(hours(3, 5, 6), 1)]
    await create(invoice([usage(null, { ...eu, subtotals }), usage(7)]))
    const byHour = await windows('HOUR', august(2, 3))
    expect(byHour.map(({ invoice }) => invoice.total.toNumber())).toEqual([...Array(23).fill(0), 120])
    // With keys it is there only where it was used, and says since when; that without is there at nothing.
    expect(byHour[22]?.invoice.lines.map(({ name }) => name)).toEqual(['Requests'])
    expect(byHour[23]?.invoice.lines.map(({ name, period }) => [name, period])).toEqual([
      ['Storage', august(2, 3)],
      ['Requests', hours(2, 23, 24)],
    ])
    // Seven without subtotals are of ten days.
    const days = await windows()
    expect(days.map(({ invoice }) => invoice.total.toNumber())).toEqual([0, 120, 5, 0, 0, 0, 0, 0, 0, 35])
    expect(days[9]?.invoice.lines.map(({ quantity, period }) => [quantity.toNumber(), period])).toEqual([
      [7, TEN_DAYS],
    ])
  })

  it('is at the invoice’s prices, whatever has changed since, also once it is voided', async () => {
    const { scope, card, requests, usage, invoice, create, windows } = await openDesk()
    const subtotals = [subtotal(august(1, 2), 3), subtotal(august(9, 10), 2)]
    const [made] = await create(invoice([usage(5, { subtotals })]))
    const before = await windows()
    await addRates(scope, card.id, [newRate(requests.id, { price: flatPrice(99) })])
    await updateProduct(scope, requests.id, august(3, 4).from, { name: 'Calls' })
    expect(await windows()).toEqual(before)
    await voidInvoice(scope, made?.id ?? '')
    expect(await windows()).toEqual([])
    const voided = await windows('DAY', TEN_DAYS, 'VOID')
    expect(voided.map(({ invoice }) => invoice.total.toNumber())).toEqual([15, 0, 0, 0, 0, 0, 0, 0, 10, 0])
    expect(voided.map(({ invoice }) => invoice.lines)).toEqual(before.map(({ invoice }) => invoice.lines))
  })

  it('counts custom units through their conversion on the invoice', async () => {
    const { scope, requests, sign, usage, invoice, create, windows } = await openDesk()
    const tokens = await createPricingUnit(scope, 'Tokens')
    const conversions = [{ customCreditTypeId: tokens.id, fiatPerCustomCredit: new Decimal(25) }]
    const card = await addRateCard(scope, { conversions })
    const plain = await addProduct(scope, { name: 'Plain' })
    await addRates(scope, card.id, [
      newRate(requests.id, { price: flatPrice(2), creditTypeId: tokens.id }),
      newRate(plain.id),
    ])
    const { id: contractId } = await sign({ rateCardId: card.id })
    const subtotals = [subtotal(august(1, 2), 3), subtotal(august(2, 3), '0.5')]
    const period = august(1, 3)
    const given = [usage(null, { period, subtotals }), usage(1, { period, productId: plain.id })]
    const [made] = await create(invoice(given, { contractId, period }))
    const days = await windows()
    // 3 at 2 tokens of 25 cents; then half of one, and the other product's one at 5 cents.
    expect(days.map(shown)).toEqual([
      ['01T00', 150, ['Requests', null, 3, 6], ['Plain', null, 0, 0], ['Tokens conversion', null, 6, 150]],
      ['02T00', 30, ['Requests', null, 0.5, 1], ['Plain', null, 1, 5], ['Tokens conversion', null, 1, 25]],
    ])
    const [used, other, converted] = made?.lines ?? []
    const lines = new Map([
      [used?.id, [3.5, 7]],
      [other?.id, [1, 5]],
      [converted?.id, [7, 175]],
    ])
    expect(sumOf(days)).toEqual({ total: 180, lines })
  })

  it('counts a custom unit that was used and given back, though the invoice has no conversion of it', async () => {
    const { scope, requests, sign, usage, invoice, create, windows } = await openDesk()
    const tokens = await createPricingUnit(scope, 'Tokens')
    const conversions = [{ customCreditTypeId: tokens.id, fiatPerCustomCredit: new Decimal(25) }]
    const card = await addRateCard(scope, { conversions })
    await addRates(scope, card.id, [newRate(requests.id, { price: flatPrice(2), creditTypeId: tokens.id })])
    const { id: contractId } = await sign({ rateCardId: card.id })
    const period = august(1, 4)
    const subtotals = [subtotal(august(1, 2), 3), subtotal(august(3, 4), -3)]
    const [made] = await create(invoice([usage(null, { period, subtotals })], { contractId, period }))
    expect(made?.lines.map(({ name }) => name)).toEqual(['Requests'])
    const days = await windows()
    // 3 at 2 tokens of 25 cents, then nothing, then the same back.
    expect(days.map(shown)).toEqual([
      ['01T00', 150, ['Requests', null, 3, 6], ['Tokens conversion', null, 6, 150]],
      ['02T00', 0, ['Requests', null, 0, 0]],
      ['03T00', -150, ['Requests', null, -3, -6], ['Tokens conversion', null, -6, -150]],
    ])
    expect(sumOf(days).total).toBe(0)
  })
})
