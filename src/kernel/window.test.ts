import { describe, expect, it } from 'vitest'
import { formatInstant } from './instant.ts'
import { rangeHolds, rangesCutAt, windowsOf } from './window.ts'

const range = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) })
const shown = (from: string, to: string, size: 'HOUR' | 'DAY' | 'NONE') =>
  windowsOf(range(from, to), size).map((window) => [formatInstant(window.from), formatInstant(window.to)])

describe('the windows of a range', () => {
  it('are UTC days, the first and last clipped to the range', () => {
    expect(shown('2024-02-28T22:00:00Z', '2024-03-01T03:00:00Z', 'DAY')).toEqual([
      ['2024-02-28T22:00:00.000Z', '2024-02-29T00:00:00.000Z'],
      ['2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
      ['2024-03-01T00:00:00.000Z', '2024-03-01T03:00:00.000Z'],
    ])
  })

  it('are whole hours', () => {
    expect(shown('2024-08-01T23:00:00Z', '2024-08-02T01:00:00Z', 'HOUR')).toEqual([
      ['2024-08-01T23:00:00.000Z', '2024-08-02T00:00:00.000Z'],
      ['2024-08-02T00:00:00.000Z', '2024-08-02T01:00:00.000Z'],
    ])
  })

  it('are the range itself, for none', () => {
    expect(shown('2024-08-01T23:00:00Z', '2025-08-02T01:00:00Z', 'NONE')).toEqual([
      ['2024-08-01T23:00:00.000Z', '2025-08-02T01:00:00.000Z'],
    ])
  })

  it('are refused where the range is empty or turned round', () => {
    expect(() => shown('2024-08-01T00:00:00Z', '2024-08-01T00:00:00Z', 'DAY')).toThrow(
      /starting_on: must be before/,
    )
    expect(() => shown('2024-08-02T00:00:00Z', '2024-08-01T00:00:00Z', 'NONE')).toThrow(
      /starting_on: must be before/,
    )
  })

  it('are at most 100,000', () => {
    const hours = (count: number) => windowsOf({ from: 0, to: count * 3_600_000 }, 'HOUR').length
    expect(hours(100_000)).toBe(100_000)
    expect(() => hours(100_001)).toThrow(/window_size: 100001 windows/)
  })
})

it('a range holds its start and what is up to its end', () => {
  const day = range('2024-08-01T00:00:00Z', '2024-08-02T00:00:00Z')
  const instants = [day.from - 1, day.from, day.to - 1, day.to]
  expect(instants.map((at) => rangeHolds(day, at))).toEqual([false, true, true, false])
})

describe('a range that instants cut', () => {
  it('is in order, cut once at each, and not by those at its bounds or outside', () => {
    expect(rangesCutAt({ from: 10, to: 20 }, [18, 12, 20, 25, 12, 10, 5])).toEqual([
      { from: 10, to: 12 },
      { from: 12, to: 18 },
      { from: 18, to: 20 },
    ])
  })

  it('is whole where there are none', () => {
    expect(rangesCutAt({ from: 10, to: 20 }, [])).toEqual([{ from: 10, to: 20 }])
  })
})
