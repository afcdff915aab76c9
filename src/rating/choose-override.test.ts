import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../kernel/instant.ts'
import { chooseOverride, type CommitDraw } from './choose-override.ts'
import type { PricedUsage } from './override-admits.ts'
import type { Override, OverrideSpecifier } from './override.ts'
import {
  flat,
  multiplier,
  multiplierTiers,
  override,
  overwrite,
  percentage,
  pricing,
  specifier,
} from './testing/prices.ts'
import type { ContractPricing } from './usage-line.ts'

const usage: PricedUsage = {
  productId: 'tokens',
  productTags: ['ai', 'metered'],
  pricingGroupValues: { model: 'large', region: 'eu' },
  presentationGroupValues: { user: 'ann', team: null },
  billingFrequency: null,
}

/** What became of each override on day 10, as `id verdict`. */
function verdicts(contract: ContractPricing, of: Partial<PricedUsage> = {}, draw?: CommitDraw): string[] {
  return chooseOverride(contract, { ...usage, ...of }, 10 * DAY_MS, draw).verdicts.map(
    ({ override: { id }, verdict }) => `${id} ${verdict}`,
  )
}

const explicit = (...overrides: Override[]): ContractPricing => ({ overrides, prioritization: 'EXPLICIT' })
const tenth = multiplier('0.1')
const half = multiplier('0.5')

describe('the override that prices some usage', () => {
  it('is none where there is none', () => {
    expect(chooseOverride(pricing(), usage, 0)).toEqual({ price: null, entitlement: null, verdicts: [] })
  })

  it.each<[story: string, contract: ContractPricing, expected: string[]]>([
    [
      'is in force from its start until its end',
      pricing(
        override('ended', tenth, { to: 10 }),
        override('later', tenth, { from: 10.5 }),
        override('current', half, { from: 10, to: 11 }),
      ),
      ['ended NOT_IN_FORCE', 'later NOT_IN_FORCE', 'current WINS'],
    ],
    [
      'says something of the price',
      pricing(override('half', half), override('free trial', null, { isEntitled: true })),
      ['half WINS', 'free trial ENTITLEMENT_ONLY'],
    ],
    [
      'is an overwrite, whatever the multipliers are',
      pricing(override('overwrite', overwrite(flat('9'))), override('tenth', tenth)),
      ['overwrite WINS', 'tenth BEATEN_BY_OVERWRITE'],
    ],
    [
      'is of overwrites the one added last',
      pricing(override('first', overwrite(flat('1'))), override('second', overwrite(flat('9')))),
      ['first LATER_ADDED', 'second WINS'],
    ],
    [
      'is of multipliers the lowest',
      pricing(override('half', half), override('tenth', tenth), override('nine tenths', multiplier('0.9'))),
      ['half HIGHER_MULTIPLIER', 'tenth WINS', 'nine tenths HIGHER_MULTIPLIER'],
    ],
    [
      'is of multipliers that are equal the one added last',
      pricing(override('first', half), override('second', half), override('dearer', multiplier('0.6'))),
      ['first LATER_ADDED', 'second WINS', 'dearer HIGHER_MULTIPLIER'],
    ],
    [
      'is the one of the lowest priority number where the contract says so',
      explicit(
        override('tenth', tenth, { priorityNumber: '2' }),
        override('half', half, { priorityNumber: '1.5' }),
        override('unranked', multiplier('0')),
      ),
      ['tenth HIGHER_PRIORITY_NUMBER', 'half WINS', 'unranked HIGHER_PRIORITY_NUMBER'],
    ],
    [
      'ranks multipliers in tiers among the others',
      explicit(
        override('tiers', multiplierTiers([null, '0.9']), { priorityNumber: '1' }),
        override('tenth', tenth, { priorityNumber: '2' }),
      ),
      ['tiers WINS', 'tenth HIGHER_PRIORITY_NUMBER'],
    ],
    [
      'is of equal priorities the one added last',
      explicit(
        override('first', tenth, { priorityNumber: '1' }),
        override('second', half, { priorityNumber: '1.0' }),
      ),
      ['first LATER_ADDED', 'second WINS'],
    ],
    [
      'is an overwrite under explicit priorities as well',
      explicit(
        override('tenth', tenth, { priorityNumber: '1' }),
        override('overwrite', overwrite(flat('9'))),
      ),
      ['tenth BEATEN_BY_OVERWRITE', 'overwrite WINS'],
    ],
  ])('%s', (_, contract, expected) => {
    expect(verdicts(contract)).toEqual(expected)
  })
})

