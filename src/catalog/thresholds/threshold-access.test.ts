import { expect, test } from 'vitest'
import { at } from '../testing/memory-catalog.ts'
import { thresholdAccess } from './threshold-access.ts'

/** From 10 August on, billed from each month's first day to the next. */
const TERMS = {
  startingAt: at('2024-08-10T00:00:00Z'),
  endingBefore: at('2024-12-01T00:00:00Z'),
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
  // Paid after the contract's end, it is for what was used until then.
  ['PREPAID', '2024-11-30T12:34:00Z', '2024-12-01T08:00:00Z', '2024-11-30T12:00:00Z'],
])(
  '%s, reached at %s and paid at %s, can be drawn from %s until the contract ends',
  (kind, reached, paid, from) => {
    const access = thresholdAccess(TERMS, { kind, createdAt: at(reached) }, at(paid))
    expect(access).toEqual({ startingAt: at(from), endingBefore: TERMS.endingBefore })
  },
)

test('where the contract has no end it can be drawn for a year after it is paid', () => {
  const reached = { kind: 'PREPAID', createdAt: at('2024-09-15T12:34:00Z') } as const
  const access = thresholdAccess({ ...TERMS, endingBefore: null }, reached, at('2024-09-16T08:59:00Z'))
  expect(access).toEqual({
    startingAt: at('2024-09-16T08:00:00Z'),
    endingBefore: at('2025-09-16T08:00:00Z'),
  })
})

test('a contract that was made to end before leaves no time to draw it', () => {
  const reached = { kind: 'PREPAID', createdAt: at('2024-12-05T00:00:00Z') } as const
  expect(thresholdAccess(TERMS, reached, at('2024-12-06T00:00:00Z'))).toBeNull()
})
