import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { editContract } from '../contracts/edit.ts'
import { createPricingUnit } from '../pricing-units/create.ts'
import { archiveProduct } from '../products/archive.ts'
import { addRateCard } from '../testing/fixtures.ts'
import { newUsageSpecifier } from '../testing/balances.ts'
import { newEdit, openDealDesk } from '../testing/contract-terms.ts'
import { refusalOf } from '../testing/refusal.ts'
import { EXTERNAL_GATE, newPrepaidThreshold, newSpendThreshold, NO_GATE } from '../testing/thresholds.ts'
import type { NewPrepaidThreshold } from './new-threshold.ts'

const SPEND = 'spend_threshold_configuration'
const PREPAID = 'prepaid_balance_threshold_configuration'

/** A desk with a contract that has both thresholds, and edits of it. */
async function openDesk() {
  const desk = await openDealDesk()
  const contract = await desk.sign({
    spendThreshold: newSpendThreshold(desk.setup.id),
    prepaidThreshold: newPrepaidThreshold(desk.setup.id),
  })
  const edit = (parts: Parameters<typeof newEdit>[0], contractId = contract.id) =>
    editContract(desk.scope, { customerId: desk.customer.id, contractId }, newEdit(parts))
  return { ...desk, contract, edit }
}

test('a contract is made with a threshold of each kind, or with none', async () => {
  const { contract, sign, setup } = await openDesk()
  const commit = {
    productId: setup.id,
    name: null,
    description: null,
    priority: null,
    applicableProductIds: [],
    applicableProductTags: [],
    specifiers: [],
  }
  expect(contract.terms.spendThreshold).toEqual({ ...newSpendThreshold(setup.id), commit })
  expect(contract.terms.prepaidThreshold).toEqual({ ...newPrepaidThreshold(setup.id), commit })
  expect((await sign()).terms).toMatchObject({ spendThreshold: null, prepaidThreshold: null })
})

describe('the least amounts', () => {
  test('are 5 dollars, and 10 more to recharge to', async () => {
    const { sign, setup } = await openDesk()
    const least = { thresholdAmount: new Decimal(500), rechargeToAmount: new Decimal(1500) }
    const { terms } = await sign({ prepaidThreshold: newPrepaidThreshold(setup.id, least) })
    expect(terms.prepaidThreshold).toMatchObject(least)
  })

  test('are as many of the smallest units of another currency', async () => {
    const { scope, sign, setup } = await openDesk()
    const euro = await scope.catalog
      .selectFrom('pricing_units')
      .select('id')
      .where('name', '=', 'EUR')
      .executeTakeFirstOrThrow()
    const card = await addRateCard(scope, { currencyId: euro.id })
    const signFor = (amount: string) =>
      sign({
        rateCardId: card.id,
        spendThreshold: newSpendThreshold(setup.id, { thresholdAmount: new Decimal(amount) }),
      })
    expect((await signFor('5')).terms.spendThreshold?.thresholdAmount).toEqual(new Decimal(5))
    const { message } = await refusalOf(signFor('4.99'))
    expect(message).toBe(`${SPEND}.threshold_amount: must be worth at least 5 EUR`)
  })

  test('of custom units are what the card says these are worth', async () => {
    const { scope, sign, setup } = await openDesk()
    const { id: tokens } = await createPricingUnit(scope, 'Tokens')
    // One token is worth 2.5 cents, so 200 are worth 5 dollars.
    const conversions = [{ customCreditTypeId: tokens, fiatPerCustomCredit: new Decimal('2.5') }]
    const card = await addRateCard(scope, { conversions })
    const signFor = (threshold: number, rechargeTo: number) =>
      sign({
        rateCardId: card.id,
        prepaidThreshold: newPrepaidThreshold(setup.id, {
          creditTypeId: tokens,
          thresholdAmount: new Decimal(threshold),
          rechargeToAmount: new Decimal(rechargeTo),
        }),
      })
    expect((await signFor(200, 600)).terms.prepaidThreshold?.creditTypeId).toBe(tokens)
    const few = await refusalOf(signFor(199, 600))
    expect(few.message).toBe(`${PREPAID}.threshold_amount: must be worth at least 500 USD (cents)`)
    const near = await refusalOf(signFor(200, 599))
    expect(near.message).toBe(
      `${PREPAID}.recharge_to_amount: must be worth at least 1000 USD (cents) more than the threshold`,
    )
  })
})

