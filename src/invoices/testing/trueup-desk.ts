import { findBalances } from '../../catalog/balances/find.ts'
import type { NewBalance } from '../../catalog/balances/new-balance.ts'
import { editContract } from '../../catalog/contracts/edit.ts'
import { addRates } from '../../catalog/rates/add-many.ts'
import { newCommit, newInvoice, newSegment } from '../../catalog/testing/balances.ts'
import { newEdit, newItem, newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { flatPrice, newRate } from '../../catalog/testing/fixtures.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { draftHeads } from '../heads/draft-heads.ts'

export const AUGUST = '2024-08-01T00:00:00Z'

/** A desk where POSTPAID commits of 1,000 are signed for, and the true-ups of what is left of them are seen. */
export async function openTrueupDesk() {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  /** A commit of 1,000 that is drawn from August until a date, and whose rest is billed on another. */
  const postpaid = (until: string, billedOn: string, doNotInvoice = false) =>
    newCommit(setup.id, {
      type: 'POSTPAID',
      access: { creditTypeId: null, segments: [newSegment(AUGUST, until)] },
      invoice: { ...newInvoice([newItem(billedOn)]), doNotInvoice },
    })
  const trueups = async () => (await draftHeads(scope, customer.id)).filter(({ trueup }) => trueup !== null)
  const shown = async () =>
    (await trueups()).map(({ issuedAt, dueAt }) =>
      [issuedAt, dueAt].map((instant) => formatInstant(instant).slice(5, 10)),
    )
  const commitId = async () => (await findBalances(scope, customer.id))[0]?.id ?? ''

  /** Signs for seats by the quarter from August on, of which more are billed as the next quarter starts. */
  const signQuarterly = async (
    commit: NewBalance,
    invoicePlacement: 'ON_USAGE_INVOICE' | 'ON_SCHEDULED_INVOICE',
  ) => {
    await addRates(scope, desk.card.id, [
      newRate(desk.seats.id, { billingFrequency: 'QUARTERLY', price: flatPrice(60) }),
    ])
    const quarterly = newSubscription(desk.seats.id, { billingFrequency: 'QUARTERLY', invoicePlacement })
    const contract = await desk.sign({
      commits: [commit],
      subscriptions: [{ ...quarterly, isProrated: true, invoiceBehavior: 'BILL_ON_NEXT_COLLECTION_DATE' }],
    })
    const addSeats = async () => {
      const more = { startingAt: at('2024-08-20T00:00:00Z'), quantity: new Decimal(12), quantityDelta: null }
      const id = contract.terms.subscriptions[0]?.id ?? ''
      const update = { id, seatGroupKey: null, quantityUpdates: [more], seatUpdates: [] }
      const ref = { customerId: customer.id, contractId: contract.id }
      await editContract(scope, ref, newEdit({ changes: { subscriptionUpdates: [update] } }))
    }
    return { contract, addSeats }
  }
  return { ...desk, postpaid, trueups, shown, commitId, signQuarterly }
}
