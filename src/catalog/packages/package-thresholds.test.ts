import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { archiveProduct } from '../products/archive.ts'
import { newUsageSpecifier } from '../testing/balances.ts'
import { openPackageDesk } from '../testing/packages.ts'
import { refusalOf } from '../testing/refusal.ts'
import { EXTERNAL_GATE, newPrepaidThreshold, newSpendThreshold, NO_GATE } from '../testing/thresholds.ts'
import { getPackage } from './get.ts'
import type { NewPackageTerms } from './terms.ts'

type Desk = Awaited<ReturnType<typeof openPackageDesk>>

/** Both thresholds, with all that they can say. */
function fullThresholds({ setup, requests }: Desk) {
  const spend = newSpendThreshold(setup.id)
  const prepaid = newPrepaidThreshold(setup.id)
  return {
    spendThreshold: {
      ...spend,
      isEnabled: false,
      thresholdAmount: new Decimal('10000.12345678901234567891'),
      commit: { ...spend.commit, name: 'Spent', description: 'Paid at once', priority: new Decimal(7) },
      paymentGate: {
        ...EXTERNAL_GATE,
        taxType: 'PRECALCULATED' as const,
        precalculatedTax: { amount: new Decimal(19), name: 'VAT' },
      },
      paymentFraction: new Decimal('0.85'),
    },
    prepaidThreshold: {
      ...prepaid,
      commit: { ...prepaid.commit, specifiers: [newUsageSpecifier({ productId: requests.id })] },
      balanceExclusions: [
        {
          exclude: [
            {
              customFieldFilters: [
                { entity: 'ContractCreditOrCommit' as const, key: 'source', value: 'promotion' },
              ],
            },
          ],
        },
      ],
    },
  }
}

test('a package comes back with its thresholds as they were given', async () => {
  const desk = await openPackageDesk()
  const thresholds = fullThresholds(desk)
  const { id } = await desk.make(thresholds)
  expect((await getPackage(desk.scope, id)).terms).toMatchObject(thresholds)
})

test('a package that was stored before it could have thresholds has none, and still makes contracts', async () => {
  const { scope, make, signOn } = await openPackageDesk()
  const { id } = await make()
  scope.file.exec(`UPDATE packages SET body = json_remove(body, '$.spendThreshold', '$.prepaidThreshold')`)
  const { terms } = await getPackage(scope, id)
  expect([terms.spendThreshold, terms.prepaidThreshold]).toEqual([null, null])
  const contract = await signOn({ packageId: id })
  expect([contract.terms.spendThreshold, contract.terms.prepaidThreshold]).toEqual([null, null])
})

describe('a contract from a package', () => {
  test('has its thresholds, complete', async () => {
    const desk = await openPackageDesk()
    const { spendThreshold, prepaidThreshold } = fullThresholds(desk)
    const { id } = await desk.make({ spendThreshold, prepaidThreshold })
    const { terms } = await desk.signOn({ packageId: id })
    const everything = { applicableProductIds: [], applicableProductTags: [], specifiers: [] }
    expect(terms.spendThreshold).toEqual({
      ...spendThreshold,
      commit: { ...spendThreshold.commit, ...everything },
    })
    const { specifiers } = prepaidThreshold.commit
    expect(terms.prepaidThreshold).toEqual({
      ...prepaidThreshold,
      commit: { ...prepaidThreshold.commit, ...everything, specifiers },
    })
  })

  test('is not made where the product of a threshold was archived since', async () => {
    const { scope, setup, make, signOn } = await openPackageDesk()
    const { id } = await make({ prepaidThreshold: newPrepaidThreshold(setup.id) })
    await archiveProduct(scope, setup.id)
    expect((await refusalOf(signOn({ packageId: id }))).message).toMatch(
      /^prepaid_balance_threshold_configuration\.commit\.product_id: .* is archived$/,
    )
  })
})

describe('a package is refused', () => {
  test.each<[story: string, message: string, terms: (desk: Desk) => Partial<NewPackageTerms>]>([
    [
      'with a threshold of a product that does not exist',
      'spend_threshold_configuration.commit.product_id: product none was not found',
      () => ({ spendThreshold: newSpendThreshold('none') }),
    ],
    [
      'with a threshold of a product that is not FIXED',
      'prepaid_balance_threshold_configuration.commit.product_id: must be a product of type FIXED, not USAGE',
      ({ requests }) => ({ prepaidThreshold: newPrepaidThreshold(requests.id) }),
    ],
    [
      'with a threshold below 5 dollars',
      'spend_threshold_configuration.threshold_amount: must be worth at least 500 USD (cents)',
      ({ setup }) => ({
        spendThreshold: newSpendThreshold(setup.id, { thresholdAmount: new Decimal('499.99') }),
      }),
    ],
    [
      'with a recharge of less than 10 dollars',
      'prepaid_balance_threshold_configuration.recharge_to_amount: must be worth at least 1000 USD (cents) more',
      // 2,999 is 999 above the threshold.
      ({ setup }) => ({
        prepaidThreshold: newPrepaidThreshold(setup.id, { rechargeToAmount: new Decimal(2999) }),
      }),
    ],
    [
      'with a balance in a unit that its card does not have',
      'prepaid_balance_threshold_configuration.custom_credit_type_id',
      ({ setup }) => ({ prepaidThreshold: newPrepaidThreshold(setup.id, { creditTypeId: 'none' }) }),
    ],
    [
      'with more than all of a threshold to pay',
      'spend_threshold_configuration.discount_configuration.payment_fraction: must be more than 0 and at most 1',
      ({ setup }) => ({
        spendThreshold: newSpendThreshold(setup.id, { paymentFraction: new Decimal('1.01') }),
      }),
    ],
    [
      'with a tax that is known and not said',
      'spend_threshold_configuration.payment_gate_config.precalculated_tax_config: is required',
      ({ setup }) => ({
        spendThreshold: newSpendThreshold(setup.id, {
          paymentGate: { ...NO_GATE, taxType: 'PRECALCULATED' },
        }),
      }),
    ],
  ])('%s', async (_, message, terms) => {
    const desk = await openPackageDesk()
    const refusal = await refusalOf(desk.make(terms(desk)))
    expect(refusal.message).toContain(message)
    expect(desk.scope.file.prepare('SELECT count(*) AS n FROM packages').get()).toEqual({ n: 0 })
  })
})
