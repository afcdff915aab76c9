import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { createPricingUnit } from '../pricing-units/create.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { archiveProduct } from '../products/archive.ts'
import { newCharge, newItem, openDealDesk } from '../testing/contract-terms.ts'
import { addRateCard } from '../testing/fixtures.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import type { NewSchedule } from './new-terms.ts'

const AUGUST = at('2024-08-01T00:00:00Z')
const NOVEMBER = at('2024-11-01T00:00:00Z')
const EUR_ID = '8f6a0b52-5b4e-4c0f-9d5c-6f5d0a8e1a07'

const quarterOf1000 = {
  startingAt: AUGUST,
  endingBefore: NOVEMBER,
  frequency: 'MONTHLY',
  distribution: 'DIVIDED_ROUNDED',
  amount: new Decimal(1000),
  unitPrice: null,
  quantity: null,
} as const

test('a scheduled charge comes back in order of its dates, an amount alone as one at that price', async () => {
  const { setup, sign } = await openDealDesk()
  const charge = newCharge(setup.id, {
    items: [
      newItem('2024-10-01T00:00:00Z', {
        amount: null,
        unitPrice: new Decimal('2.5'),
        quantity: new Decimal(4),
      }),
      newItem('2024-08-01T00:00:00Z'),
    ],
  })
  const { terms } = await sign({
    scheduledCharges: [{ ...charge, name: 'Onboarding', customFields: { erp: '7' } }],
  })
  const [made] = terms.scheduledCharges
  expect(made).toEqual({
    id: made?.id,
    productId: setup.id,
    name: 'Onboarding',
    creditTypeId: USD_CENTS_ID,
    items: [
      {
        id: made?.items[0]?.id,
        timestamp: AUGUST,
        amount: new Decimal(1000),
        unitPrice: new Decimal(1000),
        quantity: new Decimal(1),
      },
      {
        id: made?.items[1]?.id,
        timestamp: at('2024-10-01T00:00:00Z'),
        amount: new Decimal(10),
        unitPrice: new Decimal('2.5'),
        quantity: new Decimal(4),
      },
    ],
    customFields: { erp: '7' },
    netsuiteSalesOrderId: null,
    createdAt: at('2024-08-15T12:00:00Z'),
    archivedAt: null,
  })
})

test('a discount is scheduled as a charge is', async () => {
  const { setup, sign } = await openDealDesk()
  const { terms } = await sign({ discounts: [newCharge(setup.id)] })
  expect(terms.discounts.map(({ productId, items }) => [productId, items[0]?.amount.toNumber()])).toEqual([
    [setup.id, 1000],
  ])
})

// 1,000 over three months: cents are whole, so 333, 333 and what is left.
test('a recurring schedule is stored date by date, in the smallest unit of its currency', async () => {
  const { setup, sign } = await openDealDesk()
  const { terms } = await sign({
    scheduledCharges: [newCharge(setup.id, { items: null, recurring: quarterOf1000 })],
  })
  const items = terms.scheduledCharges[0]?.items ?? []
  expect(
    items.map(({ timestamp, amount }) => [new Date(timestamp).toISOString().slice(0, 10), amount.toNumber()]),
  ).toEqual([
    ['2024-08-01', 333],
    ['2024-09-01', 333],
    ['2024-10-01', 334],
  ])
})

test('euros are divided to the hundredth', async () => {
  const { scope, setup, sign } = await openDealDesk()
  const { id } = await addRateCard(scope, { currencyId: EUR_ID })
  const charge = newCharge(setup.id, { items: null, recurring: quarterOf1000 })
  const { terms } = await sign({ rateCardId: id, scheduledCharges: [charge] })
  expect(terms.scheduledCharges[0]?.creditTypeId).toBe(EUR_ID)
  expect(terms.scheduledCharges[0]?.items.map(({ amount }) => amount.toNumber())).toEqual([
    333.33, 333.33, 333.34,
  ])
})

test('a charge may be in a custom unit that the card converts, and in no other', async () => {
  const { scope, setup, sign } = await openDealDesk()
  const tokens = await createPricingUnit(scope, 'Tokens')
  const conversions = [{ customCreditTypeId: tokens.id, fiatPerCustomCredit: new Decimal(2) }]
  const { id } = await addRateCard(scope, { conversions })
  const inTokens = { scheduledCharges: [newCharge(setup.id, { creditTypeId: tokens.id })] }
  const { terms } = await sign({ rateCardId: id, ...inTokens })
  expect(terms.scheduledCharges[0]?.creditTypeId).toBe(tokens.id)
  const refusal = await refusalOf(sign(inTokens))
  expect(refusal.message).toMatch(
    /^scheduled_charges\.0\.schedule\.credit_type_id: must be the rate card's currency/,
  )
})

test('a contract without a card is charged in any currency, in US cents by default', async () => {
  const { setup, sign } = await openDealDesk()
  const { terms } = await sign({
    rateCardId: null,
    scheduledCharges: [newCharge(setup.id), newCharge(setup.id, { creditTypeId: EUR_ID })],
  })
  expect(terms.scheduledCharges.map(({ creditTypeId }) => creditTypeId)).toEqual([USD_CENTS_ID, EUR_ID])
})

