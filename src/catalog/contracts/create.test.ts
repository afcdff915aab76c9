import { describe, expect, test } from 'vitest'
import { archiveCustomer } from '../customers/archive.ts'
import { archiveRateCard } from '../rate-cards/archive.ts'
import { addContract, addCustomer, addRateCard, newContract } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveContract } from './archive.ts'
import { createContract, type NewContract } from './create.ts'
import { getContract } from './get.ts'
import { listContractsOf } from './list.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')

async function openOffice() {
  const scope = openTestCatalog()
  const customer = await addCustomer(scope)
  const card = await addRateCard(scope)
  const create = (changes: Partial<NewContract> = {}) =>
    createContract(scope, newContract(customer.id, { rateCardId: card.id, ...changes }))
  return { scope, customer, card, create }
}

test('a contract comes back as it was made', async () => {
  const { scope, customer, card, create } = await openOffice()
  const contract = await create({
    name: 'Pilot',
    uniquenessKey: 'order-17',
    startingAt: at('2024-08-15T09:00:00Z'),
    endingBefore: SEPTEMBER,
    netPaymentTermsDays: 30,
    customFields: { erp: '17' },
  })
  expect(contract).toEqual({
    seq: 1,
    id: contract.id,
    customerId: customer.id,
    rateCardId: card.id,
    name: 'Pilot',
    uniquenessKey: 'order-17',
    startingAt: at('2024-08-15T09:00:00Z'),
    initialEndingBefore: SEPTEMBER,
    endingBefore: SEPTEMBER,
    billingFrequency: 'MONTHLY',
    billingAnchorAt: AUGUST,
    netPaymentTermsDays: 30,
    customFields: { erp: '17' },
    createdAt: at('2024-08-15T12:00:00Z'),
    archivedAt: null,
  })
  expect(await getContract(scope, { customerId: customer.id, contractId: contract.id })).toEqual(contract)
})

test.each<[billingDay: NewContract['billingDay'], startingAt: string, anchor: string]>([
  ['FIRST_OF_MONTH', '2024-08-15T09:00:00Z', '2024-08-01T00:00:00Z'],
  ['FIRST_OF_MONTH', '2024-08-01T00:00:00Z', '2024-08-01T00:00:00Z'],
  ['FIRST_OF_MONTH', '2024-02-29T23:00:00Z', '2024-02-01T00:00:00Z'],
  ['FIRST_OF_MONTH', '2024-12-31T23:00:00Z', '2024-12-01T00:00:00Z'],
  ['CONTRACT_START', '2024-08-15T09:00:00Z', '2024-08-15T09:00:00Z'],
  ['CONTRACT_START', '2024-01-31T00:00:00Z', '2024-01-31T00:00:00Z'],
])('billed by %s, a contract from %s has its anchor at %s', async (billingDay, startingAt, anchor) => {
  const { create } = await openOffice()
  const contract = await create({ billingDay, startingAt: at(startingAt) })
  expect(contract.billingAnchorAt).toBe(at(anchor))
})

test('an alias is resolved at the contract’s start, not now', async () => {
  const { scope, create } = await openOffice()
  const aliased = async (startingAt: number | null, endingBefore: number | null) =>
    addRateCard(scope, { aliases: [{ name: 'list', startingAt, endingBefore }] })
  const old = await aliased(null, AUGUST)
  const present = await aliased(AUGUST, null)
  const byAlias = { rateCardId: null, rateCardAlias: 'list' }
  expect((await create({ ...byAlias, startingAt: AUGUST })).rateCardId).toBe(present.id)
  expect((await create({ ...byAlias, startingAt: at('2024-07-31T23:00:00Z') })).rateCardId).toBe(old.id)
})

