import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse, run, type TestWarehouse } from './support/warehouse.ts'
import { z } from 'zod'
import { Decimal } from '../src/kernel/decimal.ts'
import { integerLiteral, joinSql, sql, stringLiteral } from '../src/kernel/sql.ts'
import { billedQuantity, type QuantityConversion, type QuantityRounding } from '../src/rating/quantity.ts'
import { decimalColumn } from '../src/warehouse/query.ts'
import { emitBilled } from '../src/invoices/explain/emit-billed.ts'

const METERED = [
  '0',
  '2.5',
  '-2.5',
  '7',
  '0.00000000000000000001',
  '-1234567890123456789.98765432109876543219',
]
const conversion = (factor: string, operation: QuantityConversion['operation']): QuantityConversion => ({
  factor: new Decimal(factor),
  operation,
  name: null,
})
const CONVERSIONS = [
  null,
  conversion('3', 'DIVIDE'),
  conversion('0.3', 'MULTIPLY'),
  conversion('1.0000000000000000000000003', 'MULTIPLY'),
  conversion('0.0000000000000000000000007', 'DIVIDE'),
]
const METHODS: QuantityRounding['method'][] = ['ROUND_UP', 'ROUND_DOWN', 'ROUND_HALF_UP']
const ROUNDINGS = [
  null,
  ...METHODS.flatMap((method) => [0, 1, 19].map((decimalPlaces) => ({ method, decimalPlaces }))),
]
const decimalOf = (value: Decimal) => {
  const scale = integerLiteral(Math.max(20, value.decimalPlaces()))
  return sql`CAST(${stringLiteral(value.toFixed())} AS Decimal(76, ${scale}))`
}

describe('a billed quantity in SQL', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  it.each(CONVERSIONS)('is what rating makes of it, digit for digit: %j', async (converted) => {
    const cases = METERED.flatMap((metered) => ROUNDINGS.map((rounding) => ({ metered, rounding })))
    const columns = cases.map(({ metered, rounding }) => {
      const value = decimalOf(new Decimal(metered))
      return emitBilled(value, { conversion: converted, rounding }, ({ factor }) => decimalOf(factor))
    })
    const text = sql`SELECT arrayJoin([${joinSql(
      columns.map((column) => sql`toString(${column})`),
      ', ',
    )}]) AS billed`.text
    const rows = await run(test.warehouse, text, {}, z.object({ billed: decimalColumn }))
    expect(rows.map(({ billed }) => billed.toFixed())).toEqual(
      cases.map(({ metered, rounding }) =>
        billedQuantity(new Decimal(metered), converted, rounding).toFixed().replace(/^-0$/, '0'),
      ),
    )
  })
})
