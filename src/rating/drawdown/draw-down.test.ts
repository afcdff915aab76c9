import { describe, expect, it } from 'vitest'
import { Decimal, ZERO } from '../../kernel/decimal.ts'
import { DAY_MS } from '../../kernel/instant.ts'
import { tiered } from '../testing/prices.ts'
import type { Balance } from './balance.ts'
import { chargeRule } from './charge-rule.ts'
import { drawDown, type Drawdown } from './draw-down.ts'
import type { DrawStep } from './draw-step.ts'
import { balance, balanceSpecifier, line, segment, step, untouched } from './testing/balances.ts'

const draw = (steps: DrawStep[], ...balances: Balance[]) =>
  drawDown(steps, balances, untouched(balances), 'deal')

/** Parts as day, product, quantity, unit price, total and the balance. */
const partsOf = ({ steps }: Drawdown<DrawStep>) =>
  steps.flatMap(({ step: { at, line: of }, parts }) =>
    parts.map((part) => [
      at / DAY_MS,
      of.productId,
      part.quantity.toFixed(),
      part.unitPrice.toFixed(),
      part.total.toFixed(),
      part.balanceId,
    ]),
  )

/** What is left of each segment, by its id. */
const leftIn = ({ remaining }: Drawdown<DrawStep>) =>
  Object.fromEntries([...remaining].map(([id, left]) => [id, left.toFixed()]))

/** Parts of one product as quantity, total and the balance. */
const shares = (drawn: Drawdown<DrawStep>) =>
  partsOf(drawn).map(([, , quantity, , total, balanceId]) => [quantity, total, balanceId])

describe('drawing on a balance', () => {
  it('covers what it can pay and leaves the overage', () => {
    // 30 units at 2 = 60 of 100, then 40 left for 20 of 50 units; the other 30 cost 60.
    const drawn = draw([step(1, [0, 30], '2'), step(2, [30, 80], '2')], balance('commit', '100'))
    expect(partsOf(drawn)).toEqual([
      [1, 'tokens', '30', '2', '60', 'commit'],
      [2, 'tokens', '20', '2', '40', 'commit'],
      [2, 'tokens', '30', '2', '60', null],
    ])
    expect(leftIn(drawn)).toEqual({ commit: '0' })
  })

  it('tells what was taken, when, and of which segment', () => {
    const halves = balance('commit', '0', {
      segments: [segment('h1', '50', 0, 2), segment('h2', '50', 2, 4)],
    })
    const drawn = draw([step(1, [0, 30], '1'), step(2, [30, 50], '1')], halves)
    expect(drawn.applications.map(({ amount, ...one }) => ({ ...one, amount: amount.toFixed() }))).toEqual([
      { balanceId: 'commit', segmentId: 'h1', at: 1 * DAY_MS, amount: '30' },
      { balanceId: 'commit', segmentId: 'h2', at: 2 * DAY_MS, amount: '20' },
    ])
    expect(leftIn(drawn)).toEqual({ h1: '20', h2: '30' })
  })

  it('leaves what it is given as it was', () => {
    const commit = balance('commit', '100')
    const before = untouched([commit])
    drawDown([step(1, [0, 30], '2')], [commit], before, 'deal')
    expect([...before]).toEqual([['commit', new Decimal(100)]])
  })

  it('draws on the next balance where the first is used up', () => {
    // 100 at 1: 30 by the first, 50 by the second, 20 by none.
    const first = balance('first', '30', { priority: new Decimal(1) })
    const second = balance('a second', '50', { priority: new Decimal(2) })
    expect(shares(draw([step(1, [0, 100], '1')], second, first))).toEqual([
      ['30', '30', 'first'],
      ['50', '50', 'a second'],
      ['20', '20', null],
    ])
  })

  it('covers each charge by what applies to it', () => {
    const forSeats = balance('for seats', '10', { applicableProductIds: ['seats'] })
    const forEu = balance('for eu', '10', {
      specifiers: [balanceSpecifier({ pricingGroupValues: { region: 'eu' } })],
    })
    const inRegion = (region: string) => ({
      line: line('tokens', { key: region, pricingGroupValues: { region } }),
    })
    const steps = [step(1, [0, 4], '1', inRegion('eu')), step(1, [0, 5], '1', inRegion('us'))]
    expect(shares(draw(steps, forSeats, forEu))).toEqual([
      ['4', '4', 'for eu'],
      ['5', '5', null],
    ])
  })

  it('covers only what came while it could be drawn', () => {
    // A value of 7, then 9: the second day's growth of 2 is all that a commit from then on covers.
    const drawn = draw([step(1, [0, 7], '5'), step(2, [7, 9], '5')], balance('commit', '1000', { from: 2 }))
    expect(partsOf(drawn)).toEqual([
      [1, 'tokens', '7', '5', '35', null],
      [2, 'tokens', '2', '5', '10', 'commit'],
    ])
  })

  it('takes nothing more than is left, and nothing of what is overdrawn', () => {
    const [some, overdrawn] = [balance('some', '100'), balance('overdrawn', '100')]
    const remaining = new Map([
      ['some', new Decimal(3)],
      ['overdrawn', new Decimal(-20)],
    ])
    const drawn = drawDown([step(1, [0, 10], '1')], [overdrawn, some], remaining, 'deal')
    expect(shares(drawn)).toEqual([
      ['3', '3', 'some'],
      ['7', '7', null],
    ])
    expect(leftIn(drawn)).toEqual({ some: '0', overdrawn: '-20' })
  })

  it('refuses to guess what is left', () => {
    expect(() => drawDown([step(1, [0, 1], '1')], [balance('commit', '1')], new Map(), 'deal')).toThrow(
      'what is left of segment commit is not known',
    )
  })
})