describe('a threshold is refused', () => {
  type Desk = Awaited<ReturnType<typeof openDesk>>
  test.each<[what: string, changes: (desk: Desk) => Partial<NewPrepaidThreshold>, message: string]>([
    [
      'a threshold under 5 dollars',
      () => ({ thresholdAmount: new Decimal('499.99') }),
      'threshold_amount: must be worth at least 500 USD (cents)',
    ],
    [
      'a recharge of less than 10 dollars',
      () => ({ rechargeToAmount: new Decimal('2999.99') }),
      'recharge_to_amount: must be worth at least 1000 USD (cents) more than the threshold',
    ],
    [
      'a commit of a product that is not FIXED',
      ({ requests, setup }) => ({
        commit: { ...newPrepaidThreshold(setup.id).commit, productId: requests.id },
      }),
      'commit.product_id: must be a product of type FIXED, not USAGE',
    ],
    [
      'a commit for a product that has no price',
      ({ setup }) => ({
        commit: { ...newPrepaidThreshold(setup.id).commit, applicableProductIds: [setup.id] },
      }),
      'commit.applicable_product_ids.0: must be a product of type USAGE, SUBSCRIPTION, COMPOSITE, not FIXED',
    ],
    [
      'a unit that the card does not convert',
      () => ({ creditTypeId: '00000000-0000-4000-8000-000000000000' }),
      "custom_credit_type_id: must be the rate card's currency, 2714e483-4ff1-48e4-9e25-ac732e8f24f2, or a unit that the card converts",
    ],
    [
      'a share of nothing',
      () => ({ paymentFraction: new Decimal(0) }),
      'discount_configuration.payment_fraction: must be more than 0 and at most 1',
    ],
    [
      'a share of more than all',
      () => ({ paymentFraction: new Decimal('1.01') }),
      'discount_configuration.payment_fraction: must be more than 0 and at most 1',
    ],
    [
      'a tax that is known and not said',
      () => ({ paymentGate: { ...NO_GATE, taxType: 'PRECALCULATED' } }),
      'payment_gate_config.precalculated_tax_config: is required where tax_type is PRECALCULATED',
    ],
    [
      'a tax that is said and not known',
      () => ({ paymentGate: { ...NO_GATE, precalculatedTax: { amount: new Decimal(1), name: null } } }),
      'payment_gate_config.precalculated_tax_config: is only for tax_type PRECALCULATED',
    ],
  ])('with %s', async (_, changes, message) => {
    const desk = await openDesk()
    const prepaidThreshold = newPrepaidThreshold(desk.setup.id, changes(desk))
    const refusal = await refusalOf(desk.sign({ prepaidThreshold }))
    expect(refusal).toMatchObject({ kind: 'invalid', message: `${PREPAID}.${message}` })
  })

  test('with a product that does not exist', async () => {
    const { sign } = await openDesk()
    const refusal = await refusalOf(sign({ spendThreshold: newSpendThreshold('nothing') }))
    expect(refusal).toMatchObject({
      kind: 'not_found',
      message: `${SPEND}.commit.product_id: product nothing was not found`,
    })
  })
})

describe('an edit of a contract with thresholds', () => {
  test('adds a threshold where there is none, and tells of it', async () => {
    const { edit, sign, setup } = await openDesk()
    const plain = await sign()
    const added = newSpendThreshold(setup.id)
    const { terms, versions } = await edit({ added: { spendThreshold: added } }, plain.id)
    expect(terms.spendThreshold?.thresholdAmount).toEqual(new Decimal(10_000))
    expect(terms.prepaidThreshold).toBeNull()
    expect(versions.at(-1)?.change.spendThreshold).toEqual(terms.spendThreshold)
  })

  test('cannot add a second threshold of a kind', async () => {
    const { edit, setup } = await openDesk()
    const refusal = await refusalOf(edit({ added: { prepaidThreshold: newPrepaidThreshold(setup.id) } }))
    expect(refusal.message).toBe(`add_${PREPAID}: the contract has one already, which can be changed`)
  })

  test('cannot change a threshold that the contract does not have', async () => {
    const { edit, sign } = await openDesk()
    const { id } = await sign()
    const refusal = await refusalOf(edit({ changes: { spendThresholdUpdate: { isEnabled: false } } }, id))
    expect(refusal.message).toBe(`update_${SPEND}: the contract has none to change`)
  })

  test('changes the fields that it gives, removes those that are null, and leaves the rest', async () => {
    const { edit, contract, requests } = await openDesk()
    const specifiers = [newUsageSpecifier({ productId: requests.id })]
    await edit({
      changes: {
        prepaidThresholdUpdate: {
          commit: { name: 'Top-up', priority: new Decimal(7), specifiers },
          paymentFraction: new Decimal('0.9'),
        },
      },
    })
    const { terms } = await edit({
      changes: {
        prepaidThresholdUpdate: {
          rechargeToAmount: new Decimal(6000),
          commit: { priority: null, description: 'Automatic' },
          paymentGate: EXTERNAL_GATE,
          paymentFraction: null,
        },
      },
    })
    const before = contract.terms.prepaidThreshold
    expect(terms.prepaidThreshold).toEqual({
      ...before,
      rechargeToAmount: new Decimal(6000),
      commit: { ...before?.commit, name: 'Top-up', description: 'Automatic', specifiers },
      paymentGate: EXTERNAL_GATE,
    })
    expect(terms.spendThreshold).toEqual(contract.terms.spendThreshold)
  })

  test('holds the amounts together, whichever of them it gives', async () => {
    const { edit } = await openDesk()
    const refusal = await refusalOf(
      edit({ changes: { prepaidThresholdUpdate: { thresholdAmount: new Decimal(4001) } } }),
    )
    expect(refusal.message).toBe(
      `update_${PREPAID}.recharge_to_amount: must be worth at least 1000 USD (cents) more than the threshold`,
    )
  })

  test('can disable a threshold whose product is archived', async () => {
    const { scope, edit, setup } = await openDesk()
    await archiveProduct(scope, setup.id)
    const { terms } = await edit({ changes: { spendThresholdUpdate: { isEnabled: false } } })
    expect(terms.spendThreshold?.isEnabled).toBe(false)
  })

  test('is refused where it changes nothing of a threshold that it names', async () => {
    const { edit } = await openDesk()
    const refusal = await refusalOf(edit({ changes: { spendThresholdUpdate: {} } }))
    expect(refusal.message).toBe(`update_${SPEND}: changes nothing`)
  })
})

test('an edit that adds no threshold still needs a change', async () => {
  const { edit } = await openDesk()
  expect((await refusalOf(edit({}))).message).toMatch(/^body: changes nothing/)
})
