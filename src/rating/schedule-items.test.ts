import { describe, expect, it } from 'vitest'
import { Decimal, ZERO } from '../kernel/decimal.ts'
import { formatInstant } from '../kernel/instant.ts'
import { expandSchedule, type RecurringSchedule } from './schedule-items.ts'

function schedule(changes: Partial<RecurringSchedule> = {}): RecurringSchedule {
  return {
    startingAt: Date.parse('2024-01-01T00:00Z'),
    endingBefore: Date.parse('2024-04-01T00:00Z'),
    frequency: 'MONTHLY',
    unitPrice: new Decimal(100),
    quantity: new Decimal(1),
    distribution: 'EACH',
    decimalPlaces: 0,
    ...changes,
  }
}

const dates = (frequency: RecurringSchedule['frequency'], from: string, to: string) =>
  expandSchedule(
    schedule({ frequency, startingAt: Date.parse(`${from}:00Z`), endingBefore: Date.parse(`${to}:00Z`) }),
  ).map(({ timestamp }) => formatInstant(timestamp).slice(0, 10))

const amounts = (changes: Partial<RecurringSchedule>) =>
  expandSchedule(schedule(changes)).map(({ amount }) => amount.toFixed())

describe('the dates of a recurring schedule', () => {
  it.each<[frequency: RecurringSchedule['frequency'], from: string, to: string, expected: string[]]>([
    ['MONTHLY', '2024-01-15T00:00', '2024-04-15T00:00', ['2024-01-15', '2024-02-15', '2024-03-15']],
    // An hour more, and the end is not yet reached on the fourth date.
    ['MONTHLY', '2024-01-15T00:00', '2024-03-15T01:00', ['2024-01-15', '2024-02-15', '2024-03-15']],
    [
      'MONTHLY',
      '2023-12-31T00:00',
      '2024-05-01T00:00',
      ['2023-12-31', '2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30'],
    ],
    [
      'QUARTERLY',
      '2024-01-01T00:00',
      '2024-12-31T00:00',
      ['2024-01-01', '2024-04-01', '2024-07-01', '2024-10-01'],
    ],
    ['SEMI_ANNUAL', '2023-08-31T00:00', '2024-09-01T00:00', ['2023-08-31', '2024-02-29', '2024-08-31']],
    ['ANNUAL', '2024-02-29T00:00', '2026-03-01T00:00', ['2024-02-29', '2025-02-28', '2026-02-28']],
    ['WEEKLY', '2024-02-26T00:00', '2024-03-11T00:00', ['2024-02-26', '2024-03-04']],
    ['MONTHLY', '2024-01-01T00:00', '2024-01-01T00:00', []],
  ])('%s from %s until %s are %j', (frequency, from, to, expected) => {
    expect(dates(frequency, from, to)).toEqual(expected)
  })
})

describe('the amounts of a recurring schedule', () => {
  it('are the whole one on each date', () => {
    // 3 × 12.5
    const [item] = expandSchedule(schedule({ unitPrice: new Decimal('12.5'), quantity: new Decimal(3) }))
    expect(item).toMatchObject({
      amount: new Decimal('37.5'),
      unitPrice: new Decimal('12.5'),
      quantity: new Decimal(3),
    })
    expect(amounts({})).toEqual(['100', '100', '100'])
  })

  it.each<[story: string, changes: Partial<RecurringSchedule>, expected: string[]]>([
    [
      'divided exactly, the last takes what was cut off',
      { distribution: 'DIVIDED' },
      ['33.33333333333333333333', '33.33333333333333333333', '33.33333333333333333334'],
    ],
    [
      'divided without a rest, they are equal',
      { distribution: 'DIVIDED', unitPrice: new Decimal(99) },
      ['33', '33', '33'],
    ],
    // 33.33 cents are 33, so that 34 are left.
    ['divided in cents, the last takes the rest', { distribution: 'DIVIDED_ROUNDED' }, ['33', '33', '34']],
    // 66.67 are 67, so that 66 are left.
    [
      'rounded up, the last takes less',
      { distribution: 'DIVIDED_ROUNDED', unitPrice: new Decimal(200) },
      ['67', '67', '66'],
    ],
    [
      'in a currency of two places, the cent is its smallest unit',
      { distribution: 'DIVIDED_ROUNDED', decimalPlaces: 2 },
      ['33.33', '33.33', '33.34'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(amounts(changes)).toEqual(expected)
  })

  it('are the quantity at a share of its price where that is exact, else one piece', () => {
    const shares = (unitPrice: number, quantity: number) =>
      expandSchedule(
        schedule({
          distribution: 'DIVIDED',
          unitPrice: new Decimal(unitPrice),
          quantity: new Decimal(quantity),
        }),
      ).map((item) => [item.amount.toFixed(), item.unitPrice.toFixed(), item.quantity.toFixed()])
    // 90 × 2 / 3 = 60, which is 2 at 30. 100 × 3 / 3 = 100, which would be 3 at 33.33 and so on.
    expect(shares(90, 2)).toEqual(Array.from({ length: 3 }, () => ['60', '30', '2']))
    expect(shares(100, 3)).toEqual(Array.from({ length: 3 }, () => ['100', '100', '1']))
  })

  it('may be none of something', () => {
    const items = expandSchedule(schedule({ distribution: 'DIVIDED', quantity: ZERO }))
    expect(items.map(({ amount, unitPrice, quantity }) => [amount, unitPrice, quantity].map(String))).toEqual(
      [
        ['0', '0', '0'],
        ['0', '0', '0'],
        ['0', '0', '0'],
      ],
    )
  })
})
