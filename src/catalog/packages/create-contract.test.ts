import { describe, expect, test } from 'vitest'
import { formatInstant } from '../../kernel/instant.ts'
import { archiveContract } from '../contracts/archive.ts'
import { at } from '../testing/memory-catalog.ts'
import {
  days,
  months,
  openPackageDesk,
  packageCharge,
  packageOverride,
  packageSubscription,
  years,
} from '../testing/packages.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archivePackage } from './archive.ts'
import { listContractsOnPackage } from './list-contracts.ts'
import { listPackages } from './list.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')

const text = (instant: number | null) => (instant === null ? null : formatInstant(instant).slice(0, 13))

describe('a contract from a package', () => {
  test('says what the package says, from its own start on', async () => {
    const { card, setup, seats, make, signOn } = await openPackageDesk()
    const { id: packageId } = await make({
      contractName: 'Starter plan',
      duration: years(1),
      netPaymentTermsDays: 30,
      usageStatementSchedule: {
        frequency: 'QUARTERLY',
        day: 'CONTRACT_START',
        invoiceGenerationStartingAtOffset: months(3),
      },
      overrides: [packageOverride({ startingAtOffset: months(1), duration: months(1) }), packageOverride()],
      scheduledCharges: [packageCharge(setup.id, days(30))],
      subscriptions: [packageSubscription(seats.id, { startingAtOffset: days(7) })],
    })
    const contract = await signOn({ packageId }, at('2024-08-31T05:00:00Z'))
    const { terms } = contract
    expect([contract.packageId, contract.customFields]).toEqual([packageId, { plan: 'own' }])
    expect([terms.name, terms.rateCardId, terms.netPaymentTermsDays]).toEqual(['Starter plan', card.id, 30])
    expect([text(terms.startingAt), text(terms.endingBefore)]).toEqual(['2024-08-31T05', '2025-08-31T05'])
    expect(terms.usageStatementSchedule).toEqual({
      frequency: 'QUARTERLY',
      anchorAt: at('2024-08-31T05:00:00Z'),
      // Three months after 31 August; November has 30 days.
      invoiceGenerationStartingAt: at('2024-11-30T05:00:00Z'),
    })
    expect(terms.overrides.map((one) => [text(one.startingAt), text(one.endingBefore)])).toEqual([
      // A month after 31 August, and two months after it.
      ['2024-09-30T05', '2024-10-31T05'],
      ['2024-08-31T05', null],
    ])
    const [item] = terms.scheduledCharges[0]?.items ?? []
    // 31 August and 30 days; two units at 500.
    expect([text(item?.timestamp ?? null), item?.amount.toFixed()]).toEqual(['2024-09-30T05', '1000'])
    expect(terms.subscriptions.map((one) => text(one.startingAt))).toEqual(['2024-09-07T05'])
  })

  test('has parts that end with it, where its months are shorter than when the package was made', async () => {
    const { make, signOn } = await openPackageDesk()
    const { id: packageId } = await make({
      duration: months(1),
      overrides: [packageOverride({ duration: days(31) })],
    })
    // September has 30 days, so that 31 are cut to its end.
    const { terms } = await signOn({ packageId }, SEPTEMBER)
    expect([text(terms.endingBefore), text(terms.overrides[0]?.endingBefore ?? null)]).toEqual([
      '2024-10-01T00',
      '2024-10-01T00',
    ])
  })

  test('is held to the rules of any contract, and nothing of it is kept where it breaks one', async () => {
    const { scope, seats, make, signOn } = await openPackageDesk()
    const { id: packageId } = await make({ subscriptions: [packageSubscription(seats.id)] })
    // The seats have a rate from August on.
    const refusal = await refusalOf(signOn({ packageId }, at('2024-07-01T00:00:00Z')))
    expect(refusal.message).toContain('subscriptions.0.subscription_rate: the rate card has no MONTHLY rate')
    expect((await listContractsOnPackage(scope, packageId, { includeArchived: true })).data).toEqual([])
    await signOn({ packageId }, AUGUST, { uniquenessKey: 'key' })
    expect((await refusalOf(signOn({ packageId }, AUGUST, { uniquenessKey: 'key' }))).kind).toBe('conflict')
  })

  test('goes on when its package is archived, from which no other is made', async () => {
    const { scope, make, signOn } = await openPackageDesk()
    const { id: packageId } = await make({}, [{ name: 'starter', startingAt: null, endingBefore: null }])
    const { id } = await signOn({ packageId })
    await archivePackage(scope, packageId)
    expect((await refusalOf(signOn({ packageId }))).message).toBe(
      `package_id: package ${packageId} is archived`,
    )
    expect((await refusalOf(signOn({ packageAlias: 'starter' }))).message).toBe(
      `package_alias: package ${packageId} is archived`,
    )
    expect((await refusalOf(archivePackage(scope, packageId))).message).toBe(
      `package_id: package ${packageId} is archived already`,
    )
    const { data } = await listContractsOnPackage(scope, packageId, { includeArchived: false })
    expect(data.map((contract) => contract.id)).toEqual([id])
  })
})