describe('a fall', () => {
  it('is not covered and gives nothing back, and what came before does not foresee it', () => {
    // 40 at 3 = 120, of which 100 pay 33.33…; the rest of 20, and -10 at 3 = -30: together -10.
    const drawn = draw([step(1, [0, 40], '3'), step(2, [40, 30], '3')], balance('credit', '100'))
    expect(partsOf(drawn)).toEqual([
      [1, 'tokens', '33.33333333333333333333', '3', '100', 'credit'],
      [1, 'tokens', '6.66666666666666666667', '3', '20', null],
      [2, 'tokens', '-10', '3', '-30', null],
    ])
    expect(leftIn(drawn)).toEqual({ credit: '0' })
  })

  it('is taken back at the price now in force', () => {
    // The reference's case: 40 at 3, then -10 at 4. Of the 100 nothing is left: 20 - 40 = -20.
    const drawn = draw([step(1, [0, 40], '3'), step(2, [40, 30], '4')], balance('credit', '100'))
    const uncovered = partsOf(drawn).filter(([, , , , , balanceId]) => balanceId === null)
    expect(uncovered.map(([, , , , total]) => total)).toEqual(['20', '-40'])
  })

  it('leaves a balance for what comes after it', () => {
    const drawn = draw(
      [step(1, [0, 5], '1'), step(2, [5, 2], '1'), step(3, [2, 6], '1')],
      balance('credit', '8'),
    )
    expect(shares(drawn)).toEqual([
      ['5', '5', 'credit'],
      ['-3', '-3', null],
      ['3', '3', 'credit'],
      ['1', '1', null],
    ])
  })

  it('of nothing at all is not covered either', () => {
    expect(shares(draw([step(1, [4, 4], '1')], balance('credit', '8')))).toEqual([['0', '0', null]])
  })
})

