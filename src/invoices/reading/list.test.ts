import { expect, it } from 'vitest'
import { newCharge, newItem, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { listInvoices } from './list.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

it('an invoice without a period is chosen by its own date, the bounds among them', async () => {
  const { scope: catalogScope, customer, setup, sign } = await openDealDesk()
  const scope = unmeteredScope(catalogScope)
  const dates = ['01', '10', '20'].map((day) => `2024-09-${day}T00:00:00Z`)
  const charge = newCharge(setup.id, { items: dates.map((date) => newItem(date)) })
  await sign({ rateCardId: null, scheduledCharges: [charge] })
  const listed = async (bounds: { startingOn?: number; endingBefore?: number }) => {
    const page = { isNewestFirst: false, limit: 10, cursor: undefined }
    const { invoices } = await listInvoices(scope, customer.id, { ...page, ...bounds })
    return invoices.map(({ issuedAt }) => formatInstant(issuedAt).slice(8, 10))
  }
  const tenth = at('2024-09-10T00:00:00Z')
  expect(await listed({})).toEqual(['01', '10', '20'])
  expect(await listed({ startingOn: tenth })).toEqual(['10', '20'])
  expect(await listed({ endingBefore: tenth })).toEqual(['01', '10'])
})