test('an alias names the package it was given to last, where its schedule covers the start of the contract', async () => {
  const { make, signOn } = await openPackageDesk()
  const always = await make({}, [{ name: 'starter', startingAt: null, endingBefore: null }])
  const september = await make({}, [{ name: 'starter', startingAt: SEPTEMBER, endingBefore: OCTOBER }])
  const onAlias = async (startingAt: number) =>
    (await signOn({ packageAlias: 'starter' }, startingAt)).packageId
  expect(await onAlias(AUGUST)).toBe(always.id)
  expect(await onAlias(SEPTEMBER)).toBe(september.id)
  expect(await onAlias(OCTOBER)).toBe(always.id)
  const refusal = await refusalOf(signOn({ packageAlias: 'Starter' }))
  expect([refusal.kind, refusal.message]).toEqual([
    'not_found',
    'package_alias: no package has the alias "Starter" at 2024-08-01T00:00:00.000Z',
  ])
})

test('packages are listed in order of creation, in pages, archived ones where they are asked for', async () => {
  const { scope, make } = await openPackageDesk()
  for (const name of ['one', 'two', 'three', 'four']) await make({}, [], name)
  const all = await listPackages(scope, { archiveFilter: 'ALL' })
  await archivePackage(scope, all.data[1]?.id ?? '')
  const names = async (request: Omit<Parameters<typeof listPackages>[1], 'archiveFilter'> = {}) =>
    (await listPackages(scope, { archiveFilter: 'NOT_ARCHIVED', ...request })).data.map(({ name }) => name)
  expect(await names()).toEqual(['one', 'three', 'four'])
  const page = await listPackages(scope, { archiveFilter: 'NOT_ARCHIVED', limit: 2 })
  expect(page.data.map(({ name }) => name)).toEqual(['one', 'three'])
  expect(await names({ limit: 2, next_page: page.next_page ?? '' })).toEqual(['four'])
  const archived = await listPackages(scope, { archiveFilter: 'ARCHIVED' })
  expect(archived.data.map(({ name }) => name)).toEqual(['two'])
})

test("a package's contracts are listed by start or by a date they cover, archived ones where they are asked for", async () => {
  const { scope, customer, sign, make, signOn } = await openPackageDesk()
  const { id: packageId } = await make({ duration: months(1) })
  const august = await signOn({ packageId }, AUGUST)
  const september = await signOn({ packageId }, SEPTEMBER)
  await sign()
  const idsOf = async (filter: Partial<Parameters<typeof listContractsOnPackage>[2]> = {}) =>
    (await listContractsOnPackage(scope, packageId, { includeArchived: false, ...filter })).data.map(
      ({ id }) => id,
    )
  expect(await idsOf()).toEqual([august.id, september.id])
  expect(await idsOf({ startingAt: SEPTEMBER })).toEqual([september.id])
  expect(await idsOf({ coveringDate: SEPTEMBER })).toEqual([september.id])
  expect(await idsOf({ coveringDate: SEPTEMBER - 1 })).toEqual([august.id])
  const { next_page } = await listContractsOnPackage(scope, packageId, { includeArchived: false, limit: 1 })
  expect(await idsOf({ next_page: next_page ?? '' })).toEqual([september.id])
  await archiveContract(scope, { customerId: customer.id, contractId: august.id })
  expect(await idsOf()).toEqual([september.id])
  expect(await idsOf({ includeArchived: true })).toEqual([august.id, september.id])
  expect((await refusalOf(listContractsOnPackage(scope, 'none', { includeArchived: true }))).kind).toBe(
    'not_found',
  )
})
