import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import { isApplicable, type CoveredCharge } from './is-applicable.ts'
import { balance, balanceSpecifier, charge, segment } from './testing/balances.ts'

type Changes = Parameters<typeof balance>[2]

const llm = charge({
  productTags: ['llm', 'beta'],
  pricingGroupValues: { model: 'large', region: 'eu' },
  presentationGroupValues: { user: 'ann' },
})

describe('a balance covers', () => {
  it.each<[rule: string, isCovered: boolean, changes: Changes]>([
    ['everything where it names nothing', true, {}],
    ['a product it names', true, { applicableProductIds: ['seats', 'tokens'] }],
    ['no other product', false, { applicableProductIds: ['seats'] }],
    ['a product with any of its tags', true, { applicableProductTags: ['storage', 'llm'] }],
    ['no product without them', false, { applicableProductTags: ['storage'] }],
    [
      'a product by its tag, though not by its id',
      true,
      { applicableProductIds: ['seats'], applicableProductTags: ['llm'] },
    ],
    [
      'a product by its id, though not by its tags',
      true,
      { applicableProductIds: ['tokens'], applicableProductTags: ['storage'] },
    ],
    [
      'what any one specifier admits',
      true,
      { specifiers: [balanceSpecifier({ productId: 'seats' }), balanceSpecifier({ productId: 'tokens' })] },
    ],
    ['everything where a specifier gives nothing', true, { specifiers: [balanceSpecifier({})] }],
    [
      'nothing that its specifiers do not admit',
      false,
      { specifiers: [balanceSpecifier({ productId: 'seats' })] },
    ],
    [
      'what a specifier has all tags of',
      true,
      { specifiers: [balanceSpecifier({ productTags: ['beta', 'llm'] })] },
    ],
    [
      'nothing that lacks one of the tags',
      false,
      { specifiers: [balanceSpecifier({ productTags: ['llm', 'storage'] })] },
    ],
    [
      'some of the pricing group values',
      true,
      { specifiers: [balanceSpecifier({ pricingGroupValues: { region: 'eu' } })] },
    ],
    [
      'no other pricing group value',
      false,
      { specifiers: [balanceSpecifier({ pricingGroupValues: { model: 'large', region: 'us' } })] },
    ],
    [
      'a presentation group value',
      true,
      { specifiers: [balanceSpecifier({ presentationGroupValues: { user: 'ann' } })] },
    ],
    [
      'no other presentation group value',
      false,
      { specifiers: [balanceSpecifier({ presentationGroupValues: { user: 'bob' } })] },
    ],
    [
      'nothing where the product is right and the value is not',
      false,
      { specifiers: [balanceSpecifier({ productId: 'tokens', presentationGroupValues: { user: 'bob' } })] },
    ],
    [
      'nothing with all the tags it excludes',
      false,
      { specifiers: [balanceSpecifier({ exclude: [{ productTags: ['llm', 'beta'] }] })] },
    ],
    [
      'what has but one of the tags it excludes together',
      true,
      { specifiers: [balanceSpecifier({ exclude: [{ productTags: ['llm', 'storage'] }] })] },
    ],
    [
      'what one specifier excludes and another admits',
      true,
      {
        specifiers: [
          balanceSpecifier({ exclude: [{ productTags: ['llm'] }] }),
          balanceSpecifier({ productId: 'tokens' }),
        ],
      },
    ],
    ['no charge in another unit', false, { creditTypeId: 'gpu hours' }],
    ['a contract that it names', true, { contractIds: ['other', 'deal'] }],
    ['every contract where it names none', true, { contractIds: null }],
    ['no other contract', false, { contractIds: ['other'] }],
    ['no contract where its list is empty', false, { contractIds: [] }],
  ])('%s: %s', (_, isCovered, changes) => {
    expect(isApplicable(balance('commit', '1', changes), llm, 'deal')).toBe(isCovered)
  })

  it('a charge in its own custom unit', () => {
    const inUnit = balance('commit', '1', { creditTypeId: 'gpu hours' })
    const used: CoveredCharge = charge({ creditTypeId: 'gpu hours' })
    expect(isApplicable(inUnit, used, 'deal')).toBe(true)
  })

  it('from the start of its access until before the end', () => {
    const days = [1, 2, 4, 5].map((day) => isInForce(segment('s', '1', 2, 5), day * DAY_MS))
    expect(days).toEqual([false, true, true, false])
  })
})
