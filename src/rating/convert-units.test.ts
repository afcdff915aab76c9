import { describe, expect, it } from 'vitest'
import { Decimal } from '../kernel/decimal.ts'
import { convertUnits } from './convert-units.ts'

const charge = (creditTypeId: string, total: string) => ({ creditTypeId, total: new Decimal(total) })
const conversions = [
  { customCreditTypeId: 'credits', fiatPerCustomCredit: new Decimal('0.5') },
  { customCreditTypeId: 'tokens', fiatPerCustomCredit: new Decimal('3') },
]
const converted = (...charges: ReturnType<typeof charge>[]) =>
  convertUnits(charges, conversions, 'usd').map(({ customCreditTypeId, quantity, unitPrice, total }) => [
    customCreditTypeId,
    quantity.toFixed(),
    unitPrice.toFixed(),
    total.toFixed(),
  ])

describe('charges in custom pricing units', () => {
  it('become a line for each unit, and the currency none', () => {
    // 7 + 2 credits at 0.5, 1 token at 3.
    expect(
      converted(charge('usd', '100'), charge('credits', '7'), charge('tokens', '1'), charge('credits', '2')),
    ).toEqual([
      ['credits', '9', '0.5', '4.5'],
      ['tokens', '1', '3', '3'],
    ])
  })

  it('become none where they come to 0, and one of what is given back', () => {
    expect(converted(charge('credits', '7'), charge('credits', '-7'), charge('tokens', '-1'))).toEqual([
      ['tokens', '-1', '3', '-3'],
    ])
  })

  it('are never taken for nothing where their unit has no conversion', () => {
    expect(() => converted(charge('seats', '7'))).toThrow('the pricing unit seats has no conversion')
  })
})
