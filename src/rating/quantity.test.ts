import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { billedQuantity, type QuantityConversion, type QuantityRounding } from './quantity.ts'

const divide = (factor: string): QuantityConversion => ({
  factor: new Decimal(factor),
  operation: 'DIVIDE',
  name: null,
})
const multiply = (factor: string): QuantityConversion => ({
  factor: new Decimal(factor),
  operation: 'MULTIPLY',
  name: null,
})
const round = (method: QuantityRounding['method'], decimalPlaces: number): QuantityRounding => ({
  method,
  decimalPlaces,
})
const billed = (metered: string, conversion: QuantityConversion | null, rounding: QuantityRounding | null) =>
  billedQuantity(new Decimal(metered), conversion, rounding).toFixed()

describe('a billed quantity', () => {
  it.each([
    ['5500000', divide('1000000'), '5.5'],
    ['1', divide('3'), '0.33333333333333333333'],
    ['-1', divide('3'), '-0.33333333333333333333'],
    ['2.5', multiply('60'), '150'],
    ['0.00000000000000000003', multiply('0.5'), '0.00000000000000000001'],
    ['7', null, '7'],
  ])('of %s is converted to 20 fractional digits', (metered, conversion, expected) => {
    expect(billed(metered, conversion, null)).toBe(expected)
  })

  it.each([
    ['2.1', round('ROUND_UP', 0), '3'],
    ['-2.1', round('ROUND_UP', 0), '-3'],
    ['2.9', round('ROUND_DOWN', 0), '2'],
    ['-2.9', round('ROUND_DOWN', 0), '-2'],
    ['2.5', round('ROUND_HALF_UP', 0), '3'],
    ['-2.5', round('ROUND_HALF_UP', 0), '-3'],
    ['1.005', round('ROUND_HALF_UP', 2), '1.01'],
    ['3', round('ROUND_UP', 0), '3'],
  ])('of %s is rounded', (metered, rounding, expected) => {
    expect(billed(metered, null, rounding)).toBe(expected)
  })

  it('is converted first and rounded then', () => {
    // 1,500 / 1,000 = 1.5, rounded up to 2; rounding 1,500 first would bill 1.5.
    expect(billed('1500', divide('1000'), round('ROUND_UP', 0))).toBe('2')
  })
})
