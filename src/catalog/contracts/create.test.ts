import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { archiveCustomer } from '../customers/archive.ts'
import { archiveRateCard } from '../rate-cards/archive.ts'
import { addContract, addCustomer, addRateCard, newContract } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { archiveContract } from './archive.ts'
import { createContract, type NewContract } from './create.ts'
import { getContract } from './get.ts'
import { listContractsOf } from './list.ts'
import { MONTHLY_STATEMENTS, type NewUsageStatementSchedule } from './usage-statement-schedule.ts'

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
    totalContractValue: new Decimal('1200000.5'),
    netsuiteSalesOrderId: 'SO-1',
    salesforceOpportunityId: '006A',
    scheduledChargesOnUsageInvoices: 'ALL',
    multiplierOverridePrioritization: 'EXPLICIT',
    customFields: { erp: '17' },
  })
  expect(contract).toMatchObject({
    seq: 1,
    customerId: customer.id,
    packageId: null,
    uniquenessKey: 'order-17',
    renewedFromId: null,
    customFields: { erp: '17' },
    createdAt: at('2024-08-15T12:00:00Z'),
    archivedAt: null,
    versions: [{ kind: 'CREATE', change: {}, uniquenessKey: null, createdAt: at('2024-08-15T12:00:00Z') }],
  })
  expect(contract.terms).toEqual({
    name: 'Pilot',
    rateCardId: card.id,
    startingAt: at('2024-08-15T09:00:00Z'),
    endingBefore: SEPTEMBER,
    netPaymentTermsDays: 30,
    totalContractValue: new Decimal('1200000.5'),
    netsuiteSalesOrderId: 'SO-1',
    salesforceOpportunityId: '006A',
    usageStatementSchedule: { frequency: 'MONTHLY', anchorAt: AUGUST, invoiceGenerationStartingAt: null },
    scheduledChargesOnUsageInvoices: 'ALL',
    multiplierOverridePrioritization: 'EXPLICIT',
    overrides: [],
    scheduledCharges: [],
    discounts: [],
    professionalServices: [],
    resellerRoyalties: [],
    subscriptions: [],
    recurringCommits: [],
    recurringCredits: [],
    spendThreshold: null,
    prepaidThreshold: null,
    usageFilters: [],
  })
  expect(await getContract(scope, { customerId: customer.id, contractId: contract.id })).toEqual(contract)
})

describe('billing periods follow from', () => {
  test.each<[day: 'FIRST_OF_MONTH' | 'CONTRACT_START', startingAt: string, anchor: string]>([
    ['FIRST_OF_MONTH', '2024-08-15T09:00:00Z', '2024-08-01T00:00:00Z'],
    ['FIRST_OF_MONTH', '2024-08-01T00:00:00Z', '2024-08-01T00:00:00Z'],
    ['FIRST_OF_MONTH', '2024-02-29T23:00:00Z', '2024-02-01T00:00:00Z'],
    ['FIRST_OF_MONTH', '2024-12-31T23:00:00Z', '2024-12-01T00:00:00Z'],
    ['CONTRACT_START', '2024-08-15T09:00:00Z', '2024-08-15T09:00:00Z'],
    ['CONTRACT_START', '2024-01-31T00:00:00Z', '2024-01-31T00:00:00Z'],
  ])('%s, which for a contract from %s is %s', async (day, startingAt, anchor) => {
    const { create } = await openOffice()
    const usageStatementSchedule = { ...MONTHLY_STATEMENTS, day }
    const { terms } = await create({ usageStatementSchedule, startingAt: at(startingAt) })
    expect(terms.usageStatementSchedule.anchorAt).toBe(at(anchor))
  })

  test('a date of its own, also one before the contract', async () => {
    const { create } = await openOffice()
    const schedule = {
      frequency: 'QUARTERLY',
      day: 'CUSTOM_DATE',
      billingAnchorAt: at('2024-07-10T00:00:00Z'),
      invoiceGenerationStartingAt: SEPTEMBER,
    } as const
    const { terms } = await create({ usageStatementSchedule: schedule })
    expect(terms.usageStatementSchedule).toEqual({
      frequency: 'QUARTERLY',
      anchorAt: at('2024-07-10T00:00:00Z'),
      invoiceGenerationStartingAt: SEPTEMBER,
    })
  })

  test.each<[changes: Partial<NewUsageStatementSchedule>, message: string]>([
    [{ day: 'CUSTOM_DATE' }, 'billing_anchor_date: is required, as day is CUSTOM_DATE'],
    [{ billingAnchorAt: AUGUST }, 'billing_anchor_date: is only for day CUSTOM_DATE'],
    [
      { invoiceGenerationStartingAt: AUGUST - 1 },
      "invoice_generation_starting_at: must not be before the contract's starting_at",
    ],
  ])('and not %j', async (changes, message) => {
    const { create } = await openOffice()
    const usageStatementSchedule = { ...MONTHLY_STATEMENTS, ...changes }
    const refusal = await refusalOf(create({ usageStatementSchedule }))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `usage_statement_schedule.${message}` })
  })
})

test('a contract needs no rate card', async () => {
  const { create } = await openOffice()
  expect((await create({ rateCardId: null })).terms.rateCardId).toBeNull()
})

test('an alias is resolved at the contract’s start, not now', async () => {
  const { scope, create } = await openOffice()
  const aliased = async (startingAt: number | null, endingBefore: number | null) =>
    addRateCard(scope, { aliases: [{ name: 'list', startingAt, endingBefore }] })
  const old = await aliased(null, AUGUST)
  const present = await aliased(AUGUST, null)
  const byAlias = { rateCardId: null, rateCardAlias: 'list' }
  expect((await create({ ...byAlias, startingAt: AUGUST })).terms.rateCardId).toBe(present.id)
  expect((await create({ ...byAlias, startingAt: at('2024-07-31T23:00:00Z') })).terms.rateCardId).toBe(old.id)
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

describe('where something goes wrong in the middle', () => {
  test('neither the contract nor its version is there, and the renewed one goes on', async () => {
    const { scope, customer, create } = await openOffice()
    const old = await create()
    scope.file.exec(
      `CREATE TRIGGER no_more_versions BEFORE INSERT ON contract_versions WHEN NEW.kind = 'CREATE'
       BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
    )
    const renewal = { transition: { fromContractId: old.id, isTrueupRemoved: false } }
    await expect(create({ startingAt: SEPTEMBER, uniquenessKey: 'order-17', ...renewal })).rejects.toThrow(
      'the disk is full',
    )
    expect(await listContractsOf(scope, customer.id, { includeArchived: true })).toEqual([old])

    scope.file.exec('DROP TRIGGER no_more_versions')
    const { id } = await create({ startingAt: SEPTEMBER, uniquenessKey: 'order-17', ...renewal })
    expect((await listContractsOf(scope, customer.id, { includeArchived: true }))[1]?.id).toBe(id)
  })
})
