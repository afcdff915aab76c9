import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import type { Invoice } from '../invoices/invoice.ts'
import { checkFont } from './check-font.ts'
import { drawInvoice } from './draw-invoice.ts'
import { newInvoice, newLine, TOKENS } from './testing/invoices.ts'
import { readPdf, type ShownText } from './testing/read-pdf.ts'

const SELLER = { name: 'Northwind Cloud, Inc.', addressLines: ['500 Harbor Boulevard', 'San Francisco'] }

const draw = async (invoice: Invoice) => readPdf(await drawInvoice(invoice, SELLER))

/** The rows of a page's table: the texts of one height each. */
function rowsOf(texts: readonly ShownText[]): string[][] {
  const rows = Map.groupBy(texts, ({ page, y }) => `${page} ${y}`)
  return [...rows.values()].map((row) => row.map(({ text }) => text))
}

const fontPath = (name: string) => fileURLToPath(new URL(`fonts/${name}`, import.meta.url))

describe('a font', () => {
  it('is one that documents can be written in', async () => {
    await expect(checkFont(fontPath('DejaVuSansCondensed.ttf'))).resolves.toBeUndefined()
    for (const path of [fontPath('LICENSE'), '/no/font.ttf']) {
      await expect(checkFont(path)).rejects.toThrow(`METERHOUSE_PDF_FONT: ${path} is not a TrueType`)
    }
  })
})

const NUMBER = /^-?[$\d]/

