import { describe, expect, test } from 'vitest'
import { newSubscription, openDealDesk } from '../testing/contract-terms.ts'
import { at } from '../testing/memory-catalog.ts'
import { billingPeriodsAround, quantitiesFrom } from './subscription-at.ts'

const day = (text: string) => at(`${text}T00:00:00Z`)
const date = (instant: number | null | undefined) =>
  instant === null || instant === undefined ? null : new Date(instant).toISOString().slice(0, 10)

async function openSubscription(endingBefore: string | null, contractEnd: string | null = null) {
  const { seats, sign } = await openDealDesk()
  const anchored = { anchorAt: day('2024-08-10'), startingAt: day('2024-08-15') }
  const end = endingBefore === null ? null : day(endingBefore)
  const { terms } = await sign({
    endingBefore: contractEnd === null ? null : day(contractEnd),
    subscriptions: [newSubscription(seats.id, { ...anchored, endingBefore: end })],
  })
  const [subscription] = terms.subscriptions
  if (subscription === undefined) throw new Error('the contract has no subscription')
  return { subscription, terms }
}

describe('the billing periods of a subscription from 15 August, anchored to the 10th', () => {
  test.each<[now: string, end: string | null, contractEnd: string | null, periods: string[]]>([
    ['2024-08-01', null, null, ['none', 'none', '2024-08-15 2024-09-10']],
    ['2024-08-15', null, null, ['none', '2024-08-15 2024-09-10', '2024-09-10 2024-10-10']],
    ['2024-09-10', null, null, ['2024-08-15 2024-09-10', '2024-09-10 2024-10-10', '2024-10-10 2024-11-10']],
    ['2024-09-10', '2024-09-20', null, ['2024-08-15 2024-09-10', '2024-09-10 2024-09-20', 'none']],
    ['2024-09-10', null, '2024-09-15', ['2024-08-15 2024-09-10', '2024-09-10 2024-09-15', 'none']],
    ['2024-12-01', '2024-09-20', null, ['2024-09-10 2024-09-20', 'none', 'none']],
  ])('on %s, ending %s in a contract that ends %s', async (now, end, contractEnd, expected) => {
    const { subscription, terms } = await openSubscription(end, contractEnd)
    const { previous, current, next } = billingPeriodsAround(subscription, terms, day(now))
    const periods = [previous, current, next].map((period) =>
      period === null ? 'none' : `${date(period.from)} ${date(period.to)}`,
    )
    expect(periods).toEqual(expected)
  })
})

describe('the quantities of a subscription', () => {
  test.each<[now: string, expected: [from: string, to: string | null][]]>([
    [
      '2024-08-01',
      [
        ['2024-08-15', '2024-09-01'],
        ['2024-09-01', '2024-10-01'],
        ['2024-10-01', '2024-10-20'],
      ],
    ],
    [
      '2024-08-31',
      [
        ['2024-08-15', '2024-09-01'],
        ['2024-09-01', '2024-10-01'],
        ['2024-10-01', '2024-10-20'],
      ],
    ],
    [
      '2024-09-01',
      [
        ['2024-09-01', '2024-10-01'],
        ['2024-10-01', '2024-10-20'],
      ],
    ],
    ['2024-10-20', []],
  ])('seen on %s are the present one and those to come, up to its end', async (now, expected) => {
    const { subscription, terms } = await openSubscription('2024-10-20')
    const [first] = subscription.quantities
    if (first === undefined) throw new Error('the subscription has no quantity')
    const later = ['2024-09-01', '2024-10-01', '2024-11-01'].map((text) => ({
      ...first,
      startingAt: day(text),
    }))
    const changed = { ...subscription, quantities: [first, ...later] }
    const seen = quantitiesFrom(changed, terms, day(now))
    expect(seen.map(({ from, to }) => [date(from), date(to)])).toEqual(expected)
  })
})
