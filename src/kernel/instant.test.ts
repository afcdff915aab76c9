import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, formatInstant, isOnHour, parseTimestamp } from './instant.ts'

describe('a timestamp', () => {
  it.each([
    ['2024-08-01T00:00:00Z', '2024-08-01 00:00:00.000000'],
    ['2024-08-01t00:00:00z', '2024-08-01 00:00:00.000000'],
    ['2024-08-01T02:30:00+02:30', '2024-08-01 00:00:00.000000'],
    ['2024-07-31T16:00:00-08:00', '2024-08-01 00:00:00.000000'],
    ['2024-08-01T00:00:00.5Z', '2024-08-01 00:00:00.500000'],
    ['2024-08-01T00:00:00.123456789Z', '2024-08-01 00:00:00.123456'],
    ['2024-02-29T23:59:59.999999Z', '2024-02-29 23:59:59.999999'],
  ])('%s is %s UTC', (text, expected) => {
    expect(parseTimestamp(text)?.warehouseText).toBe(expected)
  })

  it.each([
    '2024-08-01',
    '2024-08-01T00:00:00',
    '2024-08-01 00:00:00Z',
    '2024-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-08-01T24:00:00Z',
    '2024-08-01T00:60:00Z',
    '2024-08-01T00:00:60Z',
    '2024-08-01T00:00:00+24:00',
    '2024-08-01T00:00:00.Z',
    '24-08-01T00:00:00Z',
    ' 2024-08-01T00:00:00Z',
    '1722470400',
    '9999-12-31T23:00:00-01:00',
    '0000-01-01T00:00:00+00:01',
  ])('is not %j', (text) => {
    expect(parseTimestamp(text)).toBeNull()
  })

  it('is an instant in milliseconds, the rest cut off', () => {
    expect(parseTimestamp('2024-08-01T00:00:00.123999Z')?.instant).toBe(Date.UTC(2024, 7, 1, 0, 0, 0, 123))
    expect(formatInstant(Date.UTC(2024, 7, 1))).toBe('2024-08-01T00:00:00.000Z')
  })

  it('is written as Date writes it, of any hour and any other time', () => {
    const hour = fc.integer({ min: -20_000_000, max: 70_000_000 }).map((number) => number * HOUR_MS)
    const instant = fc.oneof(hour, fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }))
    fc.assert(fc.property(instant, (at) => formatInstant(at) === new Date(at).toISOString()))
    const inTurn = Array.from({ length: 50 }, (_, index) => index * HOUR_MS)
    expect(inTurn.map(formatInstant)).toEqual(inTurn.map((at) => new Date(at).toISOString()))
  })

  it('is on the hour or not', () => {
    expect(isOnHour(Date.UTC(2024, 7, 1, 5))).toBe(true)
    expect(isOnHour(Date.UTC(2024, 7, 1, 5, 0, 0, 1))).toBe(false)
  })
})
