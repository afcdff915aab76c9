import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse, type TestWarehouse } from '../../../test/support/warehouse.ts'
import { admittedSql } from '../../metrics/sql/admit-sql.ts'
import { confirmSql } from './confirm-sql.ts'

const metric = admittedSql('SELECT count(*) AS value, event_type FROM events GROUP BY event_type')

describe('the engine, asked about an SQL metric', () => {
  let test: TestWarehouse

  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  it('confirms the columns that the compiler says', async () => {
    await expect(confirmSql(test.warehouse, metric)).resolves.toBeUndefined()
  })

  it.each([
    ['type', metric.columns.map((column) => ({ ...column, type: 'decimal' as const }))],
    ['number of columns', metric.columns.slice(1)],
  ])('tells where the compiler is wrong about the %s', async (_, columns) => {
    await expect(confirmSql(test.warehouse, { ...metric, columns })).rejects.toThrow(
      /^an SQL metric gives .*Nullable\(String\)/,
    )
  })
})
