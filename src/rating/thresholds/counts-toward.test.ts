import { expect, test } from 'vitest'
import { countsTowardThreshold } from './counts-toward.ts'
import type { CustomFieldFilter } from './threshold.ts'

const COMMIT = { type: 'PREPAID', customFields: { source: 'promotion', region: 'eu' } } as const
const CREDIT = { ...COMMIT, type: 'CREDIT' } as const

const field = (
  key: string,
  value: string,
  entity: CustomFieldFilter['entity'] = 'ContractCreditOrCommit',
) => ({
  entity,
  key,
  value,
})
const without = (...lists: CustomFieldFilter[][]) => [
  { exclude: lists.map((customFieldFilters) => ({ customFieldFilters })) },
]

test('without exclusions everything counts', () => {
  expect(countsTowardThreshold([], COMMIT)).toBe(true)
  expect(countsTowardThreshold([{ exclude: [] }], COMMIT)).toBe(true)
})

test('what has all the fields of a list does not count', () => {
  const promotion = field('source', 'promotion')
  expect(countsTowardThreshold(without([promotion]), COMMIT)).toBe(false)
  expect(countsTowardThreshold(without([promotion, field('region', 'us')]), COMMIT)).toBe(true)
  expect(
    countsTowardThreshold(without([promotion, field('region', 'us')], [field('region', 'eu')]), COMMIT),
  ).toBe(false)
})

test('one of several exclusions is enough for it not to count', () => {
  const exclusions = [...without([field('source', 'sale')]), ...without([field('region', 'eu')])]
  expect(countsTowardThreshold(exclusions, COMMIT)).toBe(false)
})

test('a field of commits is not one of credits, and the other way round', () => {
  const ofCommits = without([field('source', 'promotion', 'Commit')])
  const ofCredits = without([field('source', 'promotion', 'ContractCredit')])
  expect([COMMIT, CREDIT].map((balance) => countsTowardThreshold(ofCommits, balance))).toEqual([false, true])
  expect([COMMIT, CREDIT].map((balance) => countsTowardThreshold(ofCredits, balance))).toEqual([true, false])
})
