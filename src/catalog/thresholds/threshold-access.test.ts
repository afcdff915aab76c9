import { describe, expect, test } from 'vitest'
import { at } from '../testing/memory-catalog.ts'
import { thresholdAccess } from './threshold-access.ts'

/** From 10 August on for two years, billed from each month's first day to the next. */
const TERMS = {
  startingAt: at('2024-08-10T00:00:00Z'),
  endingBefore: at('2026-08-10T00:00:00Z'),
  usageStatementSchedule: {
    frequency: 'MONTHLY',
    anchorAt: at('2024-08-01T00:00:00Z'),
    invoiceGenerationStartingAt: null,
  },
} as const

test.each<[kind: 'SPEND' | 'PREPAID', reached: string, paid: string, from: string]>([
  ['SPEND', '2024-09-15T12:34:00Z', '2024-09-15T12:34:00Z', '2024-09-01T00:00:00Z'],
  // The period is the one in which the threshold was reached, not the one in which it is paid.
  ['SPEND', '2024-09-30T12:34:00Z', '2024-10-02T08:00:00Z', '2024-09-01T00:00:00Z'],
  ['SPEND', '2024-08-15T12:34:00Z', '2024-08-15T12:34:00Z', '2024-08-10T00:00:00Z'],
  ['PREPAID', '2024-09-15T12:34:00Z', '2024-09-16T08:59:00Z', '2024-09-16T08:00:00Z'],
])(
  '%s, reached at %s and paid at %s, can be drawn from %s until the contract ends',
  (kind, reached, paid, from) => {
    const access = thresholdAccess(TERMS, { kind, createdAt: at(reached) }, at(paid))
    expect(access).toEqual({ startingAt: at(from), endingBefore: TERMS.endingBefore })
  },
)

test.each<[what: string, end: string | null]>([
  ['the contract has no end', null],
  ['it ends before that, as it may be made longer', '2024-12-01T00:00:00Z'],
])('where %s it can be drawn for a year after it is paid', (_what, end) => {
  const reached = { kind: 'PREPAID', createdAt: at('2024-09-15T12:34:00Z') } as const
  const terms = { ...TERMS, endingBefore: end === null ? null : at(end) }
  expect(thresholdAccess(terms, reached, at('2024-09-16T08:59:00Z'))).toEqual({
    startingAt: at('2024-09-16T08:00:00Z'),
    endingBefore: at('2025-09-16T08:00:00Z'),
  })
})

describe('of a contract that has ended', () => {
  const ended = { ...TERMS, endingBefore: at('2024-12-01T00:00:00Z') }

  test('a recharge that was due before is for what was used until then', () => {
    const reached = { kind: 'PREPAID', createdAt: at('2024-11-30T12:34:00Z') } as const
    expect(thresholdAccess(ended, reached, at('2024-12-01T08:00:00Z'))).toEqual({
      startingAt: at('2024-11-30T12:00:00Z'),
      endingBefore: at('2025-12-01T08:00:00Z'),
    })
  })

  test.each(['SPEND', 'PREPAID'] as const)('a %s that was due after has no time to be drawn', (kind) => {
    const reached = { kind, createdAt: at('2024-12-05T00:00:00Z') }
    expect(thresholdAccess(ended, reached, at('2024-12-06T00:00:00Z'))).toBeNull()
  })
})
