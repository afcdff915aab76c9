import { describe, expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { DAY_MS } from '../../kernel/instant.ts'
import { rollOver } from './rollover.ts'
import { balance, segment } from './testing/balances.ts'

/** What a segment of 100 over days 10 to 20 leaves on a day, where so much is left of it. */
const left = (remaining: string, fraction: string, day: number) =>
  rollOver(
    balance('commit', '100', { from: 10, to: 20 }),
    new Map([['commit', new Decimal(remaining)]]),
    new Decimal(fraction),
    day * DAY_MS,
  ).map(({ segmentId, amount }) => [segmentId, amount.toFixed()])

describe('what a balance leaves to the next contract', () => {
  it.each<[rule: string, remaining: string, fraction: string, day: number, expected: string | null]>([
    ['what is left, where that is below the fraction', '5', '0.1', 15, '5'],
    ['the fraction of what was granted, not of what is left', '80', '0.1', 15, '10'],
    ['all that is left where the fraction is 1', '80', '1', 15, '80'],
    ['an amount with as many digits as it needs', '80', '0.123456789', 15, '12.3456789'],
    ['nothing where the fraction is 0', '80', '0', 15, null],
    ['nothing where nothing is left', '0', '1', 15, null],
    ['nothing where it is overdrawn', '-5', '1', 15, null],
    ['as much where it ends as the next contract starts', '80', '0.1', 20, '10'],
    ['nothing where it has ended before', '80', '1', 21, null],
    ['as much where it has not yet started', '100', '0.1', 5, '10'],
  ])('%s', (_, remaining, fraction, day, expected) => {
    expect(left(remaining, fraction, day)).toEqual(expected === null ? [] : [['commit', expected]])
  })

  it('is no less than what final invoices have drawn of it, whatever was taken by hand since', () => {
    const rolled = rollOver(
      balance('commit', '100', { from: 10, to: 20 }),
      new Map([['commit', new Decimal(10)]]),
      new Decimal(1),
      15 * DAY_MS,
      new Map([['commit', new Decimal(40)]]),
    )
    expect(rolled.map(({ amount }) => amount.toFixed())).toEqual(['40'])
  })

  it('is reckoned segment by segment', () => {
    const quarters = balance('commit', '0', {
      segments: [
        segment('ended', '100', 0, 10),
        segment('current', '100', 10, 20),
        segment('next', '40', 20, 30),
      ],
    })
    const remaining = new Map([
      ['ended', new Decimal(100)],
      ['current', new Decimal(20)],
      ['next', new Decimal(40)],
    ])
    // Half of 100 is more than the 20 left; half of 40 is less than all 40.
    const rolled = rollOver(quarters, remaining, new Decimal('0.5'), 15 * DAY_MS)
    expect(rolled.map(({ segmentId, amount }) => [segmentId, amount.toFixed()])).toEqual([
      ['current', '20'],
      ['next', '20'],
    ])
  })
})
