import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { newCharge, newOverride, openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { amendContract, type Amendment } from './amend.ts'
import { getContract } from './get.ts'
import { NO_NEW_TERMS, type NewResellerRoyalty } from './new-terms.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')

function newRoyalty(changes: Partial<NewResellerRoyalty> = {}): NewResellerRoyalty {
  return {
    resellerType: 'AWS',
    fraction: new Decimal('0.05'),
    netsuiteResellerId: 'R-1',
    applicableProductIds: [],
    applicableProductTags: ['core'],
    startingAt: AUGUST,
    endingBefore: undefined,
    resellerContractValue: null,
    awsAccountNumber: '1234',
    awsPayerReferenceId: null,
    awsOfferId: null,
    gcpAccountId: null,
    gcpOfferId: null,
    ...changes,
  }
}

async function openAmendable() {
  const desk = await openDealDesk()
  const contract = await desk.sign({
    totalContractValue: new Decimal(100),
    resellerRoyalties: [newRoyalty()],
  })
  const ref = { customerId: desk.customer.id, contractId: contract.id }
  const amend = async (changes: Partial<Amendment>) => {
    const id = await amendContract(desk.scope, ref, {
      startingAt: SEPTEMBER,
      totalContractValue: null,
      netsuiteSalesOrderId: null,
      salesforceOpportunityId: null,
      customFields: {},
      ...changes,
      added: { ...NO_NEW_TERMS, ...changes.added },
    })
    return { id, contract: await getContract(desk.scope, ref) }
  }
  return { ...desk, contract, ref, amend }
}

test('an amendment adds to the contract, and keeps what it added for itself', async () => {
  const { setup, amend } = await openAmendable()
  const { id, contract } = await amend({
    totalContractValue: new Decimal(250),
    netsuiteSalesOrderId: 'SO-2',
    customFields: { approver: 'ann' },
    added: { ...NO_NEW_TERMS, overrides: [newOverride()], scheduledCharges: [newCharge(setup.id)] },
  })
  const { overrides, scheduledCharges } = contract.terms
  expect([overrides.length, scheduledCharges.length]).toEqual([1, 1])
  expect(contract.terms).toMatchObject({ totalContractValue: new Decimal(250), netsuiteSalesOrderId: null })
  expect(contract.versions[1]).toMatchObject({
    id,
    kind: 'AMENDMENT',
    change: {
      overrides,
      scheduledCharges,
      amendment: { startingAt: SEPTEMBER, netsuiteSalesOrderId: 'SO-2', customFields: { approver: 'ann' } },
    },
  })
  expect((await amend({})).contract.terms.totalContractValue).toEqual(new Decimal(250))
})

test('an amendment starts within the contract', async () => {
  const { amend } = await openAmendable()
  expect((await refusalOf(amend({ startingAt: AUGUST - 1 }))).message).toBe(
    "starting_at: must not be before the contract's starting_at",
  )
})

describe('a royalty', () => {
  const withRoyalty = (changes: Partial<NewResellerRoyalty>) => ({
    added: { ...NO_NEW_TERMS, resellerRoyalties: [newRoyalty(changes)] },
  })

  test('takes over from the one before, with what it does not change', async () => {
    const { amend } = await openAmendable()
    const { contract } = await amend(
      withRoyalty({
        fraction: new Decimal('0.03'),
        startingAt: SEPTEMBER,
        netsuiteResellerId: null,
        applicableProductTags: [],
        awsAccountNumber: null,
      }),
    )
    expect(contract.terms.resellerRoyalties).toMatchObject([
      { fraction: new Decimal('0.05'), startingAt: AUGUST, endingBefore: SEPTEMBER },
      {
        fraction: new Decimal('0.03'),
        startingAt: SEPTEMBER,
        endingBefore: null,
        netsuiteResellerId: 'R-1',
        applicableProductTags: ['core'],
        awsAccountNumber: '1234',
      },
    ])
  })

  test('gets an end and loses it', async () => {
    const { amend } = await openAmendable()
    const ended = await amend(withRoyalty({ startingAt: null, endingBefore: OCTOBER }))
    expect(ended.contract.terms.resellerRoyalties.map(({ endingBefore }) => endingBefore)).toEqual([OCTOBER])
    const kept = await amend(withRoyalty({ startingAt: null, fraction: new Decimal('0.1') }))
    expect(kept.contract.terms.resellerRoyalties.map(({ endingBefore }) => endingBefore)).toEqual([OCTOBER])
    const opened = await amend(withRoyalty({ startingAt: null, endingBefore: null }))
    expect(opened.contract.terms.resellerRoyalties.map(({ endingBefore }) => endingBefore)).toEqual([null])
  })

  test('of another reseller, or of other products, stands beside it', async () => {
    const { amend, requests } = await openAmendable()
    await amend(withRoyalty({ resellerType: 'GCP' }))
    const { contract } = await amend(
      withRoyalty({ applicableProductIds: [requests.id], applicableProductTags: [] }),
    )
    expect(contract.terms.resellerRoyalties.map(({ endingBefore }) => endingBefore)).toEqual([
      null,
      null,
      null,
    ])
  })

  test.each<[field: string, rule: string, changes: Partial<NewResellerRoyalty>]>([
    ['fraction', 'is required for the first royalty of GCP', { resellerType: 'GCP', fraction: null }],
    ['fraction', 'must be from 0 to 1', { fraction: new Decimal(5) }],
    [
      'applicable_product_ids',
      'is required, or applicable_product_tags',
      { resellerType: 'GCP', applicableProductTags: [] },
    ],
    ['applicable_product_ids.0', 'product nothing was not found', { applicableProductIds: ['nothing'] }],
    ['ending_before', 'must be after starting_at', { endingBefore: AUGUST }],
  ])('is refused by its %s: %s', async (field, rule, changes) => {
    const { amend } = await openAmendable()
    expect((await refusalOf(amend(withRoyalty(changes)))).message).toBe(
      `reseller_royalties.0.${field}: ${rule}`,
    )
  })
})
