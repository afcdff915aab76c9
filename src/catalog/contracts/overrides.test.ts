import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { newOverride, newSpecifier, openDealDesk } from '../testing/contract-terms.ts'
import { flatPrice } from '../testing/fixtures.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { getContract } from './get.ts'
import type { NewOverride } from './new-terms.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const EXPLICIT = { multiplierOverridePrioritization: 'EXPLICIT' } as const
const EUR_ID = '8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a07'

/** Names of the desk's products, in tables that are written before there is a desk. */
type ProductName = 'requests' | 'regional' | 'seats' | 'setup' | 'consulting' | 'support'
type Desk = Awaited<ReturnType<typeof openDealDesk>>
type Given = (desk: Desk) => Partial<NewOverride>

const onProduct =
  (name: ProductName, changes: Partial<NewOverride> = {}): Given =>
  (desk) => ({ productId: desk[name].id, ...changes })

const onSpecifier =
  (name: ProductName | null, specifier: object, changes: Partial<NewOverride> = {}): Given =>
  (desk) => ({
    specifiers: [newSpecifier({ productId: name === null ? null : desk[name].id, ...specifier })],
    ...changes,
  })

const overwrite = (price: NonNullable<NewOverride['overwriteRate']>['price'] = flatPrice(3)) =>
  ({ type: 'OVERWRITE', overwriteRate: { price, creditTypeId: null } }) as const

test('an override comes back as it was made', async () => {
  const { scope, customer, regional, sign } = await openDealDesk()
  const specifier = newSpecifier({ productId: regional.id, pricingGroupValues: { region: 'eu' } })
  const given = newOverride({
    ...overwrite(flatPrice('0.00000000000000000001')),
    endingBefore: SEPTEMBER,
    isEntitled: true,
    specifiers: [specifier],
  })
  const { id } = await sign({ overrides: [given] })
  const [override] = (await getContract(scope, { customerId: customer.id, contractId: id })).terms.overrides
  expect(override).toEqual({
    id: override?.id,
    createdAt: at('2024-08-15T12:00:00Z'),
    startingAt: AUGUST,
    endingBefore: SEPTEMBER,
    isEntitled: true,
    change: { type: 'OVERWRITE', price: flatPrice('0.00000000000000000001'), creditTypeId: USD_CENTS_ID },
    priority: null,
    productId: null,
    applicableProductTags: [],
    specifiers: [specifier],
    isCommitSpecific: false,
    target: 'LIST_RATE',
  })
})

describe('an override may be', () => {
  test.each<[story: string, given: Given]>([
    ['of everything', () => ({})],
    ['free', () => ({ multiplier: new Decimal(0) })],
    ['a raise', () => ({ multiplier: new Decimal('1.25') })],
    ['of products with tags', () => ({ applicableProductTags: ['core'] })],
    ['of an entitlement alone', onProduct('requests', { type: null, isEntitled: false })],
    ['of a subscription', onProduct('seats', overwrite())],
    ['of one billing frequency', onSpecifier('seats', { billingFrequency: 'MONTHLY' })],
    [
      'of a percentage',
      onProduct('support', overwrite({ rateType: 'PERCENTAGE', price: new Decimal('0.1') })),
    ],
    ['of one presentation group', onSpecifier('regional', { presentationGroupValues: { user: 'u1' } })],
    ['of what all commits pay', () => ({ isCommitSpecific: true, target: 'COMMIT_RATE' })],
    ['ranked although only the lowest counts', () => ({ priority: new Decimal(1) })],
  ])('%s', async (_story, given) => {
    const desk = await openDealDesk()
    const { terms } = await desk.sign({ overrides: [newOverride(given(desk))] })
    expect(terms.overrides).toHaveLength(1)
  })

  test('in tiers, where prioritization is explicit', async () => {
    const { sign } = await openDealDesk()
    const tiers = [
      { size: new Decimal(100), multiplier: new Decimal(1) },
      { size: null, multiplier: new Decimal('0.8') },
    ]
    const tiered = newOverride({ type: 'TIERED', tiers, priority: new Decimal(1) })
    const { terms } = await sign({ ...EXPLICIT, overrides: [tiered] })
    expect(terms.overrides[0]?.change).toEqual({ type: 'TIERED', tiers })
  })
})

