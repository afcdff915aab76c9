import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { updateContractEndDate } from '../contracts/update-end-date.ts'
import { addInvoice } from '../testing/invoices.ts'
import { at } from '../testing/memory-catalog.ts'
import { openSeatsOfTheirOwn } from '../testing/seats.ts'
import { editBalance } from './edit.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)

test('a price that a seat was given by itself is not also that of another with its place, as it comes back', async () => {
  const { scope, september, change, refOf } = await openSeatsOfTheirOwn('ann')
  scope.setNow(day('2024-09-10'))
  const startingAt = day('2024-09-01')
  await change({ startingAt, action: 'ADD_SEATS', seatIds: ['bob', 'cem'] })
  await change({ startingAt, action: 'REMOVE_SEATS', seatIds: ['ann'] })
  const paid = async () =>
    (await september()).filter(({ createdAt, terms }) => createdAt === startingAt && terms.invoice !== null)
  const [bobs = expect.fail()] = await paid()
  const [item = expect.fail()] = bobs.terms.invoice?.items ?? []
  const price = {
    id: item.id,
    timestamp: null,
    amount: null,
    unitPrice: new Decimal(60),
    quantity: new Decimal(1),
  }
  await editBalance(scope, refOf(bobs), {
    invoice: { addedItems: [], itemUpdates: [price], removedItemIds: [] },
  })
  const prices = async () =>
    (await paid())
      .flatMap(({ terms }) => terms.invoice?.items ?? [])
      .map(({ id, amount }) => [id, amount.toNumber()])
  await change({ startingAt, action: 'REMOVE_SEATS', seatIds: ['bob'] })
  expect(await prices()).toEqual([[item.id, 100]])
  await change({ startingAt, action: 'ADD_SEATS', seatIds: ['bob'] })
  expect(await prices()).toEqual([[item.id, 60]])
})

describe('the child of a seat that was kept as its contract ended', () => {
  /** On 10 September, with who pays for it billed: its price, as it is by now, and who has a child. */
  async function openBilled(...seatIds: string[]) {
    const desk = await openSeatsOfTheirOwn(...seatIds)
    const { scope, contract, ref, september } = desk
    scope.setNow(day('2024-09-10'))
    const ofMonth = async () => (await september()).filter(({ createdAt }) => createdAt === day('2024-09-01'))
    const prices = async () =>
      (await ofMonth())
        .flatMap(({ terms }) => terms.invoice?.items ?? [])
        .map(({ amount }) => amount.toNumber())
    const seen = async () =>
      (await ofMonth())
        .map(({ origin }) => origin?.kind === 'RECURRING' && origin.subscription?.seatId)
        .sort((a, b) => String(a).localeCompare(String(b)))
    const items = (await ofMonth()).flatMap(({ terms }) => terms.invoice?.items ?? [])
    await addInvoice(scope, contract, { chargeIds: items.map(({ id }) => id) })
    const end = (date: string | null) => updateContractEndDate(scope, ref, date === null ? null : day(date))
    const replace = async (date: string, leaving: string, joining: string) => {
      await desk.change({ startingAt: day(date), action: 'ADD_SEATS', seatIds: [joining] })
      await desk.change({ startingAt: day(date), action: 'REMOVE_SEATS', seatIds: [leaving] })
    }
    return { ...desk, ofMonth, prices, seen, end, replace }
  }

  test.each([null, '2025-01-01'])(
    'goes with the seat once the contract runs again, to %s',
    async (longer) => {
      const { end, replace, prices, seen } = await openBilled('ann', 'bob')
      for (const date of ['2024-09-01', longer]) await end(date)
      expect([await seen(), await prices()]).toEqual([
        ['ann', 'bob'],
        [50, 50],
      ])
      await replace('2024-09-01', 'ann', 'cem')
      expect([await seen(), await prices()]).toEqual([['bob', 'cem'], [100]])
      await end('2024-09-01')
      expect(await seen()).toEqual(['bob'])
    },
  )

  test('keeps its seat there where an invoice drew on it', async () => {
    const { scope, contract, ofMonth, end, change } = await openBilled('ann', 'bob')
    const [{ id: balanceId, terms, origin } = expect.fail()] = await ofMonth()
    const segmentId = terms.access.segments[0]?.id ?? ''
    await addInvoice(scope, contract, { draws: [{ balanceId, segmentId, amount: 6 }] })
    for (const date of ['2024-09-01', null]) await end(date)
    const seatId = (origin?.kind === 'RECURRING' ? origin.subscription?.seatId : null) ?? ''
    const removed = change({ startingAt: day('2024-09-01'), action: 'REMOVE_SEATS', seatIds: [seatId] })
    await expect(removed).rejects.toThrow('of which finalized invoices have drawn 6')
  })

  test('stays where it was drawn, also where the seat joins later than it did as its child was changed', async () => {
    const { scope, contract, september, change, refOf, end } = await openBilled('ann')
    const ofBob = async () =>
      (await september()).filter(
        ({ origin, createdAt }) =>
          origin?.kind === 'RECURRING' &&
          origin.subscription?.seatId === 'bob' &&
          createdAt < day('2024-10-01'),
      )
    await change({ startingAt: day('2024-09-05'), action: 'ADD_SEATS', seatIds: ['bob'] })
    const [bobs = expect.fail()] = await ofBob()
    await editBalance(scope, refOf(bobs), { name: 'mine' })
    await change({ startingAt: day('2024-09-05'), action: 'REMOVE_SEATS', seatIds: ['bob'] })
    await change({ startingAt: day('2024-09-15'), action: 'ADD_SEATS', seatIds: ['bob'] })
    const segmentId = bobs.terms.access.segments[0]?.id ?? ''
    const period = { from: day('2024-09-15'), to: day('2024-09-20') }
    await addInvoice(scope, contract, { period, draws: [{ balanceId: bobs.id, segmentId, amount: 6 }] })
    await end('2024-09-10')
    expect((await ofBob()).map(({ id }) => id)).toEqual([bobs.id])
  })

  test('keeps its part of the price where others have its place by what was said until it ran again', async () => {
    const { end, replace, prices, seen } = await openBilled('ann', 'bob')
    await end('2024-09-01')
    await replace('2024-08-20', 'ann', 'cem')
    await end(null)
    expect([await seen(), await prices()]).toEqual([
      ['ann', 'bob', 'cem'],
      [50, 50],
    ])
  })

  test('leaves the rest of the price to the others, also where it is less than the share of one', async () => {
    const { end, replace, prices } = await openBilled('ann', 'bob', 'cem', 'dee', 'eve')
    await end('2024-09-01')
    for (const leaving of ['ann', 'bob', 'cem']) await replace('2024-08-20', leaving, `not ${leaving}`)
    await end(null)
    expect((await prices()).sort((a, b) => a - b)).toEqual([20, 20, 20, 40])
  })

  test('keeps all of it where it paid alone', async () => {
    const { end, replace, prices, seen } = await openBilled('ann')
    await end('2024-09-01')
    await replace('2024-08-20', 'ann', 'bob')
    await end(null)
    expect([await seen(), await prices()]).toEqual([['ann', 'bob'], [100]])
  })
})