describe('an override is for the usage', () => {
  const admits = (changes: Partial<Override>, of: Partial<PricedUsage> = {}) =>
    chooseOverride(pricing(override('one', half, changes)), { ...usage, ...of }, 0).price !== null
  const specified = (changes: Partial<OverrideSpecifier>, of: Partial<PricedUsage> = {}) =>
    admits({ specifiers: [specifier(changes)] }, of)

  it('of its product', () => {
    expect(admits({ productId: 'tokens' })).toBe(true)
    expect(admits({ productId: 'storage' })).toBe(false)
  })

  it('of products with any of its tags', () => {
    expect(admits({ applicableProductTags: ['batch', 'ai'] })).toBe(true)
    expect(admits({ applicableProductTags: ['batch'] })).toBe(false)
  })

  it.each<[story: string, changes: Partial<OverrideSpecifier>, isAdmitted: boolean]>([
    ['that is of the product', { productId: 'tokens' }, true],
    ['that is of no other product', { productId: 'storage' }, false],
    ['whose product has all the tags', { productTags: ['ai', 'metered'] }, true],
    ['whose product does not lack a tag', { productTags: ['ai', 'batch'] }, false],
    ['with some of its pricing values', { pricingGroupValues: { model: 'large' } }, true],
    ['with no other pricing value', { pricingGroupValues: { model: 'large', region: 'us' } }, false],
    ['with no value of a property that it lacks', { pricingGroupValues: { tier: 'gold' } }, false],
    ['with its presentation values', { presentationGroupValues: { user: 'ann' } }, true],
    ['with no other presentation value', { presentationGroupValues: { user: 'bob' } }, false],
    ['without a value where none is wanted', { presentationGroupValues: { team: null } }, true],
    ['that has the property', { presentationGroupValues: { seat: null } }, false],
    ['of no other billing frequency', { billingFrequency: 'MONTHLY' }, false],
    ['that is not excluded by a tag', { exclude: [{ productTags: ['ai'] }] }, false],
    ['that is excluded by some tags only', { exclude: [{ productTags: ['ai', 'batch'] }] }, true],
    [
      'that no exclusion of several is for',
      { exclude: [{ productTags: ['batch'] }, { productTags: ['metered'] }] },
      false,
    ],
    ['that an exclusion without tags cannot be for', { exclude: [{ productTags: [] }] }, true],
    ['for which all holds', { productId: 'tokens', productTags: ['ai'], billingFrequency: null }, true],
    ['for which not only a part holds', { productId: 'tokens', productTags: ['batch'] }, false],
  ])('%s', (_, changes, isAdmitted) => {
    expect(specified(changes)).toBe(isAdmitted)
  })

  it('of a subscription with its billing frequency', () => {
    expect(specified({ billingFrequency: 'ANNUAL' }, { billingFrequency: 'ANNUAL' })).toBe(true)
    expect(specified({ billingFrequency: 'ANNUAL' }, { billingFrequency: 'MONTHLY' })).toBe(false)
  })

  it('that any one of its specifiers admits', () => {
    const [other, own] = [specifier({ productId: 'storage' }), specifier({ productId: 'tokens' })]
    expect(admits({ specifiers: [other, own] })).toBe(true)
    expect(admits({ specifiers: [other, other] })).toBe(false)
  })

  it('within its product and tags', () => {
    expect(admits({ productId: 'storage', specifiers: [specifier({ productTags: ['ai'] })] })).toBe(false)
  })

  it('or says of it that it is for other usage', () => {
    expect(verdicts(pricing(override('other', half, { productId: 'storage' })))).toEqual([
      'other OTHER_USAGE',
    ])
  })
})

