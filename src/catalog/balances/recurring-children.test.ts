import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { formatInstant } from '../../kernel/instant.ts'
import { archiveContract } from '../contracts/archive.ts'
import type { NewRecurringBalance } from '../contracts/new-terms.ts'
import { updateContractEndDate } from '../contracts/update-end-date.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { newRecurring, newUsageSpecifier } from '../testing/balances.ts'
import { at } from '../testing/memory-catalog.ts'
import { openRecurring, segmentsOf } from '../testing/recurring.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)
const dayOf = (instant: number) => formatInstant(instant).slice(0, 10)

/** With one recurring commit of 10 times 5 a month. */
const openMonthly = (changes: Partial<NewRecurringBalance> = {}) =>
  openRecurring(({ setup }) => ({ recurringCommits: [newRecurring(setup.id, changes)] }))

test('there are more children where the contract is made longer', async () => {
  const { ref, scope, until } = await openRecurring(({ setup }) => ({
    endingBefore: day('2024-10-01'),
    recurringCommits: [newRecurring(setup.id)],
  }))
  const starts = async () => segmentsOf(await until('2025-01-01')).map(([start]) => start)
  expect(await starts()).toEqual(['2024-08-01', '2024-09-01'])
  await updateContractEndDate(scope, ref, day('2024-12-01'))
  expect(await starts()).toEqual(['2024-08-01', '2024-09-01', '2024-10-01', '2024-11-01'])
})

test('a contract that is made longer once it was over has those of the time between', async () => {
  const { ref, scope, edit, contract, until } = await openRecurring(({ setup }) => ({
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
  const { until } = await openRecurring(({ setup }) => ({
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
    const { scope, setup, edit, until } = await openRecurring(() => ({}))
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

test('children of an archived contract are archived with it, and no more are made', async () => {
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
