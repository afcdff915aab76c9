import { describe, expect, test } from 'vitest'
import { updateProduct } from '../products/update.ts'
import { moveRateCardProducts } from '../rate-cards/move-products.ts'
import { addProduct, addRateCard, flatPrice, newRate } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { addRates } from './add-many.ts'
import { getRateSchedule, type ScheduleFilter } from './get-schedule.ts'

const JULY = at('2024-07-01T00:00:00Z')
const AUGUST = at('2024-08-01T00:00:00Z')
const SEPTEMBER = at('2024-09-01T00:00:00Z')
const OCTOBER = at('2024-10-01T00:00:00Z')

type Page = Awaited<ReturnType<typeof getRateSchedule>>

/** Each row as `product price from-to`, in months; no end is left out. */
function draw({ data }: Page): string[] {
  return data.map(({ state, rate: { price }, from, to }) => {
    const text = price.rateType === 'FLAT' ? price.price.toFixed() : price.rateType
    return `${state.name} ${text} ${month(from)}-${to === null ? '' : month(to)}`
  })
}

const month = (instant: number) => new Date(instant).toISOString().slice(5, 7)

/** Seats at 1 from July on, at 2 in September; calls by region, from August on, in the EU until October. */
async function openPriceBook() {
  const scope = openTestCatalog()
  const card = await addRateCard(scope)
  const seats = await addProduct(scope, { name: 'seats' })
  const calls = await addProduct(scope, { name: 'calls', pricingGroupKey: ['region'] })
  await addRates(scope, card.id, [
    newRate(seats.id, { price: flatPrice(1), startingAt: JULY }),
    newRate(calls.id, { price: flatPrice(3), pricingGroupValues: { region: 'us' } }),
    newRate(calls.id, { price: flatPrice(4), pricingGroupValues: { region: 'eu' }, endingBefore: OCTOBER }),
    newRate(seats.id, { price: flatPrice(2), startingAt: SEPTEMBER, endingBefore: OCTOBER }),
  ])
  const schedule = (changes: Partial<ScheduleFilter> = {}) =>
    getRateSchedule(scope, {
      rateCardId: card.id,
      startingAt: JULY,
      endingBefore: null,
      selectors: [],
      ...changes,
    })
  return { scope, card, seats, calls, schedule }
}

test('a schedule has a row for each stretch, by product, pricing group values and time', async () => {
  const { schedule } = await openPriceBook()
  expect(draw(await schedule())).toEqual([
    'seats 1 07-09',
    'seats 2 09-10',
    'seats 1 10-',
    'calls 4 08-10',
    'calls 3 08-',
  ])
})

describe('a range', () => {
  const ofSeats: [story: string, from: number, to: number | null, rows: string[]][] = [
    ['that starts where a stretch does has it', SEPTEMBER, null, ['seats 2 09-10', 'seats 1 10-']],
    [
      'that starts an instant before has the stretch before it too, whole',
      SEPTEMBER - 1,
      null,
      ['seats 1 07-09', 'seats 2 09-10', 'seats 1 10-'],
    ],
    ['that ends where a stretch starts leaves it out', JULY, SEPTEMBER, ['seats 1 07-09']],
    ['that ends an instant later has it, whole', JULY, SEPTEMBER + 1, ['seats 1 07-09', 'seats 2 09-10']],
    ['within a stretch has that one', AUGUST, AUGUST + 1, ['seats 1 07-09']],
    ['of all that is past has none', JULY - 1, JULY, []],
    ['far in the future has what has no end', at('2999-01-01T00:00:00Z'), null, ['seats 1 10-']],
  ]

  test.each(ofSeats)('%s', async (_story, startingAt, endingBefore, rows) => {
    const { seats, schedule } = await openPriceBook()
    const selectors = [{ productId: seats.id }]
    expect(draw(await schedule({ startingAt, endingBefore, selectors }))).toEqual(rows)
  })

  test.each([JULY, JULY - 1])('that is empty is refused', async (endingBefore) => {
    const { schedule } = await openPriceBook()
    const refusal = await refusalOf(schedule({ startingAt: JULY, endingBefore }))
    expect(refusal).toMatchObject({ kind: 'invalid', message: 'ending_before: must be after starting_at' })
  })
})

