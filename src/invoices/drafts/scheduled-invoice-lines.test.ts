import { expect, it } from 'vitest'
import { findBalances } from '../../catalog/balances/find.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { newCommit, newInvoice, newSegment } from '../../catalog/testing/balances.ts'
import { newItem, newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { addRateCard, flatPrice, newRate } from '../../catalog/testing/fixtures.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { computeDrafts } from './compute-drafts.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { openSeatsInTokens } from '../testing/seats-in-tokens.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

it('what a POSTPAID commit covers of a subscription in a custom unit is paid all the same', async () => {
  const { scope, customer, setup, tokens, sign } = await openSeatsInTokens()
  const inTokens = (amount: number) => ({
    creditTypeId: tokens.id,
    segments: [newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z', amount)],
  })
  const billed = newInvoice([newItem('2024-09-01T00:00:00Z', { amount: new Decimal(20) })])
  await sign({
    commits: [
      newCommit(setup.id, { access: inTokens(4), invoice: null }),
      newCommit(setup.id, {
        type: 'POSTPAID',
        access: inTokens(20),
        invoice: { ...billed, creditTypeId: tokens.id },
      }),
    ],
  })
  const heads = await draftHeads(scope, customer.id)
  const isFirst = ({ charges }: (typeof heads)[number]) => charges.length > 0
  const { drafts } = await computeDrafts(scope, [customer.id], heads, isFirst)
  const [invoice] = drafts.map((draft) => draft.invoice)
  const applied = invoice?.lines.filter(({ type }) => type === 'applied_commit_or_credit')
  expect(applied?.map(({ total }) => total.toNumber())).toEqual([-4, -20])
  // Ten at 3 are 30, of which the prepaid 4 are paid: 26 at 25.
  expect(invoice?.total.toNumber()).toBe(650)
})

it('an application names the segment that was drawn, and none where it was several', async () => {
  const { scope: catalogScope, customer, setup, seats, sign } = await openDealDesk()
  const scope = unmeteredScope(catalogScope)
  const card = await addRateCard(scope)
  await addRates(scope, card.id, [newRate(seats.id, { billingFrequency: 'MONTHLY', price: flatPrice(20) })])
  const half = newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z', 80)
  const commits = [[half], [half, half]].map((segments) =>
    newCommit(setup.id, { access: { creditTypeId: null, segments }, invoice: null }),
  )
  const placement = { invoicePlacement: 'ON_SCHEDULED_INVOICE' } as const
  await sign({ rateCardId: card.id, subscriptions: [newSubscription(seats.id, placement)], commits })
  const heads = await draftHeads(scope, customer.id)
  const isFirst = ({ charges }: (typeof heads)[number]) => charges.length > 0
  const { drafts } = await computeDrafts(scope, [customer.id], heads, isFirst)
  const lines = drafts[0]?.invoice.lines ?? []
  const applied = lines.filter(({ type }) => type === 'applied_commit_or_credit')
  const stored = await findBalances(scope, customer.id)
  const [single, double] = stored.map(({ id }) => applied.find(({ commit }) => commit?.id === id))
  // Of 200 for ten seats, 80 of the one and 120 of both halves of the other, or 40 and twice 80.
  expect(applied.reduce((sum, { total }) => sum + total.toNumber(), 0)).toBe(-200)
  expect(single?.commit?.segmentId).toBe(stored[0]?.terms.access.segments[0]?.id)
  expect(double?.commit?.segmentId).toBe(null)
})
