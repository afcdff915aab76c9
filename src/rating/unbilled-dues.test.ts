import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { derivedId } from '../kernel/ids.ts'
import { formatInstant } from '../kernel/instant.ts'
import { subscriptionCharges } from './subscription-charges.ts'
import type { Subscription } from './subscription.ts'
import { pricing, rate, tiered } from './testing/prices.ts'
import { at, quantities, seats } from './testing/subscriptions.ts'
import type { BilledQuantity } from './billed-quantity.ts'

/** A month of 31 days costs 31 a seat: 1 a day. */
const card = [rate('31')]
const january = { from: at('2023-12-31'), to: at('2024-02-01') - 1 }

/** What is charged of January, in advance or in arrears, after what was billed before. */
function charges(subscription: Subscription, before: readonly BilledQuantity[] = [], rates = card) {
  const billed = subscription.collectionSchedule === 'ARREARS' ? at('2024-02-01') : january.to
  return subscriptionCharges(
    subscription,
    () => [],
    pricing(),
    rates,
    null,
    { ...january, to: billed },
    before,
  )
}

/** The same as when it is billed, the days that it pays for, quantity and total. */
const lines = (...asked: Parameters<typeof charges>) =>
  charges(...asked).map(({ billedAt, period, quantity, total }) => [
    ...[billedAt, period.from, period.to].map((instant) => formatInstant(instant).slice(5, 10)),
    quantity.toNumber(),
    total.toNumber(),
  ])

/** What invoices billed by the terms of then; the ones of them that are voided were on the invoice of that name. */
const billedBy = (subscription: Subscription, headId: string | null = null): BilledQuantity[] =>
  charges(subscription).map(({ id: chargeId, period, quantity, billedAt, placement }) => ({
    chargeId,
    period,
    quantity,
    held: headId === null ? null : { headId, billedAt, placement },
  }))

const untilTenth = { endingBefore: at('2024-01-11') }
const untilTwentieth = { endingBefore: at('2024-01-21') }
const inArrears = { collectionSchedule: 'ARREARS', invoiceBehavior: 'BILL_ON_NEXT_COLLECTION_DATE' } as const
const fiveFrom = (day: string) => ({ quantities: quantities(['2024-01-01', 2], [day, 5]) })
const two = { quantities: quantities(['2024-01-01', 2]) }

describe('a charge that is billed', () => {
  it('is not charged again, and its id is as ever', () => {
    // Stored invoices have these ids.
    const id = derivedId(
      'subscription charge',
      'seats',
      '2024-01-01T00:00:00.000Z',
      '2024-02-01T00:00:00.000Z',
    )
    expect(charges(seats(inArrears)).map((charge) => charge.id)).toEqual([id])
    expect(lines(seats(inArrears), billedBy(seats(inArrears)))).toEqual([])
    expect(lines(seats(), billedBy(seats()))).toEqual([])
  })

  it('is of its own period alone', () => {
    const december = { from: at('2023-12-01'), to: at('2024-01-01') }
    const billed = { chargeId: 'december', period: december, quantity: new Decimal(10), held: null }
    expect(lines(seats(), [billed])).toHaveLength(1)
  })

  it('pays for none of the month before, which is raised once the next one is billed', () => {
    const february = { from: at('2024-02-01'), to: at('2024-03-01') }
    const next = { chargeId: 'february', period: february, quantity: new Decimal(10), held: null }
    const whole = { ...two, isProrated: false }
    expect(lines(seats(whole), [next])).toEqual([['01-01', '01-01', '02-01', 2, 62]])
    // Three more, and not one of the ten of February.
    const raised = seats({ ...whole, ...fiveFrom('2024-01-01') })
    expect(lines(raised, [...billedBy(seats(whole)), next])).toEqual([['01-01', '01-01', '02-01', 3, 93]])
  })
})

