import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { editBalance } from '../balances/edit.ts'
import { findAllBalances } from '../balances/find-all.ts'
import { findBalances } from '../balances/find.ts'
import { findBalancesOfContracts } from '../balances/of-contracts.ts'
import { rolledOverId, rolledOverSegmentId } from '../balances/rolled-over.ts'
import { voidInvoice } from '../invoices/void.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { newRecurring } from '../testing/balances.ts'
import { newEdit, newSubscription, openDealDesk } from '../testing/contract-terms.ts'
import { addInvoice } from '../testing/invoices.ts'
import { at } from '../testing/memory-catalog.ts'
import { editContract } from './edit.ts'
import { getContract } from './get.ts'
import type { NewRecurringBalance } from './new-terms.ts'
import { updateContractEndDate } from './update-end-date.ts'

const day = (text: string) => at(`2024-${text}T00:00:00Z`)
const dayOf = (instant: number) => new Date(instant).toISOString().slice(5, 10)
const USD_AMOUNT = { unitPrice: new Decimal(40), quantity: new Decimal(1), creditTypeId: USD_CENTS_ID }

/** On 3 October a contract from August on with a commit of 50 a month, paid with 40, or what the changes say. */
async function openMonthly(changes: Partial<NewRecurringBalance> = {}) {
  const desk = await openDealDesk()
  const { scope, customer, setup, seats, sign } = desk
  const team = newSubscription(seats.id, { temporaryId: 'team', initialQuantity: new Decimal(5) })
  const contract = await sign({
    subscriptions: [team],
    recurringCommits: [newRecurring(setup.id, { invoiceAmount: USD_AMOUNT, ...changes })],
  })
  scope.setNow(day('10-03'))
  const ref = { customerId: customer.id, contractId: contract.id }
  const all = () => findAllBalances(scope, customer.id, scope.clock.now(), { includeArchived: false })
  const child = async (start: string) => {
    const found = (await all()).find(({ createdAt }) => dayOf(createdAt) === start)
    if (found === undefined) throw new Error(`there is no child of ${start}`)
    return found
  }
  /** An invoice of usage from one day to another that drew on the child of a month, or on one of its segments. */
  const draw = async (start: string, [from, to]: [string, string], amount: number, index = 0) => {
    const { id: balanceId, terms } = await child(start)
    const segmentId = terms.access.segments[index]?.id ?? ''
    const period = { from: day(from), to: day(to) }
    return addInvoice(scope, contract, { period, draws: [{ balanceId, segmentId, amount }] })
  }
  const bill = async (start: string) => {
    const items = (await child(start)).terms.invoice?.items ?? []
    return addInvoice(scope, contract, { chargeIds: items.map(({ id }) => id) })
  }
  const end = (date: string | null) => updateContractEndDate(scope, ref, date === null ? null : day(date))
  /** Of each segment its first day, its end and its amount; and on which day the child is paid. */
  const seen = async () =>
    (await all()).map(({ terms }) => [
      ...terms.access.segments.map(({ startingAt, endingBefore, amount }) =>
        [dayOf(startingAt), dayOf(endingBefore), amount.toFixed()].join(' '),
      ),
      ...(terms.invoice?.items ?? []).map(({ timestamp }) => `paid ${dayOf(timestamp)}`),
    ])
  return { ...desk, contract, ref, all, child, draw, bill, end, seen }
}

const AUGUST = ['08-01 09-01 50', 'paid 08-01']
const SEPTEMBER = ['09-01 10-01 50', 'paid 09-01']
const OCTOBER = ['10-01 11-01 50', 'paid 10-01']
const NOVEMBER = ['11-01 12-01 50', 'paid 11-01']