describe('a contract is refused', () => {
  test.each<[story: string, changes: Partial<NewContract>, kind: string, message: string]>([
    [
      'for an unknown customer',
      { customerId: 'nothing' },
      'not_found',
      'customer_id: customer nothing was not found',
    ],
    [
      'without a rate card',
      { rateCardId: null },
      'invalid',
      'rate_card_id: is required, or rate_card_alias in its place',
    ],
    [
      'with a rate card and an alias',
      { rateCardAlias: 'list' },
      'invalid',
      'rate_card_alias: cannot be given together with rate_card_id',
    ],
    [
      'on an unknown rate card',
      { rateCardId: 'nothing' },
      'not_found',
      'rate_card_id: rate card nothing was not found',
    ],
    [
      'on an unknown alias',
      { rateCardId: null, rateCardAlias: 'list' },
      'not_found',
      'rate_card_alias: no rate card has the alias "list" at 2024-08-01T00:00:00.000Z',
    ],
    [
      'that ends as it starts',
      { endingBefore: AUGUST },
      'invalid',
      'ending_before: must be after starting_at',
    ],
    [
      'that ends before it starts',
      { startingAt: SEPTEMBER, endingBefore: AUGUST },
      'invalid',
      'ending_before: must be after starting_at',
    ],
  ])('%s', async (_story, changes, kind, message) => {
    const { scope, customer, create } = await openOffice()
    expect(await refusalOf(create(changes))).toMatchObject({ kind, message })
    expect(await listContractsOf(scope, customer.id, { includeArchived: true })).toEqual([])
  })

  test('for an archived customer', async () => {
    const { scope, customer, create } = await openOffice()
    await archiveCustomer(scope, customer.id)
    const refusal = await refusalOf(create())
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: `customer_id: customer ${customer.id} is archived`,
    })
  })

  test('on an archived rate card, chosen by id or by alias', async () => {
    const { scope, create } = await openOffice()
    const { id } = await addRateCard(scope, {
      aliases: [{ name: 'list', startingAt: null, endingBefore: null }],
    })
    await archiveRateCard(scope, id)
    expect(await refusalOf(create({ rateCardId: id }))).toMatchObject({
      kind: 'invalid',
      message: `rate_card_id: rate card ${id} is archived`,
    })
    expect(await refusalOf(create({ rateCardId: null, rateCardAlias: 'list' }))).toMatchObject({
      kind: 'invalid',
      message: `rate_card_alias: rate card ${id} is archived`,
    })
  })
})

describe('a uniqueness key', () => {
  test('is taken by the first contract that has it, for other customers too, even once it is archived', async () => {
    const { scope, customer, create } = await openOffice()
    const first = await create({ uniquenessKey: 'order-17' })
    const ref = { customerId: customer.id, contractId: first.id }
    await archiveContract(scope, ref)
    const other = await addCustomer(scope, 'Other')
    for (const customerId of [customer.id, other.id]) {
      const refusal = await refusalOf(addContract(scope, customerId, { uniquenessKey: 'order-17' }))
      expect(refusal.kind).toBe('conflict')
      expect(refusal.message).toBe('uniqueness_key: this uniqueness key has already been used')
      expect(refusal.details).toEqual({ conflicting_id: first.id })
    }
    expect(await listContractsOf(scope, other.id, { includeArchived: true })).toEqual([])
  })

  test('lets one of many concurrent creates through, and tells the others which', async () => {
    const { create } = await openOffice()
    const attempts = Array.from({ length: 8 }, () => create({ uniquenessKey: 'order-17' }))
    const outcomes = await Promise.allSettled(attempts)
    const made = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value.id : []))
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(made).toHaveLength(1)
    expect(refused).toHaveLength(7)
    for (const refusal of refused) {
      expect(refusal).toMatchObject({ kind: 'conflict', details: { conflicting_id: made[0] } })
    }
  })

  test('is not needed: contracts without one do not clash', async () => {
    const { create } = await openOffice()
    const first = await create()
    expect((await create()).id).not.toBe(first.id)
  })

  test('of a refused contract stays free', async () => {
    const { create } = await openOffice()
    await refusalOf(create({ uniquenessKey: 'order-17', rateCardId: 'nothing' }))
    expect((await create({ uniquenessKey: 'order-17' })).uniquenessKey).toBe('order-17')
  })
})
