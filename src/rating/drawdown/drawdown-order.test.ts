import { describe, expect, it } from 'vitest'
import { Decimal, ZERO } from '../../kernel/decimal.ts'
import type { Balance } from './balance.ts'
import { drawdownOrder } from './drawdown-order.ts'
import { balance, balanceSpecifier, segment } from './testing/balances.ts'

type Changes = Parameters<typeof balance>[2]

/** The ids of the segments in the order they are drawn. */
const orderOf = (...balances: Balance[]) =>
  drawdownOrder(balances.flatMap((one) => one.segments.map((own) => ({ balance: one, segment: own })))).map(
    (drawn) => drawn.segment.id,
  )

const priority = (number: string): Changes => ({ priority: new Decimal(number) })
const inRegion = (region: string) => balanceSpecifier({ pricingGroupValues: { region } })
const ofProduct = (productId: string, region: string) =>
  balanceSpecifier({ productId, pricingGroupValues: { region } })
const byUser = (user: string) => balanceSpecifier({ presentationGroupValues: { user } })

// Names are such that the ids, which decide at last, would say the opposite.
describe('the drawdown order', () => {
  it.each<[rule: string, first: Changes, second: Changes]>([
    [
      'what a postpaid commit left before what others did',
      { rolledOverFrom: 'POSTPAID' },
      { rolledOverFrom: 'PREPAID' },
    ],
    [
      'that also at a higher priority number',
      { rolledOverFrom: 'POSTPAID', ...priority('9') },
      { rolledOverFrom: 'CREDIT', ...priority('1') },
    ],
    [
      'what was rolled over before a prepaid commit of a lower priority number',
      { rolledOverFrom: 'PREPAID', ...priority('9') },
      priority('1'),
    ],
    [
      'what was rolled over before a credit',
      { rolledOverFrom: 'CREDIT' },
      { type: 'CREDIT', costBasis: ZERO },
    ],
    [
      'a prepaid commit before a postpaid one of a lower priority number',
      priority('9'),
      { type: 'POSTPAID', ...priority('1') },
    ],
    [
      'a credit before a postpaid commit',
      { type: 'CREDIT', ...priority('9') },
      { type: 'POSTPAID', ...priority('1') },
    ],
    ['any without a priority before what was paid for spend', {}, { isDrawnLast: true, ...priority('1') }],
    [
      'a postpaid commit before what was paid for spend',
      { type: 'POSTPAID', ...priority('9') },
      { isDrawnLast: true, ...priority('1') },
    ],
    ['a credit before a prepaid commit by priority', { type: 'CREDIT', ...priority('1') }, priority('2')],
    [
      'a prepaid commit before a credit by priority',
      priority('1'),
      { type: 'CREDIT', costBasis: ZERO, ...priority('2') },
    ],
    ['the lower priority number, by number and not by text', priority('9'), priority('10')],
    ['any priority before none', priority('1000'), {}],
    ['priority before cost basis', priority('1'), { costBasis: ZERO, ...priority('2') }],
    ['what was given free before what was paid for', { costBasis: ZERO }, {}],
    [
      'what was cheaper before what was dearer',
      { costBasis: new Decimal('0.8') },
      { costBasis: new Decimal('0.9') },
    ],
    ['cost basis before products', { costBasis: ZERO }, { applicableProductIds: ['a'] }],
    ['fewer products before more', { applicableProductIds: ['a'] }, { applicableProductIds: ['a', 'b'] }],
    ['a product twice is one', { applicableProductIds: ['a', 'a'], to: 5 }, { applicableProductIds: ['a'] }],
    ['named products before all', { applicableProductIds: ['a', 'b'] }, {}],
    [
      'a tag counts as a product',
      { applicableProductIds: ['a'] },
      { applicableProductIds: ['a'], applicableProductTags: ['x'] },
    ],
    [
      'products that specifiers name count as well',
      { specifiers: [balanceSpecifier({ productId: 'a' })] },
      { applicableProductIds: ['a', 'b'] },
    ],
    [
      'a product in several specifiers is one',
      { specifiers: ['eu', 'us', 'jp'].map((region) => ofProduct('a', region)) },
      { specifiers: [ofProduct('a', 'eu'), ofProduct('b', 'eu')] },
    ],
    [
      'a specifier without a product is for all',
      { applicableProductIds: ['a', 'b'] },
      { specifiers: [inRegion('eu')] },
    ],
    ['products before group values', { applicableProductIds: ['a'] }, { specifiers: [inRegion('eu')] }],
    [
      'fewer specifiers with group values before more',
      { specifiers: [inRegion('eu')] },
      { specifiers: [inRegion('eu'), byUser('ann')] },
    ],
    ['some group values before all', { specifiers: [inRegion('eu'), byUser('ann')] }, {}],
    [
      'a specifier without group values is for all',
      { specifiers: [inRegion('eu'), byUser('ann')] },
      { specifiers: [inRegion('eu'), balanceSpecifier({})] },
    ],
    ['group values before the end', { specifiers: [inRegion('eu')], to: 20 }, { to: 10 }],
    ['the earlier end', { to: 10 }, { to: 20 }],
    ['the end before the start', { from: 2, to: 10 }, { from: 1, to: 20 }],
    ['the earlier start', { from: 1 }, { from: 2 }],
    ['the start before the number of contracts', { from: 1, contractIds: null }, { from: 2 }],
    ['fewer contracts before more', { contractIds: ['deal'] }, { contractIds: ['deal', 'other'] }],
    ['some contracts before all', { contractIds: ['deal', 'other'] }, { contractIds: null }],
    [
      'contracts before the level',
      { isContractLevel: false, contractIds: ['deal'] },
      { contractIds: ['deal', 'other'] },
    ],
    ["a contract's own before its customer's", {}, { isContractLevel: false }],
  ])('%s', (_, first, second) => {
    const balances = [balance('z', '1', first), balance('a', '1', second)] as const
    expect(orderOf(...balances)).toEqual(['z', 'a'])
    expect(orderOf(...balances.toReversed())).toEqual(['z', 'a'])
  })

  it.each<[rule: string, first: Changes, second: Changes]>([
    ['priority', priority('1'), { ...priority('2'), applicableProductIds: ['a'] }],
    ['products, whatever the cost basis', { applicableProductIds: ['a'] }, { costBasis: ZERO }],
    ['group values', { specifiers: [inRegion('eu')] }, { to: 5 }],
    ['the end', { from: 2, to: 10 }, { from: 1, to: 20 }],
  ])('goes among what was rolled over by %s', (_, first, second) => {
    const z = balance('z', '1', { rolledOverFrom: 'PREPAID', ...first })
    const a = balance('a', '1', { rolledOverFrom: 'CREDIT', ...second })
    expect(orderOf(a, z)).toEqual(['z', 'a'])
  })

  it.each<[rule: string, first: Changes, second: Changes]>([
    ['priority', priority('1'), { ...priority('2'), costBasis: ZERO }],
    ['cost basis', { costBasis: ZERO }, { applicableProductIds: ['a'] }],
    ['products', { applicableProductIds: ['a'] }, { to: 5 }],
    ['the end', { to: 10 }, { from: 1, to: 20 }],
  ])('goes among postpaid commits by %s as well', (_, first, second) => {
    const z = balance('z', '1', { type: 'POSTPAID', ...first })
    const a = balance('a', '1', { type: 'POSTPAID', ...second })
    expect(orderOf(a, z)).toEqual(['z', 'a'])
  })

  it('goes by id where nothing else tells two apart', () => {
    expect(orderOf(balance('b', '1'), balance('a', '1'))).toEqual(['a', 'b'])
  })

  it('puts the segments of one balance by their own times, between those of others', () => {
    const quarterly = balance('q', '0', { segments: [segment('q2', '1', 0, 30), segment('q1', '1', 0, 10)] })
    expect(orderOf(quarterly, balance('middle', '1', { to: 20 }))).toEqual(['q1', 'middle', 'q2'])
  })
})
