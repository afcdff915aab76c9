import { expect, it } from 'vitest'
import { createCustomerBalance } from '../../catalog/balances/create.ts'
import { createContract } from '../../catalog/contracts/create.ts'
import { newRecurring, newSegment, ofCustomer } from '../../catalog/testing/balances.ts'
import { newContract } from '../../catalog/testing/fixtures.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { computeDrafts } from './compute-drafts.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'

const SEPTEMBER = at('2024-09-01T00:00:00Z')

/** What is to be paid on a customer's drafts of an instant, by their types. */
async function totalsAt(
  scope: Awaited<ReturnType<typeof openHierarchyDesk>>['scope'],
  customerId: string,
  instant: number,
) {
  const heads = await draftHeads(scope, customerId)
  const isAsked = ({ period, agreedAt }: (typeof heads)[number]) => (period?.to ?? agreedAt) === instant
  const { drafts } = await computeDrafts(scope, [customerId], heads, isAsked)
  return Object.fromEntries(drafts.map(({ invoice }) => [invoice.type, invoice.total.toNumber()]))
}

it('usage draws before what is charged on the date on which its period ends, whichever contract was made first', async () => {
  const desk = await openHierarchyDesk()
  const { scope, card, sign, sharedCommit, onUsageInvoice, onOwnInvoice } = desk
  const { customerId } = await sign('Acme', { subscriptions: onOwnInvoice })
  const terms = { rateCardId: card.id, subscriptions: onUsageInvoice }
  await createContract(scope, newContract(customerId, terms))
  const segments = [newSegment('2024-08-31T00:00:00Z', '2024-10-01T00:00:00Z', 300)]
  const commit = sharedCommit({ access: { creditTypeId: null, segments } })
  await createCustomerBalance(scope, ofCustomer(customerId, commit))
  // 200 of 300 for August, in arrears; 100 are left of the 200 for September, in advance.
  expect(await totalsAt(scope, customerId, SEPTEMBER)).toEqual({ USAGE: 0, SCHEDULED: 100 })
})

it('what is charged on a date that is ahead draws on what is granted by then', async () => {
  const { scope, setup, setNow, sign, onOwnInvoice: subscriptions } = await openHierarchyDesk()
  // 50 on each day, for that day.
  const recurringCredits = [newRecurring(setup.id, { recurrenceFrequency: 'DAILY' })]
  const { customerId } = await sign('Acme', { subscriptions, recurringCredits })
  setNow(at('2024-08-15T12:00:00Z'))
  expect(await totalsAt(scope, customerId, SEPTEMBER)).toEqual({ USAGE: 0, SCHEDULED: 150 })
})
