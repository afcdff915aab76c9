import { describe, expect, it } from 'vitest'
import { Decimal, divideQuantity, parseQuantity } from './decimal.ts'

const NINES = '9'.repeat(38)

describe('exact decimals', () => {
  it('multiply the largest quantity by a long price without rounding', () => {
    const quantity = new Decimal(`${NINES}.99999999999999999999`)
    // (10^38 - 10^-20) × (1 - 10^-20) = 10^38 - 10^18 - 10^-20 + 10^-40
    const expected = `${'9'.repeat(19)}8${'9'.repeat(18)}.${'9'.repeat(20)}${'0'.repeat(19)}1`
    expect(quantity.times('0.99999999999999999999').toFixed()).toBe(expected)
  })

  it('cut a quotient off at 20 fractional digits, towards zero', () => {
    expect(divideQuantity(new Decimal(2), 3).toFixed()).toBe('0.66666666666666666666')
    expect(divideQuantity(new Decimal(-2), new Decimal(3)).toFixed()).toBe('-0.66666666666666666666')
    // 10^58 / 7 = 1428571428571…: its digits repeat, 58 of them and 20 after the point.
    const digits = '142857'.repeat(13)
    expect(divideQuantity(new Decimal('1e58'), 7).toFixed()).toBe(
      `${digits.slice(0, 58)}.${digits.slice(58)}`,
    )
  })

  it('give a quotient without a rest exactly', () => {
    expect(divideQuantity(new Decimal('1.5'), new Decimal('0.00000000000000000003')).toFixed()).toBe(
      `5${'0'.repeat(19)}`,
    )
    expect(divideQuantity(new Decimal(0), 7).isZero()).toBe(true)
  })
})

describe('a property read as a quantity', () => {
  it.each([
    ['1', '1'],
    ['+5', '5'],
    ['-5.50', '-5.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e3', '1000'],
    ['1E-3', '0.001'],
    ['00012', '12'],
    ['12345678901234567890.123456789', '12345678901234567890.123456789'],
    ['0.123456789012345678999', '0.12345678901234567899'],
    ['-0.000000000000000000019', '-0.00000000000000000001'],
    [NINES, NINES],
    ['1e37', `1${'0'.repeat(37)}`],
  ])('%s is %s', (text, expected) => {
    expect(parseQuantity(text)?.toFixed()).toBe(expected)
  })

  it.each([
    '',
    ' 1',
    '1 ',
    '.',
    '+',
    '-',
    'e5',
    '.e5',
    '1e',
    '1.2.3',
    '1..2',
    '--1',
    'NaN',
    'Infinity',
    '0x10',
    '1_000',
    '1,000',
    'true',
    '１',
    '1e38',
    '1e400',
  ])('%j is none', (text) => {
    expect(parseQuantity(text)).toBeNull()
  })
})
