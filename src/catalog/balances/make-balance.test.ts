import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { archiveProduct } from '../products/archive.ts'
import { newCommit, newCredit, newInvoice, newSegment, newUsageSpecifier } from '../testing/balances.ts'
import { newItem, openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { findBalances } from './find.ts'
import type { NewBalance } from './new-balance.ts'

type Desk = Awaited<ReturnType<typeof openDealDesk>>
type Given = (desk: Desk) => Partial<NewBalance>

const AUGUST = '2024-08-01T00:00:00Z'
const SEPTEMBER = '2024-09-01T00:00:00Z'
const OCTOBER = '2024-10-01T00:00:00Z'

const accessOf = (...segments: ReturnType<typeof newSegment>[]) => ({ creditTypeId: null, segments })

test('a contract has its commits and credits as they were given, in order of creation', async () => {
  const { scope, customer, setup, sign } = await openDealDesk()
  const commit = newCommit(setup.id, {
    name: 'Yearly commit',
    description: 'as signed',
    priority: new Decimal('1.5'),
    rateType: 'COMMIT_RATE',
    applicableProductTags: ['core'],
    access: accessOf(newSegment(SEPTEMBER, OCTOBER, '200.5'), newSegment(AUGUST, SEPTEMBER, 100)),
    rolloverFraction: new Decimal('0.25'),
    netsuiteSalesOrderId: 'SO-1',
    customFields: { erp: '7' },
  })
  const contract = await sign({ commits: [commit], credits: [newCredit(setup.id)] })
  const [made, credit, ...others] = await findBalances(scope, customer.id)
  expect(others).toEqual([])
  expect(made).toMatchObject({
    customerId: customer.id,
    contractId: contract.id,
    type: 'PREPAID',
    uniquenessKey: null,
    createdAt: at('2024-08-15T12:00:00Z'),
    archivedAt: null,
    versions: [{ kind: 'CREATE', change: {}, contractVersionId: contract.versions[0].id }],
  })
  const id = expect.any(String) as string
  expect(made?.terms).toEqual({
    name: 'Yearly commit',
    description: 'as signed',
    productId: setup.id,
    priority: new Decimal('1.5'),
    rateType: 'COMMIT_RATE',
    applicableProductIds: [],
    applicableProductTags: ['core'],
    specifiers: [],
    access: {
      creditTypeId: USD_CENTS_ID,
      segments: [
        { id, ...newSegment(AUGUST, SEPTEMBER, 100) },
        { id, ...newSegment(SEPTEMBER, OCTOBER, '200.5') },
      ],
    },
    invoice: {
      creditTypeId: USD_CENTS_ID,
      items: [
        {
          id,
          timestamp: at(AUGUST),
          amount: new Decimal(1000),
          unitPrice: new Decimal(1000),
          quantity: new Decimal(1),
        },
      ],
      doNotInvoice: false,
    },
    invoiceContractId: null,
    isTrueupDisabled: false,
    rolloverFraction: new Decimal('0.25'),
    applicableContractIds: null,
    childAccess: { type: 'NONE' },
    netsuiteSalesOrderId: 'SO-1',
    salesforceOpportunityId: null,
    customFields: { erp: '7' },
  })
  expect(credit).toMatchObject({
    type: 'CREDIT',
    terms: { rateType: 'LIST_RATE', invoice: null, priority: null },
  })
})

describe('a commit may be', () => {
  test.each<[story: string, given: Given]>([
    ['free', () => ({ invoice: null })],
    ['paid before its contract starts', () => ({ invoice: newInvoice([newItem('2024-07-01T00:00:00Z')]) })],
    [
      'drawn once its contract has ended',
      () => ({ access: accessOf(newSegment('2030-01-01', '2031-01-01')) }),
    ],
    ['of nothing', () => ({ access: accessOf(newSegment(AUGUST, SEPTEMBER, 0)) })],
    [
      'for some products and tags',
      (desk) => ({ applicableProductIds: [desk.requests.id], applicableProductTags: ['x'] }),
    ],
    [
      'for one group of a product',
      (desk) => ({
        specifiers: [
          newUsageSpecifier({
            productId: desk.regional.id,
            pricingGroupValues: { region: 'eu' },
            presentationGroupValues: { user: 'u1' },
          }),
        ],
      }),
    ],
    ['carried over whole', () => ({ rolloverFraction: new Decimal(1) })],
    [
      'billed once, after it was drawn',
      () => ({ type: 'POSTPAID', invoice: newInvoice([newItem(OCTOBER)]) }),
    ],
  ])('%s', async (_story, given) => {
    const desk = await openDealDesk()
    await desk.sign({ endingBefore: at(OCTOBER), commits: [newCommit(desk.setup.id, given(desk))] })
    expect(await findBalances(desk.scope, desk.customer.id)).toHaveLength(1)
  })
})

describe('a commit is refused', () => {
  test.each<[field: string, rule: string, given: Given]>([
    [
      'product_id',
      'must be a product of type FIXED, not USAGE',
      ({ requests }) => ({ productId: requests.id }),
    ],
    ['access_schedule', 'is required', () => ({ access: null })],
    [
      'access_schedule.schedule_items.1.amount',
      'must not be negative',
      () => ({ access: accessOf(newSegment(AUGUST, SEPTEMBER), newSegment(AUGUST, SEPTEMBER, '-0.01')) }),
    ],
    [
      'access_schedule.schedule_items.0.ending_before',
      'must be after starting_at',
      () => ({ access: accessOf(newSegment(AUGUST, AUGUST)) }),
    ],
    [
      'access_schedule.credit_type_id',
      `must be the rate card's currency, ${USD_CENTS_ID}, or a unit that the card converts`,
      () => ({ access: { ...accessOf(newSegment(AUGUST, SEPTEMBER)), creditTypeId: 'points' } }),
    ],
    [
      'invoice_schedule.schedule_items.0.amount',
      'must not be negative',
      () => ({ invoice: newInvoice([newItem(AUGUST, { amount: new Decimal(-1) })]) }),
    ],
    [
      'specifiers',
      'cannot be given together with applicable_product_ids',
      ({ requests }) => ({ specifiers: [newUsageSpecifier()], applicableProductIds: [requests.id] }),
    ],
    [
      'specifiers',
      'cannot be given together with applicable_product_tags',
      () => ({ specifiers: [newUsageSpecifier()], applicableProductTags: ['core'] }),
    ],
    [
      'applicable_product_ids.0',
      'must be a product of type USAGE, SUBSCRIPTION, COMPOSITE, not FIXED',
      ({ setup }) => ({ applicableProductIds: [setup.id] }),
    ],
    [
      'specifiers.0.pricing_group_values',
      '"zone" is not in the product\'s pricing_group_key',
      ({ regional }) => ({
        specifiers: [newUsageSpecifier({ productId: regional.id, pricingGroupValues: { zone: 'a' } })],
      }),
    ],
    [
      'specifiers.0.presentation_group_values',
      '"region" is not in the product\'s presentation_group_key',
      ({ regional }) => ({
        specifiers: [
          newUsageSpecifier({ productId: regional.id, presentationGroupValues: { region: 'eu' } }),
        ],
      }),
    ],
    ['rollover_fraction', 'must be from 0 to 1', () => ({ rolloverFraction: new Decimal('1.01') })],
    ['rollover_fraction', 'must be from 0 to 1', () => ({ rolloverFraction: new Decimal('-0.01') })],
    ['invoice_schedule', 'is required for POSTPAID', () => ({ type: 'POSTPAID', invoice: null })],
    [
      'access_schedule',
      'must have exactly one item for POSTPAID',
      () => ({
        type: 'POSTPAID',
        access: accessOf(newSegment(AUGUST, SEPTEMBER, 500), newSegment(SEPTEMBER, OCTOBER, 500)),
      }),
    ],
    [
      'invoice_schedule',
      'must have exactly one item for POSTPAID',
      () => ({ type: 'POSTPAID', invoice: newInvoice([newItem(AUGUST), newItem(SEPTEMBER)]) }),
    ],
    [
      'invoice_schedule',
      'must come to the amount of access_schedule for POSTPAID',
      () => ({ type: 'POSTPAID', invoice: newInvoice([newItem(AUGUST, { amount: new Decimal('999.99') })]) }),
    ],
  ])('by its %s: %s', async (field, rule, given) => {
    const desk = await openDealDesk()
    const fine = newCommit(desk.setup.id)
    const refusal = await refusalOf(desk.sign({ commits: [fine, newCommit(desk.setup.id, given(desk))] }))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `commits.1.${field}: ${rule}` })
    expect(await findBalances(desk.scope, desk.customer.id)).toEqual([])
  })

  test('for products that there are not', async () => {
    const { sign, setup } = await openDealDesk()
    const unknown = await refusalOf(sign({ credits: [newCredit('nothing')] }))
    expect(unknown).toMatchObject({
      kind: 'not_found',
      message: 'credits.0.product_id: product nothing was not found',
    })
    const specifiers = [newUsageSpecifier(), newUsageSpecifier({ productId: 'nothing' })]
    const specified = await refusalOf(sign({ credits: [newCredit(setup.id, { specifiers })] }))
    expect(specified.message).toBe('credits.0.specifiers.1.product_id: product nothing was not found')
  })

  test('for an archived product', async () => {
    const { scope, sign, setup } = await openDealDesk()
    await archiveProduct(scope, setup.id)
    const refusal = await refusalOf(sign({ commits: [newCommit(setup.id)] }))
    expect(refusal.message).toBe(`commits.0.product_id: product ${setup.id} is archived`)
  })
})

test('where a commit cannot be stored, its contract is not there either', async () => {
  const { scope, setup, sign } = await openDealDesk()
  scope.file.exec(
    `CREATE TRIGGER no_versions BEFORE INSERT ON balance_versions BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
  )
  await expect(sign({ commits: [newCommit(setup.id)] })).rejects.toThrow('the disk is full')
  for (const table of ['contracts', 'contract_versions', 'balances']) {
    expect(scope.file.prepare(`SELECT count(*) AS rows FROM ${table}`).get()).toEqual({ rows: 0 })
  }
})
