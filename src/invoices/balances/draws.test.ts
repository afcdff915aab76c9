import { describe, expect, it } from 'vitest'
import { newCredit, newSegment } from '../../catalog/testing/balances.ts'
import { newSubscription, openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { openDrawBook } from './draw-book.ts'
import { drawsFor } from './draws.ts'

/** How many credits the usage invoice of August may draw on where there is one from 1 September on. */
async function openToAugust(hasSubscription: boolean): Promise<number> {
  const { scope, customer, seats, setup, sign } = await openDealDesk()
  const segments = [newSegment('2024-09-01T00:00:00Z', '2024-10-01T00:00:00Z', 300)]
  const contract = await sign({
    subscriptions: hasSubscription ? [newSubscription(seats.id)] : [],
    credits: [newCredit(setup.id, { access: { creditTypeId: null, segments } })],
  })
  const heads = await draftHeads(scope, customer.id)
  const august = heads.find(({ period }) => period !== null)
  if (august === undefined) throw new Error('there is no usage invoice')
  const book = await openDrawBook(scope, [customer.id], [contract], august.issuedAt)
  return drawsFor(book, august).balances.length
}

describe('what a usage invoice may draw on', () => {
  it('is open as it ends, for the subscriptions that it bills in advance', async () => {
    expect(await openToAugust(true)).toBe(1)
    expect(await openToAugust(false)).toBe(0)
  })
})
