import { describe, expect, it } from 'vitest'
import { addCustomerBalance, newCommit, newSegment, ofCustomer } from '../../catalog/testing/balances.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import type { ChildAccess } from '../../catalog/balances/terms.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { drawnBy, isOpenTo, isSharedWith } from './child-access.ts'
import { openDrawableBalances } from './drawable-balances.ts'
import { openHierarchyDesk } from '../testing/hierarchy.ts'

const day = (instant: number) => formatInstant(instant).slice(5, 10)

/** Acme and its child Berlin, which both start in August 2024, and a commit of any customer's own from July to the year's end. */
async function openDesk() {
  const desk = await openHierarchyDesk()
  const { scope, setup, sign } = desk
  const parent = await sign('Acme', { endingBefore: at('2024-11-01T00:00:00Z') })
  const child = await sign('Berlin', { startingAt: at('2024-07-15T00:00:00Z') }, parent)
  const access = {
    creditTypeId: null,
    segments: [newSegment('2024-07-01T00:00:00Z', '2025-01-01T00:00:00Z', 300)],
  }
  const commitOf = (customerId: string, childAccess: ChildAccess = { type: 'ALL' }) =>
    addCustomerBalance(
      scope,
      ofCustomer(customerId, newCommit(setup.id, { invoice: null, access, childAccess })),
    )
  return { ...desk, parent, child, commitOf }
}

describe('what a customer shares with children', () => {
  it('is for those of its own contracts alone, and for none of another parent', async () => {
    const { sign, parent, child, commitOf } = await openDesk()
    const stranger = await sign('Globex')
    const nephew = await sign('Oslo', {}, stranger)
    const commit = await commitOf(parent.customerId)
    expect([child, nephew, stranger].map((one) => isSharedWith(commit, one))).toEqual([true, false, false])
    expect([parent, child, nephew, stranger].map((one) => isOpenTo(commit, one))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  it('is for none where it is shared with none, or with others', async () => {
    const { sign, parent, child, commitOf } = await openDesk()
    const sibling = await sign('Oslo', {}, parent)
    const own = await commitOf(parent.customerId, { type: 'NONE' })
    const siblings = await commitOf(parent.customerId, { type: 'CONTRACT_IDS', contractIds: [sibling.id] })
    expect([own, siblings].map((commit) => isSharedWith(commit, child))).toEqual([false, false])
    expect(isSharedWith(siblings, sibling)).toBe(true)
  })

  it('is there from the start of the contract that they are children of, until its end', async () => {
    const { scope, parent, child, commitOf } = await openDesk()
    const commit = await commitOf(parent.customerId)
    const drawable = (await openDrawableBalances(scope, [commit])).get(commit.id)
    if (drawable === undefined) throw new Error('there is no commit')
    const contracts = new Map([parent, child].map((one) => [one.id, one]))
    const timesFor = (contract: typeof child) =>
      drawnBy(drawable, contract, contracts)?.segments.map((one) => [
        day(one.startingAt),
        day(one.endingBefore),
      ])
    // The customer's own contracts draw on all of it.
    expect(timesFor(parent)).toEqual([['07-01', '01-01']])
    expect(timesFor(child)).toEqual([['08-01', '11-01']])
  })
})