test('the order of products is the card’s', async () => {
  const { scope, card, calls, schedule } = await openPriceBook()
  await moveRateCardProducts(scope, card.id, [{ productId: calls.id, position: 0 }])
  const names = (await schedule()).data.map(({ state }) => state.name)
  expect(names).toEqual(['calls', 'calls', 'seats', 'seats', 'seats'])
})

test('each frequency of a subscription has a schedule of its own', async () => {
  const { scope, card, schedule } = await openPriceBook()
  const plan = await addProduct(scope, { type: 'SUBSCRIPTION', name: 'plan' })
  await addRates(scope, card.id, [
    newRate(plan.id, { price: flatPrice(10), billingFrequency: 'MONTHLY' }),
    newRate(plan.id, { price: flatPrice(90), billingFrequency: 'ANNUAL' }),
    newRate(plan.id, { price: flatPrice(12), billingFrequency: 'MONTHLY', startingAt: SEPTEMBER }),
  ])
  expect(draw(await schedule({ selectors: [{ productId: plan.id }] }))).toEqual([
    'plan 90 08-',
    'plan 10 08-09',
    'plan 12 09-',
  ])
  expect(draw(await schedule({ selectors: [{ billingFrequency: 'MONTHLY' }] }))).toEqual([
    'plan 10 08-09',
    'plan 12 09-',
  ])
})

test('a product is as it is when its stretch starts, or the range where that is later', async () => {
  const { scope, seats, schedule } = await openPriceBook()
  await updateProduct(scope, seats.id, AUGUST, { name: 'people' })
  const selectors = [{ productId: seats.id }]
  expect(draw(await schedule({ selectors }))).toEqual(['seats 1 07-09', 'people 2 09-10', 'people 1 10-'])
  expect(draw(await schedule({ selectors, startingAt: AUGUST }))[0]).toBe('people 1 07-09')
})

test('rows hold what any selector admits', async () => {
  const { seats, schedule } = await openPriceBook()
  const selectors = [
    { productId: seats.id, partialPricingGroupValues: { region: 'eu' } },
    { pricingGroupValues: { region: 'us' } },
  ]
  expect(draw(await schedule({ selectors }))).toEqual(['calls 3 08-'])
})

describe('pages', () => {
  test('go through every row once, and the last has no cursor', async () => {
    const { schedule } = await openPriceBook()
    const all = draw(await schedule())
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Page = await schedule({ limit: 2, next_page: cursor ?? undefined })
      expect(page.data.length).toBeLessThanOrEqual(2)
      seen.push(...draw(page))
      cursor = page.next_page
    } while (cursor !== null && seen.length < all.length + 1)
    expect(seen).toEqual(all)
    expect(cursor).toBeNull()
  })

  test('are not moved by rates that come between', async () => {
    const { scope, card, calls, schedule } = await openPriceBook()
    const first = await schedule({ limit: 4 })
    await addRates(scope, card.id, [newRate(calls.id, { pricingGroupValues: { region: 'asia' } })])
    const second = await schedule({ limit: 4, next_page: first.next_page ?? '' })
    expect(draw(second)).toEqual(['calls 3 08-'])
  })

  test('of another list are refused', async () => {
    const { schedule } = await openPriceBook()
    const cursor = Buffer.from('[1]').toString('base64url')
    expect((await refusalOf(schedule({ next_page: cursor }))).message).toMatch(/^next_page: /)
  })
})

test('an unknown card is named', async () => {
  const { schedule } = await openPriceBook()
  const refusal = await refusalOf(schedule({ rateCardId: 'nothing' }))
  expect(refusal.message).toBe('rate_card_id: rate card nothing was not found')
})
