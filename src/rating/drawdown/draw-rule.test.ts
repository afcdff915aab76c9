import { describe, expect, it } from 'vitest'
import { Decimal, ZERO } from '../../kernel/decimal.ts'
import { flat, multiplier, override, overwrite, pricing, tiered } from '../testing/prices.ts'
import type { Override } from '../override.ts'
import type { Balance } from './balance.ts'
import { drawRule, type DrawnRate } from './draw-rule.ts'
import { effectivePrice } from '../effective-price.ts'
import { balance } from './testing/balances.ts'

const usage = {
  productId: 'tokens',
  productTags: [],
  pricingGroupValues: {},
  presentationGroupValues: {},
  billingFrequency: null,
}

const forCommits = (id: string, factor: string, target: Override['target']) =>
  override(id, multiplier(factor), { isCommitSpecific: true, target })

/** What ten units cost where a commit is drawn, and 7 each where none is. */
function costOf(of: Balance, rate: DrawnRate | null, overrides: Override[]): string {
  const listRule = effectivePrice(flat('7'), null)
  if (listRule === null) throw new Error('a price has a rule')
  const rule = drawRule(of, rate, listRule.rule, pricing(...overrides), usage, 0)
  return rule
    .parts(ZERO, new Decimal(10))
    .reduce((sum, { total }) => sum.plus(total), ZERO)
    .toFixed()
}

const atList = balance('list', '100')
const atCommitRate = balance('commit', '100', { rateType: 'COMMIT_RATE' })
const both = { price: flat('5'), commitRate: flat('3'), creditTypeId: 'usd' }
const listOnly = { ...both, commitRate: null }
/** An overwrite may be in another unit than the rate; what is charged, and so what covers it, is in its unit. */
const inTokens = { creditTypeId: 'tokens' }
const overwritten = override('in tokens', overwrite(flat('7'), 'tokens'))

describe('the price of what a commit covers', () => {
  it.each([
    ['the list price', atList, both, [], '50'],
    ['the commit rate where it asks for that', atCommitRate, both, [], '30'],
    ['the list price where there is no commit rate', atCommitRate, listOnly, [], '50'],
    [
      "the list price with the contract's overrides",
      atList,
      both,
      [override('half', multiplier('0.5'))],
      '25',
    ],
    [
      'the commit rate without overrides of the list price',
      atCommitRate,
      both,
      [override('half', multiplier('0.5'))],
      '30',
    ],
    [
      'with the override for commits before a lower one for all',
      atList,
      both,
      [override('half', multiplier('0.5')), forCommits('tenth less', '0.9', 'LIST_RATE')],
      '45',
    ],
    ['not with one for the other price', atList, both, [forCommits('free', '0', 'COMMIT_RATE')], '50'],
    [
      'the commit rate with the override for it',
      atCommitRate,
      both,
      [forCommits('half', '0.5', 'COMMIT_RATE')],
      '15',
    ],
    ['an overwrite where there is no rate', atList, null, [override('new', overwrite(flat('2')))], '20'],
    ['what it costs without a commit where nothing else says', atCommitRate, null, [], '70'],
    [
      'the commit rate, tier by tier',
      atCommitRate,
      { ...both, commitRate: tiered([4, '3'], [null, '1']) },
      [],
      '18',
    ],
    [
      'not a commit rate in another unit',
      balance('tokens', '100', { ...inTokens, rateType: 'COMMIT_RATE' }),
      both,
      [overwritten],
      '70',
    ],
    [
      'not a share of a rate in another unit',
      balance('tokens', '100', inTokens),
      both,
      [overwritten, forCommits('half', '0.5', 'LIST_RATE')],
      '70',
    ],
    [
      'not an overwrite for commits in another unit',
      atList,
      both,
      [override('for commits', overwrite(flat('2'), 'tokens'), { isCommitSpecific: true })],
      '70',
    ],
    [
      'an overwrite in the unit of what it covers',
      balance('tokens', '100', inTokens),
      both,
      [overwritten, override('for commits', overwrite(flat('2'), 'tokens'), { isCommitSpecific: true })],
      '20',
    ],
  ])('is %s', (_, of, rate, overrides, cost) => {
    expect(costOf(of, rate, overrides)).toBe(cost)
  })
})