describe('a child of a recurring commit that starts after an earlier end', () => {
  test('goes where nothing of it is final', async () => {
    const { end, seen } = await openMonthly()
    expect(await seen()).toEqual([AUGUST, SEPTEMBER, OCTOBER, NOVEMBER])
    await end('09-01')
    expect(await seen()).toEqual([AUGUST])
  })

  test('stays, until what is drawn of it was used, where an invoice drew on it, and is paid if it was', async () => {
    const { draw, bill, end, seen, child } = await openMonthly()
    await draw('09-01', ['09-01', '09-08'], 20)
    await draw('10-01', ['10-01', '10-02'], 20)
    await bill('10-01')
    const { id } = await child('09-01')
    await end('09-01')
    expect(await seen()).toEqual([AUGUST, ['09-01 09-08 50'], ['10-01 10-02 50', 'paid 10-01']])
    expect((await child('09-01')).id).toBe(id)
  })

  test('stays as it is where it is paid for, unless that is voided', async () => {
    const { scope, bill, end, seen } = await openMonthly()
    await bill('09-01')
    await voidInvoice(scope, await bill('10-01'))
    await end('09-01')
    expect(await seen()).toEqual([AUGUST, SEPTEMBER])
  })

  test('goes where the invoice that drew on it is voided before, and keeps what it has where it is later', async () => {
    const { scope, draw, end, seen } = await openMonthly()
    await voidInvoice(scope, await draw('09-01', ['09-01', '10-01'], 20))
    const later = await draw('10-01', ['10-01', '10-02'], 20)
    await end('09-01')
    await voidInvoice(scope, later)
    expect(await seen()).toEqual([AUGUST, ['10-01 10-02 50']])
  })

  test('is as it was, and there once, where the contract is made longer again, and cut as before by another end', async () => {
    const { draw, end, seen } = await openMonthly()
    await draw('09-01', ['09-01', '09-08'], 20)
    await end('09-01')
    await end(null)
    expect(await seen()).toEqual([AUGUST, SEPTEMBER, OCTOBER, NOVEMBER])
    await end('10-20')
    expect(await seen()).toEqual([AUGUST, SEPTEMBER, OCTOBER])
    for (const date of ['09-01', '08-15']) await end(date)
    expect(await seen()).toEqual([AUGUST, ['09-01 09-08 50']])
    await end('12-01')
    expect(await seen()).toEqual([AUGUST, SEPTEMBER, OCTOBER, NOVEMBER])
  })

  test('stays with what was drawn and paid since, where the same end comes again', async () => {
    const { draw, bill, end, seen } = await openMonthly()
    await draw('09-01', ['09-01', '09-08'], 20)
    for (const date of ['09-01', null]) await end(date)
    await draw('09-01', ['09-08', '09-15'], 20)
    await bill('09-01')
    await end('09-01')
    expect(await seen()).toEqual([AUGUST, ['09-01 09-15 50', 'paid 09-01']])
  })

  test('that is made again ends with its contract as if it had never been stored', async () => {
    const { scope, draw, end, seen } = await openMonthly()
    await end('09-15')
    const unstored = await seen()
    await end(null)
    const drawn = await draw('09-01', ['09-01', '10-01'], 20)
    for (const date of ['09-01', null]) await end(date)
    await voidInvoice(scope, drawn)
    await end('09-15')
    expect(await seen()).toEqual(unstored)
  })

  test('stays also where what recurs begins later, and comes back with no later end', async () => {
    const { draw, end, seen } = await openMonthly({ startingAt: day('09-01') })
    await draw('09-01', ['09-01', '10-01'], 20)
    for (const date of ['08-15', null]) {
      await end(date)
      expect(await seen()).toEqual([['09-01 10-01 50']])
    }
  })

  test('stays with what a request changed of it, and can be changed further', async () => {
    const { scope, customer, draw, end, child, seen } = await openMonthly()
    const { id } = await child('09-01')
    const ref = { kind: 'commit', customerId: customer.id, id } as const
    await editBalance(scope, ref, { name: 'mine' })
    await draw('09-01', ['09-01', '09-08'], 20)
    await end('09-01')
    expect((await child('09-01')).terms.name).toBe('mine')
    await editBalance(scope, ref, { name: 'still mine' })
    await end(null)
    expect((await child('09-01')).terms.name).toBe('still mine')
    expect(await seen()).toEqual([AUGUST, SEPTEMBER, OCTOBER, NOVEMBER])
  })

  test('stays by an edit that ends the contract, is in no history, and was not kept before', async () => {
    const { scope, ref, draw, seen } = await openMonthly()
    await draw('09-01', ['09-01', '10-01'], 20)
    const then = await getContract(scope, ref)
    scope.setNow(day('10-04'))
    await editContract(scope, ref, newEdit({ changes: { endingBefore: day('09-01') } }))
    expect(await seen()).toEqual([AUGUST, ['09-01 10-01 50']])
    const before = await findBalancesOfContracts(scope, [then], day('10-04'), day('10-03'))
    expect(before.map(({ createdAt }) => dayOf(createdAt))).toEqual(['08-01', '09-01', '10-01', '11-01'])
    const [kept] = await findBalances(scope, ref.customerId)
    expect(kept?.versions.map(({ contractVersionId }) => contractVersionId)).toEqual([null, null])
  })
})

test('a child that goes on keeps what was drawn for seats that would have joined after the end', async () => {
  const { scope, ref, contract, draw, end, seen } = await openMonthly({
    accessAmount: { unitPrice: new Decimal(10), quantity: null, creditTypeId: USD_CENTS_ID },
    invoiceAmount: null,
    subscription: { subscriptionId: 'team', allocation: 'POOLED', isSeatIncreaseProrated: false },
  })
  const order = { startingAt: day('09-20'), quantity: new Decimal(7), quantityDelta: null }
  const id = contract.terms.subscriptions[0]?.id ?? ''
  const subscriptionUpdates = [{ id, seatGroupKey: null, quantityUpdates: [order], seatUpdates: [] }]
  await editContract(scope, ref, newEdit({ changes: { subscriptionUpdates } }))
  await draw('09-01', ['09-01', '10-01'], 10, 1)
  await end('09-15')
  expect((await seen())[1]).toEqual(['09-01 10-01 50', '09-20 10-01 20'])
  await end(null)
  expect((await seen()).slice(0, 2)).toEqual([['08-01 09-01 50'], ['09-01 10-01 50', '09-20 10-01 20']])
})

describe('where the contract is renewed', () => {
  test('a child that is drawn, or whose rest the renewal drew, stays as it was agreed', async () => {
    const { scope, sign, contract, child, draw, end, seen } = await openMonthly({
      rolloverFraction: new Decimal(1),
      durationPeriods: 3,
      invoiceAmount: null,
    })
    const transition = { fromContractId: contract.id, isTrueupRemoved: false }
    await draw('10-01', ['10-01', '10-02'], 20)
    const september = await child('09-01')
    const renewal = await sign({ startingAt: day('10-01'), transition })
    expect(await seen()).toEqual([['08-01 11-01 50'], ['09-01 12-01 50'], ['10-01 01-01 50']])
    await addInvoice(scope, renewal, {
      period: { from: day('10-01'), to: day('10-03') },
      draws: [
        {
          balanceId: rolledOverId(september.id, renewal.id),
          segmentId: rolledOverSegmentId(september.terms.access.segments[0]?.id ?? '', renewal.id),
          amount: 5,
        },
      ],
    })
    await end('08-20')
    expect(await seen()).toEqual([['08-01 11-01 50'], ['09-01 12-01 50'], ['10-01 01-01 50']])
  })
})
