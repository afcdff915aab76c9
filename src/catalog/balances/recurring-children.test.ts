import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { isApplicable } from '../../rating/drawdown/is-applicable.ts'
import { charge } from '../../rating/drawdown/testing/balances.ts'
import { archiveContract } from '../contracts/archive.ts'
import { editContract } from '../contracts/edit.ts'
import { getContract } from '../contracts/get.ts'
import type { NewContract } from '../contracts/create.ts'
import type { NewRecurringBalance, NewSubscription } from '../contracts/new-terms.ts'
import { updateContractEndDate } from '../contracts/update-end-date.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { newRecurring, newUsageSpecifier } from '../testing/balances.ts'
import { newEdit, newSubscription, openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { recurringChildrenOf } from './recurring-children.ts'
import type { CatalogBalance } from './rows.ts'
import { isSeatAdjustment } from './seat-adjustment.ts'
import { drawnBalance } from './to-drawn.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)
const dayOf = (instant: number) => formatInstant(instant).slice(0, 10)

/** A contract from 1 August 2024 on, signed on the 15th, and its children up to a day, and one ahead. */
async function openContract(terms: (desk: Awaited<ReturnType<typeof openDealDesk>>) => Partial<NewContract>) {
  const desk = await openDealDesk()
  const { id: contractId } = await desk.sign(terms(desk))
  const ref = { customerId: desk.customer.id, contractId }
  const edit = (parts: Parameters<typeof newEdit>[0]) => editContract(desk.scope, ref, newEdit(parts))
  const contract = () => getContract(desk.scope, ref)
  const until = async (date: string) => recurringChildrenOf(await contract(), day(date))
  return { ...desk, ref, edit, contract, until }
}

/** With one recurring commit of 10 times 5 a month. */
const openMonthly = (changes: Partial<NewRecurringBalance> = {}) =>
  openContract(({ setup }) => ({ recurringCommits: [newRecurring(setup.id, changes)] }))

/** Segments as their first day, their end and their amount. */
const segmentsOf = (children: readonly CatalogBalance[]) =>
  children.flatMap(({ terms }) =>
    terms.access.segments.map(({ startingAt, endingBefore, amount }) => [
      dayOf(startingAt),
      dayOf(endingBefore),
      amount.toFixed(),
    ]),
  )

test('there are more children where the contract is made longer', async () => {
  const { ref, scope, until } = await openContract(({ setup }) => ({
    endingBefore: day('2024-10-01'),
    recurringCommits: [newRecurring(setup.id)],
  }))
  const starts = async () => segmentsOf(await until('2025-01-01')).map(([start]) => start)
  expect(await starts()).toEqual(['2024-08-01', '2024-09-01'])
  await updateContractEndDate(scope, ref, day('2024-12-01'))
  expect(await starts()).toEqual(['2024-08-01', '2024-09-01', '2024-10-01', '2024-11-01'])
})

test('a contract that is made longer once it was over has those of the time between', async () => {
  const { ref, scope, edit, contract, until } = await openContract(({ setup }) => ({
    endingBefore: day('2024-09-01'),
    recurringCommits: [newRecurring(setup.id)],
  }))
  const seen = async () => segmentsOf(await until('2024-11-15')).map(([start, , amount]) => [start, amount])
  scope.setNow(day('2024-10-10'))
  await updateContractEndDate(scope, ref, day('2024-12-01'))
  const months = ['08', '09', '10', '11'].map((month) => `2024-${month}-01`)
  expect(await seen()).toEqual(months.map((month) => [month, '50']))
  // It ran all the time, so that what is said now is for what starts later.
  const [recurring] = (await contract()).terms.recurringCommits
  const accessAmount = { unitPrice: new Decimal(20), quantity: null }
  await edit({ changes: { recurringCommitUpdates: [{ id: recurring?.id ?? '', accessAmount }] } })
  expect(await seen()).toEqual(months.map((month, index) => [month, index < 3 ? '50' : '100']))
})

test('a contract that ended earlier by mistake has each of its children once', async () => {
  const { ref, scope, until } = await openMonthly()
  const before = await until('2024-11-15')
  scope.setNow(day('2024-09-10'))
  await updateContractEndDate(scope, ref, day('2024-08-22'))
  expect(await until('2024-11-15')).toHaveLength(1)
  scope.setNow(day('2024-10-10'))
  await updateContractEndDate(scope, ref, null)
  expect(await until('2024-11-15')).toEqual(before)
})

test('a child says what its recurring commit says, and names it', async () => {
  const invoiceAmount = { unitPrice: new Decimal(8), quantity: new Decimal(5), creditTypeId: USD_CENTS_ID }
  const { setup, contract, until } = await openMonthly({
    name: 'Monthly',
    description: 'why',
    priority: new Decimal(3),
    rateType: 'COMMIT_RATE',
    invoiceAmount,
    rolloverFraction: new Decimal('0.5'),
    netsuiteSalesOrderId: 'SO-1',
    specifiers: [newUsageSpecifier({ productTags: ['core'] })],
  })
  const { id, customerId, terms } = await contract()
  const [child] = await until('2024-08-15')
  const said = {
    name: 'Monthly',
    description: 'why',
    productId: setup.id,
    priority: new Decimal(3),
    rateType: 'COMMIT_RATE',
    applicableProductIds: [],
    applicableProductTags: [],
    specifiers: [newUsageSpecifier({ productTags: ['core'] })],
    access: {
      creditTypeId: USD_CENTS_ID,
      segments: [
        {
          id: expect.any(String) as string,
          amount: new Decimal(50),
          startingAt: day('2024-08-01'),
          endingBefore: day('2024-09-01'),
        },
      ],
    },
    invoice: {
      creditTypeId: USD_CENTS_ID,
      items: [
        {
          id: expect.any(String) as string,
          timestamp: day('2024-08-01'),
          amount: new Decimal(40),
          unitPrice: new Decimal(8),
          quantity: new Decimal(5),
        },
      ],
      doNotInvoice: false,
    },
    invoiceContractId: null,
    isTrueupDisabled: false,
    rolloverFraction: new Decimal('0.5'),
    applicableContractIds: null,
    childAccess: { type: 'NONE' },
    netsuiteSalesOrderId: 'SO-1',
    salesforceOpportunityId: null,
    customFields: {},
  }
  const createdAt = day('2024-08-01')
  expect(child).toEqual({
    seq: 0,
    id: expect.any(String) as string,
    customerId,
    contractId: id,
    type: 'PREPAID',
    origin: { kind: 'RECURRING', recurringId: terms.recurringCommits[0]?.id, subscription: null },
    uniquenessKey: null,
    createdAt,
    archivedAt: null,
    archivedWith: null,
    versions: [{ seq: 0, kind: 'CREATE', change: {}, terms: said, contractVersionId: null, createdAt }],
    terms: said,
  })
})

test('children are made a period ahead, commits first, those of credits as credits', async () => {
  const { until } = await openContract(({ setup }) => ({
    recurringCredits: [newRecurring(setup.id, { name: 'free' })],
    recurringCommits: [newRecurring(setup.id, { name: 'paid', startingAt: day('2024-09-01') })],
  }))
  const found = (await until('2024-08-15')).map(({ type, terms, createdAt }) => [
    type,
    terms.name,
    dayOf(createdAt),
  ])
  expect(found).toEqual([
    ['PREPAID', 'paid', '2024-09-01'],
    ['CREDIT', 'free', '2024-08-01'],
    ['CREDIT', 'free', '2024-09-01'],
  ])
})

test('a part of a period costs a part of the price', async () => {
  const invoiceAmount = { unitPrice: new Decimal(31), quantity: new Decimal(2), creditTypeId: USD_CENTS_ID }
  const { until } = await openMonthly({ startingAt: day('2024-08-17'), invoiceAmount })
  // 15 of August's 31 days: 62 × 15 / 31.
  expect((await until('2024-08-15'))[0]?.terms.invoice?.items).toMatchObject([
    {
      timestamp: day('2024-08-17'),
      amount: new Decimal(30),
      unitPrice: new Decimal(30),
      quantity: new Decimal(1),
    },
  ])
})

describe('an edit of what recurs', () => {
  test('is for the children whose period starts later', async () => {
    const { scope, edit, contract, until } = await openMonthly()
    scope.setNow(day('2024-09-10'))
    const [recurring] = (await contract()).terms.recurringCommits
    const before = await until('2024-10-01')
    const accessAmount = { unitPrice: new Decimal(20), quantity: null }
    await edit({ changes: { recurringCommitUpdates: [{ id: recurring?.id ?? '', accessAmount }] } })
    await edit({ changes: { name: 'another edit' } })
    const after = await until('2024-10-01')
    expect(segmentsOf(after)).toEqual([
      ['2024-08-01', '2024-09-01', '50'],
      ['2024-09-01', '2024-10-01', '50'],
      ['2024-10-01', '2024-11-01', '100'],
      ['2024-11-01', '2024-12-01', '100'],
    ])
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
  })

  test('of one that was added later reaches back to its start', async () => {
    const { scope, setup, edit, until } = await openContract(() => ({}))
    scope.setNow(day('2024-09-10'))
    await edit({ added: { recurringCommits: [newRecurring(setup.id)] } })
    expect(segmentsOf(await until('2024-08-15')).map(([start]) => start)).toEqual([
      '2024-08-01',
      '2024-09-01',
    ])
  })
})

test('no period starts after the contract’s end, and what has started stays whole', async () => {
  const { scope, ref, until } = await openMonthly()
  scope.setNow(day('2024-09-10'))
  await updateContractEndDate(scope, ref, day('2024-09-16'))
  expect(segmentsOf(await until('2024-12-31'))).toEqual([
    ['2024-08-01', '2024-09-01', '50'],
    ['2024-09-01', '2024-10-01', '50'],
  ])
  await updateContractEndDate(scope, ref, day('2024-09-01'))
  expect(segmentsOf(await until('2024-12-31'))).toEqual([['2024-08-01', '2024-09-01', '50']])
})

test('those of an archived contract are archived with it, and no more are made', async () => {
  const { scope, ref, until } = await openMonthly()
  await archiveContract(scope, ref)
  const archived = (await until('2024-12-31')).map(({ archivedAt, createdAt }) => [
    dayOf(createdAt),
    archivedAt,
  ])
  expect(archived).toEqual([
    ['2024-08-01', at('2024-08-15T12:00:00Z')],
    ['2024-09-01', at('2024-08-15T12:00:00Z')],
  ])
})

describe('where a subscription says how many', () => {
  const perSeat = { unitPrice: new Decimal(30), quantity: null, creditTypeId: USD_CENTS_ID }
  const openSeats = (
    allocation: 'POOLED' | 'INDIVIDUAL',
    subscription: Partial<NewSubscription>,
    changes: Partial<NewRecurringBalance> = {},
  ) =>
    openContract(({ setup, seats }) => ({
      subscriptions: [newSubscription(seats.id, { temporaryId: 'team', ...subscription })],
      recurringCommits: [
        newRecurring(setup.id, {
          accessAmount: perSeat,
          subscription: { subscriptionId: 'team', allocation, isSeatIncreaseProrated: true },
          startingAt: day('2024-09-01'),
          ...changes,
        }),
      ],
    }))
  const withSeats = (...initialSeatIds: string[]): Partial<NewSubscription> => ({
    quantityManagementMode: 'SEAT_BASED',
    seatConfig: { seatGroupKey: 'user', initialSeatIds, initialUnassignedSeats: 0 },
  })

  const changeSeats =
    (action: 'ADD_SEATS' | 'REMOVE_SEATS') =>
    async (
      { edit, contract }: Awaited<ReturnType<typeof openSeats>>,
      startingAt: string,
      ...seatIds: string[]
    ) => {
      const [subscription] = (await contract()).terms.subscriptions
      const changed = { startingAt: day(startingAt), action, seatIds }
      const update = { seatGroupKey: null, quantityUpdates: [], seatUpdates: [changed] }
      await edit({ changes: { subscriptionUpdates: [{ id: subscription?.id ?? '', ...update }] } })
    }
  const addSeats = changeSeats('ADD_SEATS')
  const removeSeats = changeSeats('REMOVE_SEATS')

  test('a pooled child grows with the quantity, also where that is changed later', async () => {
    const open = await openSeats('POOLED', withSeats('ann', 'bob'))
    const [before] = await open.until('2024-08-15')
    await addSeats(open, '2024-09-11', 'cem')
    const [child, ...others] = await open.until('2024-08-15')
    if (child === undefined) throw new Error('September has a child')
    expect([child.id, others]).toEqual([before?.id, []])
    // 30 × 2, and from the 11th on 30 × 20 / 30.
    expect(segmentsOf([child])).toEqual([
      ['2024-09-01', '2024-10-01', '60'],
      ['2024-09-11', '2024-10-01', '20'],
    ])
    expect(child.terms.access.segments.map(({ id }) => isSeatAdjustment(child, id))).toEqual([false, true])
    expect(child.origin).toMatchObject({ subscription: { allocation: 'POOLED', seatId: null } })
  })

  test('nobody who was to join as the subscription ends is granted anything', async () => {
    for (const allocation of ['POOLED', 'INDIVIDUAL'] as const) {
      const open = await openSeats(allocation, withSeats('ann'))
      await addSeats(open, '2024-09-25', 'bob')
      const before = segmentsOf(await open.until('2024-08-15')).map(([start]) => start)
      expect(before).toEqual(['2024-09-01', '2024-09-25'])
      const [subscription] = (await open.contract()).terms.subscriptions
      const update = { endingBefore: day('2024-09-25'), quantityUpdates: [], seatUpdates: [] }
      const changes = {
        subscriptionUpdates: [{ id: subscription?.id ?? '', seatGroupKey: null, ...update }],
      }
      await open.edit({ changes })
      expect(segmentsOf(await open.until('2024-08-15'))).toEqual([['2024-09-01', '2024-10-01', '30']])
    }
  })

  test('there is none while the subscription does not run', async () => {
    const subscription = { startingAt: day('2024-10-01'), endingBefore: day('2024-11-01') }
    const { until } = await openSeats('POOLED', { ...subscription, initialQuantity: new Decimal(3) })
    expect(segmentsOf(await until('2024-12-15'))).toEqual([['2024-10-01', '2024-11-01', '90']])
  })

  test('nor where the contract ends before it does', async () => {
    const { scope, ref, until } = await openSeats('POOLED', { startingAt: day('2024-10-01') })
    await updateContractEndDate(scope, ref, day('2024-09-16'))
    expect(await until('2024-12-15')).toEqual([])
  })

  test('each seat has a child of its own, and those that are there at the start share the price', async () => {
    const invoiceAmount = {
      unitPrice: new Decimal(100),
      quantity: new Decimal(1),
      creditTypeId: USD_CENTS_ID,
    }
    const open = await openSeats('INDIVIDUAL', withSeats('ann', 'bob', 'cem'), { invoiceAmount })
    await addSeats(open, '2024-09-11', 'dee')
    const children = await open.until('2024-08-15')
    const found = children.map(({ origin, createdAt, terms }) => [
      origin?.kind === 'RECURRING' ? origin.subscription?.seatId : null,
      dayOf(createdAt),
      terms.access.segments.map(({ amount }) => amount.toFixed()),
      terms.invoice?.items.map(({ amount }) => amount.toFixed()),
    ])
    // 100 / 3, and the last takes what is left of 100; dee has 20 of 30 days.
    expect(found).toEqual([
      ['ann', '2024-09-01', ['30'], ['33.33333333333333333333']],
      ['bob', '2024-09-01', ['30'], ['33.33333333333333333333']],
      ['cem', '2024-09-01', ['30'], ['33.33333333333333333334']],
      ['dee', '2024-09-11', ['20'], undefined],
    ])
    expect(new Set(children.map(({ id }) => id)).size).toBe(4)
  })

  test('a seat that is added to a start that is over costs nothing more, as the price may be paid', async () => {
    const invoiceAmount = {
      unitPrice: new Decimal(100),
      quantity: new Decimal(1),
      creditTypeId: USD_CENTS_ID,
    }
    const open = await openSeats('INDIVIDUAL', withSeats('ann'), { invoiceAmount })
    const pricesOf = async () =>
      (await open.until('2024-09-15'))
        .filter(({ createdAt }) => createdAt === day('2024-09-01'))
        .map(({ terms }) => terms.invoice?.items[0]?.amount.toNumber())
    await addSeats(open, '2024-09-01', 'bob')
    expect(await pricesOf()).toEqual([50, 50])
    open.scope.setNow(day('2024-09-25'))
    await addSeats(open, '2024-09-01', 'cem')
    expect(await pricesOf()).toEqual([50, 50, undefined])
    await removeSeats(open, '2024-09-01', 'ann')
    expect(await pricesOf()).toEqual([100, undefined])
    await addSeats(open, '2024-09-01', 'ann')
    expect((await pricesOf()).filter((price) => price !== undefined)).toEqual([100])
    await removeSeats(open, '2024-09-01', 'bob')
    expect(await pricesOf()).toEqual([undefined, undefined])
  })

  test('a seat’s child is drawn by its own usage alone', async () => {
    const open = await openSeats('INDIVIDUAL', withSeats('ann', 'bob'), {
      applicableProductTags: ['core'],
    })
    const [ann] = await open.until('2024-08-15')
    if (ann === undefined) throw new Error('ann has a child')
    const isDrawnBy = (changes: Parameters<typeof charge>[0] & object) =>
      isApplicable(
        drawnBalance(ann, 'Setup'),
        charge({ productTags: ['core'], creditTypeId: USD_CENTS_ID, ...changes }),
        open.ref.contractId,
      )
    expect(isDrawnBy({ presentationGroupValues: { user: 'ann' } })).toBe(true)
    expect(isDrawnBy({ pricingGroupValues: { user: 'ann' } })).toBe(true)
    expect(isDrawnBy({ presentationGroupValues: { user: 'bob' } })).toBe(false)
    expect(isDrawnBy({})).toBe(false)
    expect(isDrawnBy({ productTags: [], presentationGroupValues: { user: 'ann' } })).toBe(false)
  })
})