test('a charge may be dated at the end of its contract, for the last usage invoice to take it', async () => {
  const { setup, sign } = await openDealDesk()
  const charge = newCharge(setup.id, { items: [newItem('2024-11-01T00:00:00Z')] })
  const { terms } = await sign({ endingBefore: NOVEMBER, scheduledCharges: [charge] })
  expect(terms.scheduledCharges[0]?.items[0]?.timestamp).toBe(NOVEMBER)
})

describe('a scheduled charge is refused', () => {
  const recurring = (changes: object): Partial<NewSchedule> => ({
    items: null,
    recurring: { ...quarterOf1000, ...changes },
  })
  test.each<[field: string, rule: string, schedule: Partial<NewSchedule>]>([
    ['schedule_items', 'is required, or recurring_schedule in its place', { items: null }],
    ['recurring_schedule', 'cannot be given together with schedule_items', { recurring: quarterOf1000 }],
    [
      'schedule_items.1.amount',
      'is required, or both unit_price and quantity',
      {
        items: [
          newItem('2024-09-01T00:00:00Z'),
          newItem('2024-09-01T00:00:00Z', { amount: null, quantity: new Decimal(1) }),
        ],
      },
    ],
    [
      'schedule_items.0.amount',
      'cannot be given together with unit_price or quantity',
      { items: [newItem('2024-09-01T00:00:00Z', { quantity: new Decimal(1) })] },
    ],
    [
      'schedule_items.0.amount',
      'must not be negative',
      { items: [newItem('2024-09-01T00:00:00Z', { amount: new Decimal(-1) })] },
    ],
    [
      'schedule_items.0.timestamp',
      "must not be before the contract's starting_at",
      { items: [newItem('2024-07-31T23:00:00Z')] },
    ],
    [
      'schedule_items.0.timestamp',
      "must not be after the contract's ending_before",
      { items: [newItem('2024-11-01T01:00:00Z')] },
    ],
    ['recurring_schedule.ending_before', 'must be after starting_at', recurring({ endingBefore: AUGUST })],
    [
      'recurring_schedule.ending_before',
      "must not be after the contract's ending_before",
      recurring({ endingBefore: NOVEMBER + 1 }),
    ],
    [
      'recurring_schedule.amount',
      'is required, or both unit_price and quantity',
      recurring({ amount: null }),
    ],
  ])('by its %s: %s', async (field, rule, schedule) => {
    const { setup, sign } = await openDealDesk()
    const charges = [newCharge(setup.id), newCharge(setup.id, schedule)]
    const refusal = await refusalOf(sign({ endingBefore: NOVEMBER, scheduledCharges: charges }))
    expect(refusal).toMatchObject({
      kind: 'invalid',
      message: `scheduled_charges.1.schedule.${field}: ${rule}`,
    })
  })

  test('for over a hundred years', async () => {
    const { setup, sign } = await openDealDesk()
    const forever = recurring({ endingBefore: at('2124-08-01T01:00:00Z') })
    const refusal = await refusalOf(sign({ scheduledCharges: [newCharge(setup.id, forever)] }))
    expect(refusal.message).toBe(
      'scheduled_charges.0.schedule.recurring_schedule.ending_before: must be at most 100 years after starting_at',
    )
  })

  test('for a product that is not FIXED, is archived or does not exist', async () => {
    const { scope, setup, requests, sign } = await openDealDesk()
    const refusalFor = async (productId: string) =>
      (await refusalOf(sign({ discounts: [newCharge(productId)] }))).message
    expect(await refusalFor(requests.id)).toBe(
      'discounts.0.product_id: must be a product of type FIXED, not USAGE',
    )
    expect(await refusalFor('nothing')).toBe('discounts.0.product_id: product nothing was not found')
    await archiveProduct(scope, setup.id)
    expect(await refusalFor(setup.id)).toBe(`discounts.0.product_id: product ${setup.id} is archived`)
  })
})

test.each([
  ['unit_price', { unitPrice: new Decimal(-1) }],
  ['quantity', { quantity: new Decimal(-1) }],
  ['max_amount', { maxAmount: new Decimal('1e39') }],
])('a professional service with a wrong %s is refused', async (field, changes) => {
  const { consulting, setup, sign } = await openDealDesk()
  const service = {
    productId: consulting.id,
    description: null,
    unitPrice: new Decimal(15000),
    quantity: new Decimal(8),
    maxAmount: new Decimal(120000),
    customFields: {},
    netsuiteSalesOrderId: null,
  }
  const { terms } = await sign({ professionalServices: [service] })
  expect(terms.professionalServices).toEqual([{ ...service, id: terms.professionalServices[0]?.id }])

  const wrong = await refusalOf(sign({ professionalServices: [{ ...service, ...changes }] }))
  expect(wrong.message).toMatch(new RegExp(`^professional_services\\.0\\.${field}: `))
  const fixed = await refusalOf(sign({ professionalServices: [{ ...service, productId: setup.id }] }))
  expect(fixed.message).toBe(
    'professional_services.0.product_id: must be a product of type PRO_SERVICE, not FIXED',
  )
})