describe('the document of an invoice', () => {
  it('says who it is from and for, what it is, when it is due, and what is to be paid', async () => {
    const rows = rowsOf(await draw(newInvoice([newLine()])))
    expect(rows.flat()).toEqual(
      expect.arrayContaining([...SELLER.addressLines, 'Northwind Cloud, Inc.', 'Acme Robotics']),
    )
    // Dated 2 September; 30 days later is 2 October.
    for (const row of [
      ['Invoice', '3f1c9d4e-8a10-4b1f-9a5e-2f6d0c7b1e42'],
      ['Status', 'Final'],
      ['Issued', '2 Sep 2024'],
      ['Billing period', '1 Aug 2024 – 31 Aug 2024'],
      ['Payment terms', 'net 30 days'],
      ['Due', '2 Oct 2024'],
      ['Description', 'Quantity', 'Unit price', 'Amount'],
      ['Requests', '2', '$0.05', '$0.10'],
      ['Northwind Cloud, Inc. · Invoice 3f1c9d4e-8a10-4b1f-9a5e-2f6d0c7b1e42', 'Page 1 of 1'],
    ]) {
      expect(rows).toContainEqual(row)
    }
    expect(rows.flat()).toContain('$0.10')
    expect(rows.flat().join()).not.toMatch(/VOID|DRAFT/)
  })

  it('shows 200 lines over several pages, each with the header row, its number and nothing cut off', async () => {
    const lines = Array.from({ length: 200 }, (_, place) =>
      newLine({
        pricingGroupValues: {
          region: `region-${place}`,
          model: place % 9 === 0 ? 'wide-'.repeat(40) : 'small',
        },
        quantity: new Decimal(place).times(100_000),
        total: new Decimal(place).times(500_000),
      }),
    )
    const texts = await draw(newInvoice(lines))
    const pages = Math.max(...texts.map(({ page }) => page))
    expect(pages).toBeGreaterThan(4)
    const all = texts.map(({ text }) => text)
    for (const { pricingGroupValues } of lines) {
      const region = `region: ${pricingGroupValues?.['region']} ·`
      expect(all.filter((text) => text.startsWith(region))).toHaveLength(1)
    }
    for (let page = 1; page <= pages; page += 1) {
      const own = texts.filter((text) => text.page === page)
      expect(own.map(({ text }) => text)).toEqual(
        expect.arrayContaining(['Description', `Page ${page} of ${pages}`]),
      )
      // A4 is 595 by 842 points. What is written above the footer stays above it.
      const footer = own.at(-1)?.y ?? 0
      const body = own.filter(({ y }) => y !== footer)
      expect(Math.min(...body.map(({ y }) => y))).toBeGreaterThan(footer + 10)
      expect(Math.max(...body.map(({ y }) => y))).toBeLessThan(842 - 40)
    }
    expect(all.filter((text) => text === 'Requests (continued)')).toHaveLength(pages - 1)
    // 0 to 199 are 19,900, each of 5,000 dollars.
    expect(all.slice(-4)).toContain('$99,500,000.00')
  })

  it('parts no title and no product from what is below it, wherever a page ends', async () => {
    const of = (customerId: string) => ({
      origin: { lineId: 'line', invoiceId: customerId, customerId, contractId: customerId },
    })
    const constituents = ['ACME', 'BERLIN'].map((id) => {
      return { invoiceId: id, contractId: id, customerId: id, customerName: id }
    })
    const parts = ['eu', 'us'].map((region) =>
      newLine({ name: 'Seats', pricingGroupValues: { region }, ...of('BERLIN') }),
    )
    // Rows of one line and of two, so that the page ends at other heights.
    for (let places = 20; places < 32; places += 1) {
      for (let high = 0; high < 8; high += 1) {
        const before = Array.from({ length: places }, (_, place) =>
          newLine({
            name: `Line ${place}`,
            pricingGroupValues: place < high ? { a: 'b' } : null,
            ...of('ACME'),
          }),
        )
        const texts = await draw({ ...newInvoice([...before, ...parts]), constituents })
        const pageOf = (text: string) => texts.find((one) => one.text === text)?.page
        const pages = ['BERLIN', 'Seats', 'region: eu'].map(pageOf)
        expect(pages).toEqual(pages.map(() => pages[0]))
      }
    }
  })

  it('writes numbers such that their last digits stand below each other', async () => {
    const quantities = ['1', '22', '333', '4444.5']
    const lines = quantities.map((quantity) => newLine({ name: quantity, quantity: new Decimal(quantity) }))
    const texts = await draw(newInvoice(lines))
    const shown = texts.filter(({ text, x }) => NUMBER.test(text) && x > 280 && x < 360)
    expect(shown.map(({ text }) => text)).toEqual(['1', '22', '333', '4,444.5'])
    // In Helvetica a digit is 0.556 of its size wide, a comma and a point 0.278; a line has 9 points.
    const widths = [1, 2, 3].map((digits) => digits * 9 * 0.556)
    const ends = shown.map(({ x }, place) => x + (widths[place] ?? 9 * (5 * 0.556 + 2 * 0.278)))
    for (const end of ends) expect(end).toBeCloseTo(ends[0] ?? 0, 1)
  })

  it('writes names in the letters that they have, and on one line what is meant for one', async () => {
    const names = ['Żółta łódź — Ωμέγα', 'Запросы к API', 'Café “Crème” €5', 'a name\twith\na break']
    const customer = { id: 'c', name: 'Žižkov Телеком s.r.o.', customFields: {} }
    const texts = await draw(
      newInvoice(
        names.map((name) => newLine({ name })),
        { customer },
      ),
    )
    const shown = texts.map(({ text }) => text)
    expect(shown).toEqual(
      expect.arrayContaining([...names.slice(0, 3), 'a name with a break', 'Žižkov Телеком s.r.o.']),
    )
    const row = texts.filter(({ y }) => y === texts.find(({ text }) => text === names[1])?.y)
    expect(row.map(({ text }) => text)).toEqual([names[1], '2', '$0.05', '$0.10'])
  })

  it('writes numbers and Latin letters from left to right beside Hebrew and Arabic ones', async () => {
    const unit = { seq: 9, id: 'unit', name: 'אסימון', isCurrency: false }
    const tier = { level: 1, startingAt: new Decimal(0), size: new Decimal(10) }
    const texts = await draw(
      newInvoice([
        newLine({ name: 'עברית 2024', creditType: unit, unitPrice: new Decimal('1.25') }),
        newLine({ name: 'شركة Acme', pricingGroupValues: { אזור: 'us' }, tier }),
      ]),
    )
    // As they are seen: what is read from the right begins there.
    const rows = rowsOf(texts)
    expect(rows).toContainEqual(['2024', ' תירבע', '2', '1.25 ', 'ןומיסא', '10 ', 'ןומיסא'])
    expect(rows).toContainEqual(['Acme', ' ةكرش', '2', '$0.05', '$0.10'])
    expect(rows).toContainEqual(['רוזא', ': us · Tier 1: 0 to 10'])
    // A digit of Helvetica is 0.556 of its 9 points wide, a point and a space 0.278: a run begins where the last one ends.
    const price = texts.findIndex(({ text }) => text === '1.25 ')
    const width = 9 * (3 * 0.556 + 2 * 0.278)
    expect((texts[price + 1]?.x ?? 0) - (texts[price]?.x ?? 0)).toBeCloseTo(width, 1)
  })

  it('keeps a name between brackets in its place on the second line of a name from right to left', async () => {
    const name = 'שירותי ענן Hope Data (Jerusalem-and-Haifa) Ltd'
    const customer = { id: 'c', name, customFields: {} }
    const texts = await draw(newInvoice([newLine()], { customer }))
    expect(texts.map(({ text }) => text)).toContain('(Jerusalem-and-Haifa) Ltd')
  })

  it('takes no more of a line for a letter without a shape than was measured', async () => {
    const unit = { seq: 9, id: 'unit', name: '推論', isCurrency: false }
    const bytes = await drawInvoice(newInvoice([newLine({ creditType: unit })]), SELLER)
    // The font's box is 1,106 of its 2,048 units wide, and a document counts in thousandths.
    const [, width] = /\/W \[0 \[(\S+) /.exec(Buffer.from(bytes).toString('latin1')) ?? []
    expect(Number(width)).toBeCloseTo((1106 / 2048) * 1000, 0)
  })

  it('writes other letters than Western European ones in the font that is set, if any', async () => {
    const invoice = newInvoice([newLine({ name: 'Запросы к API' })])
    const fontsWith = async (fontFile?: string) => {
      const seller = fontFile === undefined ? SELLER : { ...SELLER, fontFile }
      const text = Buffer.from(await drawInvoice(invoice, seller)).toString('latin1')
      return new Set([...text.matchAll(/BaseFont \/\w{6}\+(\S+)/g)].map(([, name]) => name))
    }
    const [regular, bold] = ['DejaVuSansCondensed', 'DejaVuSansCondensed-Bold']
    expect(await fontsWith()).toEqual(new Set([regular]))
    expect(await fontsWith(fontPath(`${bold}.ttf`))).toEqual(new Set([bold]))
  })

  it('breaks a long name into lines, and a long number too', async () => {
    const name = `${'Everything that there is '.repeat(6)}${'x'.repeat(100)}`
    const quantity = new Decimal('12345678901234567890123456789')
    const texts = await draw(newInvoice([newLine({ name, quantity })]))
    const inColumn = (from: number, to: number) => {
      const top = texts.findIndex(({ text }) => text === 'Amount')
      const end = texts.findIndex(({ text }) => text.startsWith('Total'))
      return texts
        .slice(top + 1, end)
        .filter(({ x }) => x >= from && x < to)
        .map(({ text }) => text)
    }
    expect(inColumn(48, 60).join('').replaceAll(' ', '')).toBe(name.replaceAll(' ', ''))
    expect(inColumn(260, 361).join('')).toBe('12,345,678,901,234,567,890,123,456,789')
  })

  it('says so where there is nothing to charge', async () => {
    const texts = await draw(newInvoice([]))
    expect(texts.map(({ text }) => text)).toContain('No charges in this period.')
    expect(rowsOf(texts).flat()).toContain('$0.00')
  })

  it('says on every page that it was voided, and asks for nothing', async () => {
    const lines = Array.from({ length: 60 }, (_, place) => newLine({ name: `Product ${place}` }))
    const texts = await draw(newInvoice(lines, { status: 'VOID', regeneratedFromId: 'before' }))
    const all = texts.map(({ text }) => text)
    expect(all).toContain('VOID: this invoice was voided. Nothing is to be paid for it.')
    expect(all.filter((text) => text.endsWith(' · VOID'))).toHaveLength(2)
    expect(all).toEqual(expect.arrayContaining(['Void', 'before', 'Voided total (USD)']))
    expect(all).not.toContain('Due')
  })

  it('says on every page which invoice it is, and that it is void, however long its seller is called', async () => {
    const seller = {
      ...SELLER,
      name: 'Northwind Cloud Services International Holdings (Deutschland) GmbH & Co. KG',
    }
    const invoice = newInvoice([newLine()], { status: 'VOID' })
    const texts = readPdf(await drawInvoice(invoice, seller))
    expect(rowsOf(texts).at(-1)).toEqual([`Invoice ${invoice.id} · VOID`, 'Page 1 of 1'])
  })

  it('writes the whole of an amount in the same letters, also beside details in small ones', async () => {
    const creditType = { ...TOKENS, name: 'Compute credits of the year' }
    const amount = { creditType, total: new Decimal(1) }
    const lines = [
      newLine({ ...amount, pricingGroupValues: { region: 'eu' } }),
      newLine({ ...amount, name: 'Plain' }),
    ]
    const texts = await draw(newInvoice(lines))
    const ends = texts.filter(({ text, x }) => text.endsWith('the year') && x > 460)
    expect(ends).toHaveLength(2)
    expect(ends[0]?.x).toBe(ends[1]?.x)
  })

  it('says that a draft is no invoice yet', async () => {
    const texts = await draw(newInvoice([newLine()], { status: 'DRAFT' }))
    const all = texts.map(({ text }) => text)
    expect(all).toEqual(expect.arrayContaining(['Draft invoice', 'To be issued', 'Draft total (USD)']))
    expect(all.join()).toContain('DRAFT: this is not an invoice yet.')
  })

  it('is the same, byte for byte, for the same invoice', async () => {
    const invoice = newInvoice([newLine(), newLine({ name: 'Żółta' })])
    const first = await drawInvoice(invoice, SELLER)
    expect(Buffer.compare(first, await drawInvoice(invoice, SELLER))).toBe(0)
  })
})