describe('an override for what commits pay', () => {
  const commit = (id: string, recurringCommitId: string | null = null): CommitDraw => ({
    commit: { id, recurringCommitId },
    target: 'LIST_RATE',
  })
  const forCommits = (id: string, change: Override['change'], changes: Partial<Override> = {}) =>
    override(id, change, { isCommitSpecific: true, ...changes })

  it('does not apply without a commit', () => {
    expect(verdicts(pricing(forCommits('commit', tenth), override('half', half)))).toEqual([
      'commit COMMIT_SPECIFIC',
      'half WINS',
    ])
  })

  it('goes before all others, and of those for commits an overwrite goes first', () => {
    const overwritten = override('overwrite', overwrite(flat('9')))
    const committed = forCommits('commit half', half)
    const overwrittenForCommits = forCommits('commit overwrite', overwrite(flat('8')))
    expect(verdicts(pricing(overwrittenForCommits, committed, overwritten), {}, commit('c'))).toEqual([
      'commit overwrite WINS',
      'commit half BEATEN_BY_OVERWRITE',
      'overwrite BEATEN_BY_COMMIT_SPECIFIC',
    ])
    expect(verdicts(pricing(overwritten, committed, override('tenth', tenth)), {}, commit('c'))).toEqual([
      'overwrite BEATEN_BY_COMMIT_SPECIFIC',
      'commit half WINS',
      'tenth BEATEN_BY_COMMIT_SPECIFIC',
    ])
  })

  it.each<[story: string, changes: Partial<OverrideSpecifier>, draw: CommitDraw, isFor: boolean]>([
    ['is for every commit where it names none', {}, commit('c'), true],
    ['is for a commit that it names', { commitIds: ['b', 'c'] }, commit('c'), true],
    ['is not for another', { commitIds: ['b'] }, commit('c'), false],
    ['is for what a recurring commit made', { recurringCommitIds: ['r'] }, commit('c', 'r'), true],
    ['is not for one that stands alone', { recurringCommitIds: ['r'] }, commit('r'), false],
    ['is for any by its own id', { anyCommitOrCreditIds: ['c'] }, commit('c', 'r'), true],
    ['is for any by the recurring id', { anyCommitOrCreditIds: ['r'] }, commit('c', 'r'), true],
    ['is for no other than any that it names', { anyCommitOrCreditIds: ['b'] }, commit('c', 'r'), false],
    ['is for none where its list is empty', { commitIds: [] }, commit('c'), false],
  ])('%s', (_, changes, draw, isFor) => {
    const one = forCommits('one', half, { specifiers: [specifier({ productId: 'tokens', ...changes })] })
    expect(verdicts(pricing(one), {}, draw)).toEqual([isFor ? 'one WINS' : 'one COMMIT_SPECIFIC'])
  })

  it('names the commit in the same specifier that admits the usage', () => {
    const specifiers = [
      specifier({ productId: 'tokens', commitIds: ['b'] }),
      specifier({ productId: 'storage', commitIds: ['c'] }),
    ]
    expect(verdicts(pricing(forCommits('one', half, { specifiers })), {}, commit('c'))).toEqual([
      'one COMMIT_SPECIFIC',
    ])
  })

  it('is for one of the two prices, and those for all usage are for the list price', () => {
    const contract = pricing(
      forCommits('list', half),
      forCommits('commit', half, { target: 'COMMIT_RATE' }),
      override('all', tenth),
    )
    expect(verdicts(contract, {}, commit('c'))).toEqual([
      'list WINS',
      'commit COMMIT_SPECIFIC',
      'all BEATEN_BY_COMMIT_SPECIFIC',
    ])
    expect(verdicts(contract, {}, { ...commit('c'), target: 'COMMIT_RATE' })).toEqual([
      'list COMMIT_SPECIFIC',
      'commit WINS',
      'all OTHER_USAGE',
    ])
  })

  it('does not apply where the rate, the override without it, or it itself has a minimum', () => {
    const committed = forCommits('commit', half)
    expect(verdicts(pricing(committed), { hasMinimum: true }, commit('c'))).toEqual(['commit MINIMUM'])
    const withMinimum = override('overwrite', overwrite(percentage('0.1', '500')))
    expect(verdicts(pricing(committed, withMinimum), {}, commit('c'))).toEqual([
      'commit MINIMUM',
      'overwrite WINS',
    ])
    const ownMinimum = forCommits('commit', overwrite(percentage('0.1', '500')))
    expect(verdicts(pricing(ownMinimum), {}, commit('c'))).toEqual(['commit MINIMUM'])
  })
})

describe('whether usage is entitled', () => {
  const entitled = (...overrides: Override[]) =>
    chooseOverride(pricing(...overrides), usage, 10 * DAY_MS).entitlement?.id ?? null

  it('is what the last added override says that says something of this usage now', () => {
    expect(
      entitled(
        override('grant', null, { isEntitled: true }),
        override('removal', null, { isEntitled: false }),
        override('price', half),
        override('other', null, { isEntitled: true, productId: 'storage' }),
        override('over', null, { isEntitled: true, to: 10 }),
        override('for commits', half, { isEntitled: true, isCommitSpecific: true }),
      ),
    ).toBe('removal')
  })

  it('may be said by an override that does not make the price', () => {
    expect(
      entitled(
        override('half and in', half, { isEntitled: true }),
        override('overwrite', overwrite(flat('1'))),
      ),
    ).toBe('half and in')
  })

  it('is left to the rate where none says it', () => {
    expect(entitled(override('price', half))).toBeNull()
  })
})
