import { expect, it } from 'vitest'
import { addRates } from '../../catalog/rates/add-many.ts'
import { flatPrice, newRate } from '../../catalog/testing/fixtures.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { createHistoricalInvoices } from './create.ts'
import type { HistoricalUsage } from './historical-usage.ts'
import { partsOfLines } from './line-parts.ts'
import { august, openImportDesk, subtotal } from './testing/import-desk.ts'

/** A desk that looks at what would be imported, and shows each line: its tier, quantity and total, then what each day brought to it. */
async function openDesk() {
  const desk = await openImportDesk()
  const made = async (...given: HistoricalUsage[]) => {
    const [invoice] = await createHistoricalInvoices(desk.scope, [desk.invoice(given)], true)
    if (invoice === undefined) throw new Error('nothing would be imported')
    return invoice
  }
  const parted = async (...given: HistoricalUsage[]) =>
    partsOfLines(await made(...given), given).map(({ line, parts }) => [
      [line.tier?.level ?? null, line.quantity.toNumber(), line.total.toNumber()],
      ...parts.map(({ period, quantity, total }) => [
        formatInstant(period.from).slice(8, 10),
        quantity.toNumber(),
        total.toNumber(),
      ]),
    ])
  return { ...desk, made, parted }
}

it('tiers go on from one usage to the next, and each has lines of its own', async () => {
  const { steps, usage, parted } = await openDesk()
  const of = (...subtotals: HistoricalUsage['subtotals']) => usage(null, { productId: steps.id, subtotals })
  const first = of(subtotal(august(5, 7), 30), subtotal(august(1, 3), 60))
  const between = of(subtotal(august(3, 5), 50))
  // Up to 60, then 110, then 140, at 10 for the first hundred and 4 after.
  expect(await parted(first, between)).toEqual([
    [
      [1, 60, 600],
      ['01', 60, 600],
    ],
    [
      [2, 30, 120],
      ['05', 30, 120],
    ],
    [
      [1, 40, 400],
      ['03', 40, 400],
    ],
    [
      [2, 10, 40],
      ['03', 10, 40],
    ],
  ])
})

it('what is taken back comes from the highest tier, and a line that comes to nothing has its parts', async () => {
  const { steps, usage, parted } = await openDesk()
  const subtotals = [subtotal(august(1, 2), 110), subtotal(august(2, 3), -20)]
  expect(await parted(usage(90, { productId: steps.id, subtotals }))).toEqual([
    [
      [1, 90, 900],
      ['01', 100, 1000],
      ['02', -10, -100],
    ],
    [
      [2, 0, 0],
      ['01', 10, 40],
      ['02', -10, -40],
    ],
  ])
  // The first tier holds what is below 0.
  const below = [subtotal(august(1, 2), -5), subtotal(august(2, 3), 7)]
  expect(await parted(usage(null, { productId: steps.id, subtotals: below }))).toEqual([
    [
      [1, 2, 20],
      ['01', -5, -50],
      ['02', 7, 70],
    ],
  ])
})

it('each price has its own time, and each group its own lines; what is nothing has no part', async () => {
  const { scope, card, requests, regional, usage, parted } = await openDesk()
  await addRates(scope, card.id, [
    newRate(requests.id, { startingAt: august(5, 6).from, price: flatPrice(7) }),
  ])
  const nothing = usage(0, { period: august(1, 2) })
  const changing = usage(null, {
    subtotals: [subtotal(august(3, 5), 1), subtotal(august(5, 6), 0), subtotal(august(6, 8), 2)],
  })
  const eu = { productId: regional.id, pricingGroupValues: { region: 'eu' } }
  const ada = usage(3, { ...eu, presentationGroupValues: { user: 'ada' } })
  expect(await parted(nothing, changing, usage(4, eu), ada)).toEqual([
    [
      [null, 1, 5],
      ['03', 1, 5],
    ],
    [
      [null, 2, 14],
      ['06', 2, 14],
    ],
    [
      [null, 4, 20],
      ['01', 4, 20],
    ],
    [
      [null, 3, 15],
      ['01', 3, 15],
    ],
  ])
})

it('lines that are not what was given are an error', async () => {
  const { steps, usage, made } = await openDesk()
  const given = [usage(110, { productId: steps.id })]
  const invoice = await made(...given)
  const [first] = invoice.lines
  if (first === undefined) throw new Error('there is no line')
  expect(() => partsOfLines(invoice, [usage(111, { productId: steps.id })])).toThrow(
    /^line .* does not match the usage that was given for it$/,
  )
  expect(() => partsOfLines(invoice, [])).toThrow(/^line .* does not match the usage that was given for it$/)
  // Without the second tier's.
  expect(() => partsOfLines({ ...invoice, lines: [first] }, given)).toThrow(
    /has no line for some of the usage that was given$/,
  )
  expect(() => partsOfLines({ ...invoice, lines: [] }, given)).toThrow(
    /^usage_line_items.0.quantity: no line of the imported invoice covers its time$/,
  )
})