describe('a commit rate', () => {
  const committed = (amount: string) => balance('commit', amount, { rateType: 'COMMIT_RATE' })

  it('is the price of what is covered, and the list price that of the rest', () => {
    // 100 pay 50 units at 2; the other 10 cost 3 each.
    expect(partsOf(draw([step(1, [0, 60], '3', { commitPrice: '2' })], committed('100')))).toEqual([
      [1, 'tokens', '50', '2', '100', 'commit'],
      [1, 'tokens', '10', '3', '30', null],
    ])
  })

  it('is not paid on a balance with the list rate', () => {
    const drawn = draw([step(1, [0, 60], '3', { commitPrice: '2' })], balance('commit', '90'))
    expect(shares(drawn)).toEqual([
      ['30', '90', 'commit'],
      ['30', '90', null],
    ])
  })

  it('counts its tiers in the quantity used so far, as the list price does', () => {
    // At commit rates 10 units at 4 and the rest at 2: 40 + 20 × 2 = 80 for 30 units, of which the tier of 25 at list
    // prices has gone by too. The last 10 cost 3 at list.
    const prices = { commitPrice: tiered([10, '4'], [null, '2']) }
    const list = tiered([25, '5'], [null, '3'])
    const drawn = draw([step(1, [0, 18], list, prices), step(2, [18, 40], list, prices)], committed('80'))
    expect(partsOf(drawn)).toEqual([
      [1, 'tokens', '10', '4', '40', 'commit'],
      [1, 'tokens', '8', '2', '16', 'commit'],
      [2, 'tokens', '12', '2', '24', 'commit'],
      [2, 'tokens', '10', '3', '30', null],
    ])
  })

  it('leaves the list price within its tier where the balance ends there', () => {
    // 20 pay 5 units at 4; the next 5 are still in the first tier of the list, 15 after them are not.
    const drawn = draw(
      [step(1, [0, 25], tiered([10, '6'], [null, '1']), { commitPrice: '4' })],
      committed('20'),
    )
    expect(partsOf(drawn)).toEqual([
      [1, 'tokens', '5', '4', '20', 'commit'],
      [1, 'tokens', '5', '6', '30', null],
      [1, 'tokens', '15', '1', '15', null],
    ])
  })

  it('names the tier of each part, covered or not', () => {
    const { steps } = draw([step(1, [8, 14], tiered([10, '2'], [null, '1']))], balance('commit', '5'))
    const tiers = steps.flatMap(({ parts }) =>
      parts.map(({ tier, quantity }) => [tier?.level, quantity.toFixed()]),
    )
    // 2 units at 2 = 4, then 1 at 1.
    expect(tiers).toEqual([
      [1, '2'],
      [2, '1'],
      [2, '3'],
    ])
  })
})

describe('what is free', () => {
  it('is covered by none, and tiers go on from it', () => {
    // 10 units free, then 5 at 2.
    const drawn = draw([step(1, [0, 15], tiered([10, '0'], [null, '2']))], balance('commit', '100'))
    expect(shares(drawn)).toEqual([
      ['10', '0', null],
      ['5', '10', 'commit'],
    ])
    expect(drawn.applications.length).toBe(1)
  })

  it('by a balance alone is that balance’s, takes nothing of it, and costs nothing', () => {
    const commit = balance('commit', '100', { rateType: 'COMMIT_RATE' })
    const drawn = draw([step(1, [0, 15], '2', { commitPrice: '0' })], commit)
    expect(shares(drawn)).toEqual([['15', '0', 'commit']])
    expect([drawn.applications, leftIn(drawn)]).toEqual([[], { commit: '100' }])
  })
})

describe('what is free by a balance of which nothing is left', () => {
  const used = balance('commit', '0', { rateType: 'COMMIT_RATE' })
  const free = step(1, [0, 15], '2', { commitPrice: '0' })
  const drawFree = (some: DrawStep, freeIds?: ReadonlySet<string>) =>
    shares(drawDown([some], [used], untouched([used]), 'deal', freeIds))

  it('is not that balance’s, unless it is said to cover it, which it does for nothing else', () => {
    expect(drawFree(free)).toEqual([['15', '30', null]])
    expect(drawFree(free, new Set(['commit']))).toEqual([['15', '0', 'commit']])
    const paid = step(1, [0, 15], '2', { commitPrice: '1' })
    expect(drawFree(paid, new Set(['commit']))).toEqual([['15', '30', null]])
  })

  it('is that balance’s beside what it cannot pay whole, which costs what it does at the list price', () => {
    // 15 pay 7.5 units at 2; the 2.5 up to the end of both first tiers cost 3 each, and the 2 after it are free.
    const list = tiered([10, '3'], [null, '100'])
    const some = step(1, [0, 12], list, { commitPrice: tiered([10, '2'], [null, '0']) })
    const commit = balance('commit', '15', { rateType: 'COMMIT_RATE' })
    const drawn = drawDown([some], [commit], untouched([commit]), 'deal', new Set(['commit']))
    expect(shares(drawn)).toEqual([
      ['7.5', '15', 'commit'],
      ['2.5', '7.5', null],
      ['2', '0', 'commit'],
    ])
    expect(drawFree(some, new Set(['commit']))).toEqual([
      ['10', '30', null],
      ['2', '0', 'commit'],
    ])
  })
})

