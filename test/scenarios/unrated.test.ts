import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPriceBook } from '../support/price-book.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
let book: ReturnType<typeof openPriceBook>
beforeAll(async () => {
  service = await startTestService()
  await service.setClock('2024-08-01T00:00:00Z')
  book = openPriceBook(service)
})
afterAll(() => service.stop())

it('what has a price at other times alone is listed as unrated, unless its product is archived', async () => {
  const [ended, later, overwritten, archived] = [
    await book.sumProduct({ name: 'Ended' }),
    await book.sumProduct({ name: 'Later' }),
    await book.sumProduct({ name: 'Overwritten' }),
    await book.sumProduct({ name: 'Archived' }),
  ]
  const untilFifth = { rate_type: 'FLAT' as const, price: 2, ending_before: '2024-08-05T00:00:00Z' }
  const card = await book.card([
    [ended, untilFifth],
    [archived, untilFifth],
    [later, { rate_type: 'FLAT', price: 2, starting_at: '2024-10-01T00:00:00Z' }],
  ])
  const { alias, customerId } = await book.sign(card, {
    overrides: [
      {
        product_id: overwritten,
        type: 'OVERWRITE',
        starting_at: '2024-08-01T00:00:00Z',
        ending_before: '2024-08-05T00:00:00Z',
        overwrite_rate: { rate_type: 'FLAT', price: 1 },
      },
    ],
  })
  await service.sandbox.v1.contracts.products.archive({ product_id: archived })
  await service.setClock('2024-09-20T00:00:00Z')
  await book.use(alias, [['2024-09-10T00:00:00Z', 10]])
  const unrated = async () => {
    const { id, total } = await book.usageInvoice(customerId, '2024-09-01')
    expect(total).toBe(0)
    const { body } = await service.request('GET', `/ext/invoices/${id}/unrated`)
    const { data } = body as { data: { product_name: string; quantity: number }[] }
    return Object.fromEntries(data.map(({ product_name, quantity }) => [product_name, quantity]))
  }
  const all = { Ended: 10, Later: 10, Overwritten: 10 }
  expect(await unrated()).toEqual(all)
  await service.setClock('2024-10-03T00:00:00Z')
  expect(await unrated()).toEqual(all)
})
