import { expect, it } from 'vitest'
import { openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addCustomer } from '../../catalog/testing/fixtures.ts'
import { addInvoice } from '../../catalog/testing/invoices.ts'
import { refusalOf } from '../../catalog/testing/refusal.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { customerOf, locateInvoice } from './locate.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

it('an invoice is found by its id alone, or with whose it is, and not as another customer’s', async () => {
  const { scope: catalogScope, customer, sign } = await openDealDesk()
  const scope = unmeteredScope(catalogScope)
  const contract = await sign()
  const other = await addCustomer(scope, 'other')
  const final = await addInvoice(scope, contract, {})
  const draft = (await draftHeads(scope, customer.id))[0]?.id ?? ''
  for (const [id, status] of [
    [final, 'stored'],
    [draft, 'draft'],
  ] as const) {
    for (const customerId of [undefined, customer.id]) {
      const located = await locateInvoice(scope, id, customerId)
      expect([located.status, customerOf(located)]).toEqual([status, customer.id])
    }
    const refusal = await refusalOf(locateInvoice(scope, id, other.id))
    expect([refusal.kind, refusal.message]).toEqual(['not_found', `invoice ${id} was not found`])
  }
})