describe('an override is refused', () => {
  test.each<[field: string, rule: string, given: Given]>([
    ['starting_at', "must not be before the contract's starting_at", () => ({ startingAt: AUGUST - 1 })],
    ['ending_before', 'must be after starting_at', () => ({ endingBefore: AUGUST })],
    [
      'override_specifiers',
      'cannot be given together with product_id',
      (desk) => ({ productId: desk.requests.id, specifiers: [newSpecifier()] }),
    ],
    [
      'override_specifiers',
      'cannot be given together with applicable_product_tags',
      () => ({ applicableProductTags: ['core'], specifiers: [newSpecifier()] }),
    ],
    ['product_id', 'must be a product of type USAGE, SUBSCRIPTION, COMPOSITE, not FIXED', onProduct('setup')],
    ['type', 'is required where entitled is not given', () => ({ type: null, multiplier: null })],
    [
      'multiplier',
      'is only for type MULTIPLIER',
      onProduct('requests', { ...overwrite(), multiplier: new Decimal(1) }),
    ],
    ['multiplier', 'is required for MULTIPLIER', () => ({ multiplier: null })],
    ['multiplier', 'must not be negative', () => ({ multiplier: new Decimal(-1) })],
    ['priority', 'must be above 0', () => ({ priority: new Decimal(0) })],
    ['target', 'is only for overrides with is_commit_specific', () => ({ target: 'LIST_RATE' })],
    [
      'override_specifiers.0.commit_ids',
      'is only for overrides with is_commit_specific',
      onSpecifier('requests', { commitIds: ['c1'] }),
    ],
    [
      'override_specifiers.0.any_commit_or_credit_ids',
      'the customer has no commit or credit c1, c2',
      onSpecifier('requests', { anyCommitOrCreditIds: ['c1', 'c2'] }, { isCommitSpecific: true }),
    ],
    [
      'override_specifiers.0.pricing_group_values',
      '"zone" is not in the product\'s pricing_group_key',
      onSpecifier('regional', { pricingGroupValues: { zone: 'a' } }),
    ],
    [
      'override_specifiers.0.presentation_group_values',
      '"region" is not in the product\'s presentation_group_key',
      onSpecifier('regional', { presentationGroupValues: { region: 'eu' } }),
    ],
    [
      'override_specifiers.0.billing_frequency',
      'is only for products of type SUBSCRIPTION',
      onSpecifier('requests', { billingFrequency: 'MONTHLY' }),
    ],
    ['overwrite_rate', 'is required for OVERWRITE', onProduct('requests', { type: 'OVERWRITE' })],
    [
      'overwrite_rate.price',
      'must not be negative',
      onProduct('requests', overwrite({ rateType: 'FLAT', price: new Decimal(-1) })),
    ],
    [
      'overwrite_rate.rate_type',
      'must be FLAT or TIERED for a product of type USAGE',
      onProduct('requests', overwrite({ rateType: 'PERCENTAGE', price: new Decimal('0.1') })),
    ],
    [
      'overwrite_rate.rate_type',
      'must be PERCENTAGE or TIERED_PERCENTAGE for a product of type COMPOSITE',
      onProduct('support', overwrite()),
    ],
    [
      'overwrite_rate.credit_type_id',
      `must be the rate card's currency, ${USD_CENTS_ID}, or a unit that the card converts`,
      onProduct('requests', {
        type: 'OVERWRITE',
        overwriteRate: { price: flatPrice(1), creditTypeId: EUR_ID },
      }),
    ],
    [
      'overwrite_rate.credit_type_id',
      'cannot be given in a rate of type PERCENTAGE',
      onProduct('support', {
        type: 'OVERWRITE',
        overwriteRate: {
          price: { rateType: 'PERCENTAGE', price: new Decimal('0.1') },
          creditTypeId: USD_CENTS_ID,
        },
      }),
    ],
    [
      'applicable_product_tags',
      'an OVERWRITE cannot be for tags',
      () => ({ ...overwrite(), applicableProductTags: ['core'] }),
    ],
    ['product_id', 'is required for OVERWRITE, or override_specifiers with one each', () => overwrite()],
    [
      'product_id',
      'the product has a pricing_group_key; give its values in override_specifiers',
      onProduct('regional', overwrite()),
    ],
    [
      'override_specifiers.0.product_tags',
      'an OVERWRITE cannot be for tags',
      onSpecifier('requests', { productTags: ['core'] }, overwrite()),
    ],
    [
      'override_specifiers.0.presentation_group_values',
      'are only for multipliers',
      onSpecifier(
        'regional',
        { pricingGroupValues: { region: 'eu' }, presentationGroupValues: { user: 'u1' } },
        overwrite(),
      ),
    ],
    ['override_specifiers.0.product_id', 'is required for OVERWRITE', onSpecifier(null, {}, overwrite())],
    [
      'override_specifiers.0.pricing_group_values',
      'has no value for "region" of the product\'s pricing_group_key',
      onSpecifier('regional', {}, overwrite()),
    ],
    [
      'type',
      "TIERED needs the contract's multiplier_override_prioritization EXPLICIT",
      () => ({
        type: 'TIERED',
        tiers: [{ size: null, multiplier: new Decimal(1) }],
        priority: new Decimal(1),
      }),
    ],
  ])('by its %s: %s', async (field, rule, given) => {
    const desk = await openDealDesk()
    const refusal = await refusalOf(desk.sign({ overrides: [newOverride(), newOverride(given(desk))] }))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `overrides.1.${field}: ${rule}` })
  })

  test.each<[field: string, rule: string, changes: Partial<NewOverride>]>([
    ['priority', 'is required, as multiplier_override_prioritization is EXPLICIT', {}],
    ['tiers', 'at least one is required for TIERED', { type: 'TIERED', tiers: [] }],
    [
      'tiers.0.size',
      'must be left out of the last tier',
      { type: 'TIERED', tiers: [{ size: new Decimal(1), multiplier: new Decimal(1) }] },
    ],
    [
      'tiers.0.size',
      'is required in all tiers but the last',
      {
        type: 'TIERED',
        tiers: [
          { size: null, multiplier: new Decimal(1) },
          { size: null, multiplier: new Decimal(1) },
        ],
      },
    ],
    [
      'tiers.0.size',
      'must be above 0',
      {
        type: 'TIERED',
        tiers: [
          { size: new Decimal(0), multiplier: new Decimal(1) },
          { size: null, multiplier: new Decimal(1) },
        ],
      },
    ],
    [
      'tiers.0.multiplier',
      'must not be negative',
      { type: 'TIERED', tiers: [{ size: null, multiplier: new Decimal(-1) }] },
    ],
  ])('under explicit prioritization by its %s: %s', async (field, rule, changes) => {
    const { sign } = await openDealDesk()
    const refusal = await refusalOf(sign({ ...EXPLICIT, overrides: [newOverride(changes)] }))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `overrides.0.${field}: ${rule}` })
  })

  test('for a product that does not exist', async () => {
    const { sign } = await openDealDesk()
    const unknown = newOverride({ specifiers: [newSpecifier(), newSpecifier({ productId: 'nothing' })] })
    expect(await refusalOf(sign({ overrides: [unknown] }))).toMatchObject({
      kind: 'not_found',
      message: 'overrides.0.override_specifiers.1.product_id: product nothing was not found',
    })
  })

  test('past the end of the contract', async () => {
    const { sign } = await openDealDesk()
    const late = newOverride({ endingBefore: SEPTEMBER + 1 })
    const refusal = await refusalOf(sign({ endingBefore: SEPTEMBER, overrides: [late] }))
    expect(refusal.message).toBe("overrides.0.ending_before: must not be after the contract's ending_before")
  })

  test('on a contract without a rate card', async () => {
    const { sign } = await openDealDesk()
    const refusal = await refusalOf(sign({ rateCardId: null, overrides: [newOverride()] }))
    expect(refusal.message).toBe('overrides.0: the contract has no rate card whose prices it could change')
  })
})
