import { expect, test } from 'vitest'
import { archiveContract } from '../../catalog/contracts/archive.ts'
import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import { openDealDesk } from '../../catalog/testing/contract-terms.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { EXTERNAL_GATE, newPrepaidThreshold, newSpendThreshold } from '../../catalog/testing/thresholds.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { evaluateThresholds, type ThresholdReadings } from './evaluate.ts'
import { unmeteredScope } from '../testing/unmetered-scope.ts'

const inCents = (amount: string) => [
  { creditTypeId: USD_CENTS_ID, amount: new Decimal(amount), worth: new Decimal(amount) },
]

/**
 * A desk whose contracts bill 100 dollars of spend and recharge a balance of 20 to 50, and what is read of each of them:
 * 120 dollars of spend and a balance of 5.
 */
async function openDesk() {
  const desk = await openDealDesk()
  const { setup, customer } = desk
  const reads: unknown[] = []
  const readings: ThresholdReadings = {
    async unpaidSpend({ id }) {
      reads.push([id, 'spend'])
      return inCents('12000')
    },
    async prepaidBalance({ id }, creditTypeId, exclusions) {
      reads.push([id, creditTypeId, exclusions])
      return new Decimal(500)
    },
  }
  // The readings take the place of all that asks the warehouse.
  const scope = unmeteredScope(desk.scope)
  const evaluate = (changes: Partial<ThresholdReadings> = {}) =>
    evaluateThresholds(scope, customer.id, { ...readings, ...changes })
  const signBoth = (isEnabled = true, startingAt = at('2024-08-01T00:00:00Z')) =>
    desk.sign({
      startingAt,
      spendThreshold: newSpendThreshold(setup.id, { isEnabled }),
      prepaidThreshold: newPrepaidThreshold(setup.id, { isEnabled }),
    })
  return { ...desk, reads, evaluate, signBoth }
}

test('each contract is held against both of its thresholds, and what is reached is billed', async () => {
  const { reads, evaluate, signBoth } = await openDesk()
  const [{ id: first }, { id: second }] = [await signBoth(), await signBoth()]
  const events = await evaluate()
  expect(reads).toEqual(
    [first, second].flatMap((id) => [
      [id, 'spend'],
      [id, USD_CENTS_ID, []],
    ]),
  )
  // The spend whole; the balance with 5,000 − 500.
  expect(events.map(({ contractId, kind, amount }) => [contractId, kind, amount.toFixed()])).toEqual([
    [first, 'SPEND', '12000'],
    [first, 'PREPAID', '4500'],
    [second, 'SPEND', '12000'],
    [second, 'PREPAID', '4500'],
  ])
})

test('what is not reached is not billed', async () => {
  const { evaluate, signBoth } = await openDesk()
  await signBoth()
  const below = {
    unpaidSpend: async () => inCents('9999.99'),
    prepaidBalance: async () => new Decimal('2000.01'),
  }
  expect(await evaluate(below)).toEqual([])
})

test('nothing is read where no threshold is open', async () => {
  const { scope, customer, setup, sign, reads, evaluate, signBoth } = await openDesk()
  await sign()
  await signBoth(false)
  await signBoth(true, at('2024-09-01T00:00:00Z'))
  const archived = await signBoth()
  await archiveContract(scope, { customerId: customer.id, contractId: archived.id })
  await sign({ spendThreshold: newSpendThreshold(setup.id, { paymentGate: EXTERNAL_GATE }) })
  expect(await evaluate()).toMatchObject([{ kind: 'SPEND', status: 'PENDING' }])
  reads.length = 0
  expect(await evaluate()).toEqual([])
  expect(reads).toEqual([])
})

test('where something changes while it is read, nothing is billed until it is read anew', async () => {
  const { evaluate, sign, signBoth } = await openDesk()
  await signBoth()
  const busy = {
    unpaidSpend: async () => {
      await sign()
      return inCents('12000')
    },
  }
  expect(await evaluate(busy)).toMatchObject([{ kind: 'PREPAID' }])
  expect(await evaluate()).toMatchObject([{ kind: 'SPEND' }, { kind: 'PREPAID' }])
})

test('a reading that fails is a failure, and never nothing', async () => {
  const { evaluate, signBoth } = await openDesk()
  await signBoth()
  const failing = { unpaidSpend: () => Promise.reject(new Error('the warehouse is away')) }
  await expect(evaluate(failing)).rejects.toThrow('the warehouse is away')
})