describe('the end that moves once a charge is billed', () => {
  it('later, in arrears, leaves the added days to be charged', () => {
    // 2 seats, 10 days: 20; then the other 21 days: 42.
    const short = billedBy(seats({ ...inArrears, ...two, ...untilTenth }))
    expect(lines(seats({ ...inArrears, ...two }), short)).toEqual([['02-01', '01-11', '02-01', 2, 42]])
  })

  it('later, in advance, charges the added days as they start, on an invoice of their own', () => {
    const short = billedBy(seats({ ...two, ...untilTenth }))
    const [added] = charges(seats(two), short)
    expect(lines(seats(two), short)).toEqual([['01-11', '01-11', '02-01', 2, 42]])
    expect(added?.placement).toBe('SCHEDULED_INVOICE')
    expect(added?.id).not.toBe(short[0]?.chargeId)
    expect(charges(seats(two), short)).toEqual([added])
  })

  it('later, in advance, charges the added days as they start also where increases wait', () => {
    const waiting = { ...two, invoiceBehavior: 'BILL_ON_NEXT_COLLECTION_DATE' } as const
    const short = billedBy(seats({ ...waiting, ...untilTenth }))
    expect(lines(seats(waiting), short)).toEqual([['01-11', '01-11', '02-01', 2, 42]])
  })

  it('later twice, charges the days between once', () => {
    const short = billedBy(seats({ ...two, ...untilTenth }))
    const untilThen = charges(seats({ ...two, ...untilTwentieth }), short)
    const billed = untilThen.map(({ id, period, quantity }) => ({
      chargeId: id,
      period,
      quantity,
      held: null,
    }))
    // The 11 days from 21 January on.
    expect(lines(seats(two), [...short, ...billed])).toEqual([['01-21', '01-21', '02-01', 2, 22]])
  })

  it('later, for an increase as well', () => {
    // Two seats, and three more from 6 January on, until 10 January; then all five for 21 days.
    const growing = { ...inArrears, ...fiveFrom('2024-01-06') }
    expect(lines(seats(growing), billedBy(seats({ ...growing, ...untilTenth })))).toEqual([
      ['02-01', '01-11', '02-01', 2, 42],
      ['02-01', '01-11', '02-01', 3, 63],
    ])
  })

  it.each(['ARREARS', 'ADVANCE'] as const)('earlier gives nothing back, in %s', (collectionSchedule) => {
    const whole = billedBy(seats({ ...two, collectionSchedule }))
    expect(lines(seats({ ...two, collectionSchedule, ...untilTenth }), whole)).toEqual([])
    // And back again.
    expect(lines(seats({ ...two, collectionSchedule, ...untilTwentieth }), whole)).toEqual([])
  })

  it('charges nothing more where the subscription is not prorated', () => {
    const whole = { ...inArrears, ...two, isProrated: false }
    expect(lines(seats(whole), billedBy(seats({ ...whole, ...untilTenth })))).toEqual([])
  })

  it('charges nothing of a quantity without proration that an increase after the end has paid for', () => {
    // Three from the 20th on were billed at once, and are for the whole month, of which two are due by now.
    const whole = { ...fiveFrom('2024-01-20'), isProrated: false }
    const increase = billedBy(seats(whole)).slice(1)
    expect(lines(seats({ ...whole, ...untilTenth }), increase)).toEqual([])
  })
})

describe('a quantity that changes once a charge is billed', () => {
  it('for all of the period, is billed as increases are: at once', () => {
    const raised = seats(fiveFrom('2024-01-01'))
    expect(lines(raised, billedBy(seats(two)))).toEqual([['01-01', '01-01', '02-01', 3, 93]])
    expect(charges(raised, billedBy(seats(two)))[0]?.placement).toBe('SCHEDULED_INVOICE')
  })

  it('is billed as the period ends where increases wait for that', () => {
    const waiting = { invoiceBehavior: 'BILL_ON_NEXT_COLLECTION_DATE' } as const
    const before = billedBy(seats({ ...two, ...waiting }))
    const found = subscriptionCharges(
      seats({ ...fiveFrom('2024-01-01'), ...waiting }),
      () => [],
      pricing(),
      card,
      null,
      { from: january.to, to: at('2024-02-01') },
      before,
    ).filter(({ period }) => period.from < at('2024-02-01'))
    expect(found.map(({ billedAt, quantity }) => [billedAt, quantity.toNumber()])).toEqual([
      [at('2024-02-01'), 3],
    ])
  })

  it('is billed with the increases that were billed before, and none of them again', () => {
    // Two, then five from the 22nd on; in hindsight four from the start: two more for the 21 days before.
    const raised = { quantities: quantities(['2024-01-01', 4], ['2024-01-22', 5]) }
    expect(lines(seats(raised), billedBy(seats(fiveFrom('2024-01-22'))))).toEqual([
      ['01-01', '01-01', '01-22', 2, 42],
    ])
  })

  it('is billed whole where the increase was billed first, as the invoice of the month waits for its grace', () => {
    const increase = billedBy(seats(fiveFrom('2024-01-22'))).slice(1)
    expect(lines(seats(fiveFrom('2024-01-22')), increase)).toEqual([['01-01', '01-01', '02-01', 2, 62]])
  })

  it('downwards is not given back, and pays for what is more later', () => {
    const five = billedBy(seats({ quantities: quantities(['2024-01-01', 5]) }))
    const changing = quantities(['2024-01-01', 2], ['2024-01-11', 4], ['2024-01-22', 6])
    // Five are paid for, so that the sixth alone is charged, for 10 days.
    expect(lines(seats({ quantities: changing }), five)).toEqual([['01-22', '01-22', '02-01', 1, 10]])
  })

  it('is billed for each time at what is not paid for then', () => {
    // Two for all of January, and a third from the 11th on; in hindsight five: three more for 10 days, two for 21.
    const third: BilledQuantity = {
      chargeId: 'third',
      period: { from: at('2024-01-11'), to: at('2024-02-01') },
      quantity: new Decimal(1),
      held: null,
    }
    expect(lines(seats(fiveFrom('2024-01-01')), [...billedBy(seats(two)), third])).toEqual([
      ['01-01', '01-01', '01-11', 3, 30],
      ['01-11', '01-11', '02-01', 2, 42],
    ])
  })

  it('is in the tiers above what was billed', () => {
    // The first two at 31, further ones at 15.5.
    const rates = [rate(tiered([2, '31'], [null, '15.5']))]
    expect(lines(seats(fiveFrom('2024-01-01')), billedBy(seats(two)), rates)).toEqual([
      ['01-01', '01-01', '02-01', 3, 46.5],
    ])
  })
})

