import { expect, test } from 'vitest'
import { formatInstant } from '../../kernel/instant.ts'
import { at } from '../testing/memory-catalog.ts'
import { addOffset, endOfTerm, type Offset } from './offset.ts'

const days = (value: number): Offset => ({ value, unit: 'DAYS' })
const weeks = (value: number): Offset => ({ value, unit: 'WEEKS' })
const months = (value: number): Offset => ({ value, unit: 'MONTHS' })
const years = (value: number): Offset => ({ value, unit: 'YEARS' })

const after = (start: string, offset: Offset) => formatInstant(addOffset(at(start), offset))
const end = (start: string, startingAtOffset: Offset, duration: Offset | null) => {
  const instant = endOfTerm(at(start), { startingAtOffset, duration })
  return instant === null ? null : formatInstant(instant)
}

test('days and weeks have a fixed length, and keep the hour', () => {
  expect(after('2024-02-28T07:00:00Z', days(2))).toBe('2024-03-01T07:00:00.000Z')
  expect(after('2024-02-28T07:00:00Z', weeks(1))).toBe('2024-03-06T07:00:00.000Z')
  expect(after('2024-02-28T07:00:00Z', days(0))).toBe('2024-02-28T07:00:00.000Z')
})

test('months and years go by the calendar, to the last day of a shorter month', () => {
  expect(after('2024-01-31T07:00:00Z', months(1))).toBe('2024-02-29T07:00:00.000Z')
  expect(after('2024-01-31T07:00:00Z', months(14))).toBe('2025-03-31T07:00:00.000Z')
  expect(after('2024-02-29T07:00:00Z', years(1))).toBe('2025-02-28T07:00:00.000Z')
  expect(after('2024-02-29T07:00:00Z', years(4))).toBe('2028-02-29T07:00:00.000Z')
})

test('a term ends its duration after its own start, or with the contract', () => {
  expect(end('2024-01-01T00:00:00Z', days(10), weeks(1))).toBe('2024-01-18T00:00:00.000Z')
  // 21 January and a month.
  expect(end('2024-01-01T00:00:00Z', days(20), months(1))).toBe('2024-02-21T00:00:00.000Z')
  // 1 February and 30 days, of which February has 29.
  expect(end('2024-01-01T00:00:00Z', months(1), days(30))).toBe('2024-03-02T00:00:00.000Z')
  expect(end('2024-01-01T00:00:00Z', months(1), null)).toBeNull()
})

test('months upon months go back to the day on which the contract started', () => {
  // A start on 29 February, a month later 31 March: not 29 March.
  expect(end('2024-01-31T00:00:00Z', months(1), months(1))).toBe('2024-03-31T00:00:00.000Z')
  expect(end('2024-02-29T00:00:00Z', years(1), years(3))).toBe('2028-02-29T00:00:00.000Z')
  expect(end('2024-01-31T00:00:00Z', months(1), years(1))).toBe('2025-02-28T00:00:00.000Z')
})
