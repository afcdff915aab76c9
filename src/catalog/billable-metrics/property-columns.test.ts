import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse, type TestWarehouse } from '../../../test/support/warehouse.ts'
import { openTestCatalog } from '../testing/memory-catalog.ts'
import type { StreamingDefinition } from '../../metrics/definition.ts'
import { createMetric } from './create.ts'
import { openPropertyColumns, PROPERTY_COLUMNS_MAX } from './property-columns.ts'

describe('the columns of single properties', () => {
  let test: TestWarehouse
  beforeAll(async () => {
    test = await openTestWarehouse()
  })
  afterAll(() => test.close())

  const sumOf = (aggregationKey: string): StreamingDefinition => ({
    kind: 'streaming',
    aggregation: 'SUM',
    aggregationKey,
    eventTypeFilter: { inValues: null, notInValues: null },
    propertyFilters: [{ name: aggregationKey, exists: true, inValues: null, notInValues: null }],
    groupKeys: [],
  })
  const columns = async () => {
    const rows = await test.select(
      "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'events' AND default_kind != ''",
    )
    return rows.map(({ name }) => name)
  }

  it('are added for a metric once, and found again at the next start', async () => {
    const opened = await openPropertyColumns(test.warehouse)
    expect(opened.stored.size).toBe(0)
    await opened.addFor(sumOf('tokens'))
    await opened.addFor(sumOf('tokens'))
    await opened.addFor({ kind: 'sql', text: 'SELECT sum(properties.seconds) AS value FROM events' })
    expect(new Set(await columns())).toEqual(new Set(['number_tokens', 'text_tokens']))
    expect(opened.stored).toEqual(new Set(['number_tokens', 'text_tokens']))
    expect((await openPropertyColumns(test.warehouse)).stored).toEqual(opened.stored)
  })

  it('are not used up by a metric that is refused', async () => {
    const propertyColumns = await openPropertyColumns(test.warehouse)
    const scope = { ...openTestCatalog(), warehouse: test.warehouse, propertyColumns }
    const definition = sumOf('refused')
    const inValues = ['x'.repeat(300_000)]
    const tooLong = { ...definition, eventTypeFilter: { inValues, notInValues: null } }
    const before = await columns()
    const create = createMetric(scope, {
      name: 'a',
      definition: tooLong,
      afterSequence: null,
      customFields: {},
    })
    await expect(create).rejects.toThrow(/^event_type_filter: too long/)
    expect(await columns()).toEqual(before)
    expect(await scope.catalog.selectFrom('billable_metrics').selectAll().execute()).toEqual([])
  })

  it('hold what the map holds, of events from before too, and a mark for a number that is not plain', async () => {
    await test.warehouse.command(
      `INSERT INTO events (transaction_id, customer_id, event_type, timestamp, properties, accepted_sequence) VALUES
       ('a', 'c', 't', '2024-08-01', {'before': '-12.50'}, 1), ('b', 'c', 't', '2024-08-01', {'before': '1e3'}, 2),
       ('c', 'c', 't', '2024-08-01', {'before': ''}, 3), ('d', 'c', 't', '2024-08-01', {}, 4)`,
    )
    await (await openPropertyColumns(test.warehouse)).addFor(sumOf('before'))
    expect(
      await test.select(
        'SELECT toString(number_before) AS number, text_before AS text FROM events ORDER BY accepted_sequence',
      ),
    ).toEqual([
      { number: '-12.5', text: '-12.50' },
      { number: `1${'0'.repeat(40)}`, text: '1e3' },
      { number: null, text: '' },
      { number: null, text: null },
    ])
  })

  it('are told apart however the properties are named', async () => {
    const opened = await openPropertyColumns(test.warehouse)
    const names = ["it's", 'its', 'Its', 'ünits', '_units', 'number_units', 'a.b', 'a_b']
    const before = opened.stored.size
    for (const name of names) await opened.addFor(sumOf(name))
    expect(opened.stored.size).toBe(before + 2 * names.length)
  })

  it('are no more than the table may have', async () => {
    const opened = await openPropertyColumns(test.warehouse)
    const names = Array.from({ length: PROPERTY_COLUMNS_MAX }, (_, index) => `p${index}`)
    await Promise.all(names.map((name) => opened.addFor(sumOf(name))))
    expect(opened.stored.size).toBe(PROPERTY_COLUMNS_MAX)
    expect(await columns()).toHaveLength(PROPERTY_COLUMNS_MAX)
  })
})