describe('what is free at the list price alone', () => {
  it('is paid for by a balance that has a commit rate for it', () => {
    const commit = balance('commit', '100', { rateType: 'COMMIT_RATE' })
    const drawn = draw([step(1, [0, 15], '0', { commitPrice: '2' })], commit)
    expect([shares(drawn), leftIn(drawn)]).toEqual([[['15', '30', 'commit']], { commit: '70' }])
  })
})

describe('a part that is split', () => {
  it('gives what is left to the next balance, and the rest of both to none', () => {
    // 40 at 3 = 120: 10 pay 3.33…; of the 36.66…67 that cost 110, 50 pay 16.66…; 60 are left, and the rest of the 40.
    const first = balance('first', '10', { priority: new Decimal(1) })
    const second = balance('second', '50')
    const drawn = draw([step(1, [0, 40], '3')], first, second)
    expect(shares(drawn)).toEqual([
      ['3.33333333333333333333', '10', 'first'],
      ['16.66666666666666666666', '50', 'second'],
      ['20.00000000000000000001', '60', null],
    ])
  })

  it('takes all that is left also where that pays for no quantity that can be written', () => {
    // 10^-20 at a price of 3 pay a third of the last digit, which is cut off.
    const drawn = draw([step(1, [0, 1], '3')], balance('commit', '0.00000000000000000001'))
    expect(shares(drawn)).toEqual([
      ['0', '0.00000000000000000001', 'commit'],
      ['1', '2.99999999999999999999', null],
    ])
  })

  it('is priced anew where the rest has another price', () => {
    // 10 pay 3.33… at 3; the rest at 5: 6.66…67 × 5 = 33.33…35.
    const commit = balance('commit', '10', { rateType: 'COMMIT_RATE' })
    expect(shares(draw([step(1, [0, 10], '5', { commitPrice: '3' })], commit))).toEqual([
      ['3.33333333333333333333', '10', 'commit'],
      ['6.66666666666666666667', '33.33333333333333333335', null],
    ])
  })

  it('keeps its total where that is not the quantity times the price', () => {
    // Three seats at 100 for 10 of 31 days: 96.77…19. Of it 50 pay 3 × 50 / 96.77… = 1.55 seats.
    const total = new Decimal('96.77419354838709677419')
    const prorated = chargeRule({ quantity: new Decimal(3), unitPrice: new Decimal(100), total, tier: null })
    const seats = { ...step(1, [0, 3], '100'), listRule: prorated, ruleFor: () => prorated }
    const [covered, rest] = shares(draw([seats], balance('commit', '50')))
    expect(covered).toEqual(['1.55', '50', 'commit'])
    expect(rest).toEqual(['1.45', '46.77419354838709677419', null])
  })
})

describe('several charges', () => {
  it('in custom units are drawn on balances in those', () => {
    const tokens = balance('in tokens', '7', { creditTypeId: 'tokens' })
    const dollars = balance('in dollars', '100')
    const steps = [
      step(1, [0, 10], '1', { line: line('a', { creditTypeId: 'tokens' }) }),
      step(1, [0, 5], '1', { line: line('b') }),
    ]
    expect(shares(draw(steps, tokens, dollars))).toEqual([
      ['7', '7', 'in tokens'],
      ['3', '3', null],
      ['5', '5', 'in dollars'],
    ])
  })

  it('of one hour go to the dearer first, and those of a later one after it', () => {
    const steps = [
      step(2, [0, 1], '9', { line: line('late') }),
      step(1, [0, 10], '2', { line: line('cheap') }),
      step(1, [0, 10], '5', { line: line('dear') }),
    ]
    // 50 for the dear ones, then 10 of 20 for the cheap ones.
    expect(partsOf(draw(steps, balance('commit', '60')))).toEqual([
      [1, 'dear', '10', '5', '50', 'commit'],
      [1, 'cheap', '5', '2', '10', 'commit'],
      [1, 'cheap', '5', '2', '10', null],
      [2, 'late', '1', '9', '9', null],
    ])
  })

  it('are asked for the price of a balance only where it has something left', () => {
    const asked: string[] = []
    const watched = (day: number): DrawStep => {
      const one = step(day, [0, 1], '1')
      return {
        ...one,
        ruleFor: (of) => {
          asked.push(`${of.id} on day ${day}`)
          return one.ruleFor(of)
        },
      }
    }
    draw([watched(1), watched(2)], balance('used up', '1', { costBasis: ZERO }), balance('whole', '9'))
    expect(asked).toEqual(['used up on day 1', 'whole on day 2'])
  })
})
