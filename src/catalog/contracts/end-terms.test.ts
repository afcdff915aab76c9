import { describe, expect, test } from 'vitest'
import { newCharge, newItem, newOverride, newSubscription, openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { endTerms } from './end-terms.ts'
import type { ContractTerms } from './terms.ts'

const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')

/** Two of each, one from August and one from September on, the first to October; charges on both dates. */
async function openTerms(changes: { scheduledChargesOnUsageInvoices?: 'ALL' } = {}): Promise<ContractTerms> {
  const { seats, setup, sign } = await openDealDesk()
  const ended = { endingBefore: OCTOBER }
  const later = { startingAt: SEPTEMBER }
  const items = [
    newItem('2024-08-01T00:00:00Z'),
    newItem('2024-09-01T00:00:00Z'),
    newItem('2024-10-01T00:00:00Z'),
  ]
  const { terms } = await sign({
    overrides: [newOverride(ended), newOverride(later)],
    subscriptions: [newSubscription(seats.id, ended), newSubscription(seats.id, later)],
    scheduledCharges: [newCharge(setup.id, { items })],
    discounts: [newCharge(setup.id, { items })],
    ...changes,
  })
  const filter = { groupKey: 'project', groupValues: ['p1'] }
  return {
    ...terms,
    usageFilters: [
      { ...filter, startingAt: terms.startingAt },
      { ...filter, ...later },
    ],
  }
}

describe('where a contract ends in September', () => {
  test('what is in force ends with it, and what would start then or later goes', async () => {
    const ended = endTerms(await openTerms(), SEPTEMBER)
    expect(ended.endingBefore).toBe(SEPTEMBER)
    expect(ended.overrides.map(({ endingBefore }) => endingBefore)).toEqual([SEPTEMBER])
    expect(ended.subscriptions.map(({ endingBefore }) => endingBefore)).toEqual([SEPTEMBER])
    expect(ended.usageFilters).toHaveLength(1)
  })

  test('nothing is charged from then on, but for what the last usage invoice takes', async () => {
    const chargesOf = ({ scheduledCharges, discounts }: ContractTerms) =>
      [...scheduledCharges, ...discounts].map(({ items }) => items.length)
    expect(chargesOf(endTerms(await openTerms(), SEPTEMBER))).toEqual([1, 1])
    const onUsageInvoices = await openTerms({ scheduledChargesOnUsageInvoices: 'ALL' })
    expect(chargesOf(endTerms(onUsageInvoices, SEPTEMBER))).toEqual([2, 2])
  })
})

test('a term without an end keeps none, and a later end or none changes nothing else', async () => {
  const terms = await openTerms()
  expect(endTerms(terms, OCTOBER + 1)).toEqual({
    ...terms,
    endingBefore: OCTOBER + 1,
  })
  expect(endTerms(terms, null)).toEqual(terms)
})

test('a later end extends no subscription that is billed in advance', async () => {
  const { seats, sign } = await openDealDesk()
  const { terms } = await sign({
    endingBefore: SEPTEMBER,
    subscriptions: [
      newSubscription(seats.id, { collectionSchedule: 'ADVANCE' }),
      newSubscription(seats.id, { collectionSchedule: 'ARREARS' }),
    ],
  })
  const endsOf = (end: number | null) =>
    endTerms(terms, end).subscriptions.map(({ endingBefore }) => endingBefore)
  expect(endsOf(OCTOBER)).toEqual([SEPTEMBER, null])
  expect(endsOf(null)).toEqual([SEPTEMBER, null])
})

test('the end that a contract has already changes nothing, not even a charge at it', async () => {
  const { setup, sign } = await openDealDesk()
  const { terms } = await sign({
    endingBefore: SEPTEMBER,
    scheduledCharges: [newCharge(setup.id, { items: [newItem('2024-09-01T00:00:00Z')] })],
  })
  expect(endTerms(terms, SEPTEMBER)).toEqual(terms)
})
