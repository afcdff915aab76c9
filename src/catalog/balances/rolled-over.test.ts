import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import type { NewBalance } from './new-balance.ts'
import { newCommit, newCredit, newSegment, newUsageSpecifier } from '../testing/balances.ts'
import { openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { findBalances } from './find.ts'
import { rolledOverBalance } from './rolled-over.ts'
import type { CatalogBalance } from './rows.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)

/** A contract's commit or credit for August and September, and a contract from 1 September on that renews it. */
async function openRenewal({
  balance = {},
  endingBefore = null,
}: { balance?: Partial<NewBalance>; endingBefore?: number | null } = {}) {
  const desk = await openDealDesk()
  const { scope, customer, setup } = desk
  const segments = [
    newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z'),
    newSegment('2024-08-01T00:00:00Z', '2026-01-01T00:00:00Z'),
  ]
  const commit = newCommit(setup.id, {
    name: 'Annual',
    access: { creditTypeId: null, segments },
    rolloverFraction: new Decimal('0.5'),
    specifiers: [newUsageSpecifier({ productTags: ['core'] })],
    ...balance,
  })
  const isCredit = commit.type === 'CREDIT'
  const contract = await desk.sign(isCredit ? { credits: [commit] } : { commits: [commit] })
  const renewal = await desk.sign({
    startingAt: day('2024-09-01'),
    endingBefore,
    transition: { fromContractId: contract.id, isTrueupRemoved: false },
  })
  const [origin] = await findBalances(scope, customer.id)
  if (origin === undefined) throw new Error('the contract has a commit')
  const rollOver = (from: CatalogBalance = origin) =>
    rolledOverBalance(
      from,
      from.terms.access.segments.map(({ id }, index) => ({
        segmentId: id,
        amount: new Decimal(index === 0 ? 300 : 500),
      })),
      renewal,
    )
  return { ...desk, contract, renewal, origin, rollOver }
}

const spans = ({ terms }: CatalogBalance) =>
  terms.access.segments.map(({ amount, startingAt, endingBefore }) => [
    amount.toNumber(),
    startingAt,
    endingBefore,
  ])

test('what is left is a free commit of the renewal that says what its origin says', async () => {
  const { contract, renewal, origin, rollOver } = await openRenewal()
  const rolledOver = rollOver()
  expect(rolledOver).toMatchObject({
    contractId: renewal.id,
    type: 'PREPAID',
    origin: { kind: 'ROLLOVER', balanceId: origin.id, contractId: contract.id, type: 'PREPAID' },
    uniquenessKey: null,
    createdAt: day('2024-09-01'),
    archivedAt: null,
  })
  expect(rolledOver.terms).toEqual({
    ...origin.terms,
    access: { ...origin.terms.access, segments: rolledOver.terms.access.segments },
    invoice: null,
    rolloverFraction: null,
  })
})

describe('it may be drawn from the renewal’s start', () => {
  test('to its end', async () => {
    const { rollOver } = await openRenewal({ endingBefore: day('2025-03-01') })
    expect(spans(rollOver())).toEqual([
      [300, day('2024-09-01'), day('2025-03-01')],
      [500, day('2024-09-01'), day('2025-03-01')],
    ])
  })

  test('where that has none for a year, or as long as it could be before', async () => {
    const { rollOver } = await openRenewal()
    expect(spans(rollOver())).toEqual([
      [300, day('2024-09-01'), day('2025-09-01')],
      [500, day('2024-09-01'), day('2026-01-01')],
    ])
  })
})

test('a credit stays one, and what is left of a POSTPAID commit is PREPAID', async () => {
  const credit = await openRenewal({ balance: { type: 'CREDIT', invoice: null } })
  expect(credit.rollOver()).toMatchObject({ type: 'CREDIT', origin: { type: 'CREDIT' } })
  const segments = newCredit('').access?.segments ?? []
  const postpaid = await openRenewal({
    balance: { type: 'POSTPAID', access: { creditTypeId: null, segments } },
  })
  expect(postpaid.rollOver()).toMatchObject({ type: 'PREPAID', origin: { type: 'POSTPAID' } })
})

test('its ids are the same each time, and no other’s', async () => {
  const { origin, rollOver } = await openRenewal()
  const idsOf = ({ id, terms }: CatalogBalance) => [id, ...terms.access.segments.map((segment) => segment.id)]
  expect(idsOf(rollOver())).toEqual(idsOf(rollOver()))
  const other = rollOver({ ...origin, id: 'another' })
  expect(new Set([rollOver().id, other.id, origin.id]).size).toBe(3)
})

test('a customer’s own is not rolled over', async () => {
  const { origin, rollOver } = await openRenewal()
  expect(() => rollOver({ ...origin, contractId: null })).toThrow('is of no contract')
})

test('what was for one seat still is', async () => {
  const { origin, rollOver } = await openRenewal()
  const subscription = {
    subscriptionId: 'team',
    allocation: 'INDIVIDUAL',
    isSeatIncreaseProrated: true,
  } as const
  const ofAnn = { ...subscription, seatId: 'ann', seatGroupKey: 'user' }
  const seat = {
    ...origin,
    origin: { kind: 'RECURRING', recurringId: 'monthly', subscription: ofAnn },
  } as const
  expect(rollOver(seat).terms.specifiers).toEqual([
    newUsageSpecifier({ productTags: ['core'], pricingGroupValues: { user: 'ann' } }),
    newUsageSpecifier({ productTags: ['core'], presentationGroupValues: { user: 'ann' } }),
  ])
})