describe('a charge of a voided invoice', () => {
  it('is left to the one that is made anew', () => {
    const [charge] = charges(seats(two), billedBy(seats(two), 'january'))
    expect([charge?.heldBy, charge?.total.toNumber(), charge?.id]).toEqual([
      'january',
      62,
      billedBy(seats(two))[0]?.chargeId,
    ])
  })

  it('falls due as ever, though the invoice that billed it ended later, as that of a month does for each week', () => {
    const week = { ...inArrears, ...two, endingBefore: at('2024-01-08') }
    const held = billedBy(seats(week)).map((one) => ({
      ...one,
      held: {
        headId: 'january',
        billedAt: at('2024-02-01'),
        placement: 'USAGE_INVOICE' as const,
      },
    }))
    expect(lines(seats(week), held)).toEqual([['01-08', '01-01', '01-08', 2, 14]])
  })

  it('is what it was, also where the end has moved since, and others have billed the rest or will', () => {
    const held = billedBy(seats({ ...two, ...untilTenth }), 'first')
    const found = charges(seats(two), held).map(({ heldBy, total }) => [heldBy, total.toNumber()])
    expect(found).toEqual([
      ['first', 20],
      [null, 42],
    ])
  })

  it('is no more than what is due by now, less what stands', () => {
    const ofFive = billedBy(seats({ quantities: quantities(['2024-01-01', 5]) }), 'voided')
    const standing: BilledQuantity = {
      chargeId: 'more',
      period: { from: at('2024-01-01'), to: at('2024-02-01') },
      quantity: new Decimal(1),
      held: null,
    }
    // Two are due for 10 days, and one of them is paid for.
    const found = charges(seats({ ...two, ...untilTenth }), [...ofFive, standing])
    expect(
      found.map(({ heldBy, quantity, total }) => [heldBy, quantity.toNumber(), total.toNumber()]),
    ).toEqual([['voided', 1, 10]])
  })

  it('is no more than what is due by now together with those of other voided ones', () => {
    // Two, and three more in hindsight, both voided; one more stands. Four are due by now: two, and one of the three.
    const first = billedBy(seats(two), 'first')
    const second = charges(seats(fiveFrom('2024-01-01')), billedBy(seats(two))).map(
      ({ id: chargeId, period, quantity, billedAt, placement }): BilledQuantity => ({
        chargeId,
        period,
        quantity,
        held: { headId: 'second', billedAt, placement },
      }),
    )
    const month = { from: at('2024-01-01'), to: at('2024-02-01') }
    const standing = { chargeId: 'more', period: month, quantity: new Decimal(1), held: null }
    const four = seats({ quantities: quantities(['2024-01-01', 4]) })
    expect(
      charges(four, [...first, ...second, standing]).map(({ heldBy, quantity }) => [
        heldBy,
        quantity.toNumber(),
      ]),
    ).toEqual([
      ['first', 2],
      ['second', 1],
    ])
  })

  it('comes in its place in time, after what is due before it', () => {
    const whole = { ...fiveFrom('2024-01-22'), isProrated: false }
    const increase = billedBy(seats(whole), 'voided').slice(1)
    expect(lines(seats(whole), increase)).toEqual([
      ['01-01', '01-01', '02-01', 2, 62],
      ['01-22', '01-22', '02-01', 3, 93],
    ])
  })
})
