import { expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { getContractById } from '../contracts/get.ts'
import { openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { newPrepaidThreshold } from '../testing/thresholds.ts'
import { updateActiveRecharge, type RechargeUpdate } from './update-active-recharge.ts'

/** A desk where contracts are signed that recharge, and their customer's recharging is changed. */
async function openDesk() {
  const desk = await openDealDesk()
  const signRecharged = (isEnabled: boolean, startingAt = at('2024-08-01T00:00:00Z')) =>
    desk.sign({ startingAt, prepaidThreshold: newPrepaidThreshold(desk.setup.id, { isEnabled }) })
  const change = (update: Partial<RechargeUpdate>, customerId = desk.customer.id) =>
    updateActiveRecharge(desk.scope, customerId, {
      isEnabled: undefined,
      thresholdAmount: undefined,
      rechargeToAmount: undefined,
      ...update,
    })
  return { ...desk, signRecharged, change }
}

test('the one threshold of the contracts in force is changed, and the history tells of it', async () => {
  const { scope, sign, signRecharged, change } = await openDesk()
  await sign()
  await signRecharged(true, at('2024-09-01T00:00:00Z'))
  const { id } = await signRecharged(false)
  await change({ isEnabled: true, thresholdAmount: new Decimal(3000) })
  const { terms, versions } = await getContractById(scope, id)
  expect(terms.prepaidThreshold).toMatchObject({
    isEnabled: true,
    thresholdAmount: new Decimal(3000),
    rechargeToAmount: new Decimal(5000),
  })
  expect(versions.at(-1)).toMatchObject({
    kind: 'EDIT',
    change: { prepaidThresholdUpdate: { isEnabled: true, thresholdAmount: new Decimal(3000) } },
  })
})

test('of several recharges the one that is enabled is changed', async () => {
  const { scope, signRecharged, change } = await openDesk()
  await signRecharged(false)
  const { id } = await signRecharged(true)
  await change({ isEnabled: false })
  expect((await getContractById(scope, id)).terms.prepaidThreshold?.isEnabled).toBe(false)
})

test('where more than one recharge is enabled, a change is refused that names them all', async () => {
  const { signRecharged, change } = await openDesk()
  const [{ id: first }, { id: second }] = [await signRecharged(true), await signRecharged(true)]
  const { message } = await refusalOf(change({ isEnabled: false }))
  expect(message).toBe(
    `customer_id: more than one contract has a prepaid balance threshold: ${first}, ${second}`,
  )
})

test('a customer without a recharge, and a customer who does not exist, are not found', async () => {
  const { customer, sign, change } = await openDesk()
  await sign()
  expect(await refusalOf(change({ isEnabled: true }))).toMatchObject({
    kind: 'not_found',
    message: `customer_id: prepaid balance threshold of customer ${customer.id} was not found`,
  })
  expect(await refusalOf(change({ isEnabled: true }, 'nobody'))).toMatchObject({
    kind: 'not_found',
    message: 'customer_id: customer nobody was not found',
  })
})

test.each<[update: Partial<RechargeUpdate>, message: string]>([
  [{}, 'body: changes nothing'],
  [{ thresholdAmount: new Decimal(499) }, 'recharge_threshold: must be worth at least 500 USD (cents)'],
  [
    { rechargeToAmount: new Decimal(2999) },
    'recharge_to_amount: must be worth at least 1000 USD (cents) more than the threshold',
  ],
])('a change that breaks a rule is refused by the name of its field', async (update, message) => {
  const { signRecharged, change } = await openDesk()
  await signRecharged(true)
  expect((await refusalOf(change(update))).message).toBe(message)
})
