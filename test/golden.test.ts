import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emitAggregate } from '../src/metrics/aggregate.ts'
import { compileMetric } from '../src/metrics/compile.ts'
import type { Aggregation, StreamingDefinition } from '../src/metrics/definition.ts'
import { emitPlainReading } from '../src/metrics/emit.ts'
import {
  emitGroupFilter,
  emitGroupKeys,
  emitGroupOrder,
  emitGroups,
  emitIsAfter,
} from '../src/metrics/groups.ts'
import { columnsReadBy, emitAddColumns, emitPropertyText } from '../src/metrics/property-columns.ts'
import { emitCreateView, viewIdentifier } from '../src/metrics/view.ts'
import { HOUR_MS } from '../src/kernel/instant.ts'
import { integerLiteral, joinSql, sql, type Sql } from '../src/kernel/sql.ts'
import { batchQuantitiesOfProduct, batchSegmentsOfProduct } from '../src/invoices/batch/queries.ts'
import { emitQuantities } from '../src/invoices/quantities/emit-quantities.ts'
import type { StreamingVersion } from '../src/invoices/quantities/quantities-by-kind.ts'
import type { QuantityQuestion } from '../src/invoices/quantity-question.ts'
import { exactSource, plainSource } from '../src/invoices/quantities/quantity-source.ts'
import { quantities, quantitiesOfProduct } from '../src/invoices/quantities/queries.ts'
import { batchUsage, groupedUsage, windowUsage } from '../src/usage/queries.ts'
import { emitWindowNumber } from '../src/usage/window-number.ts'
import { emitOwner } from '../src/usage/window-reads.ts'
import { goldenEvents } from './golden/events.ts'
import { goldenMetrics } from './golden/metrics.ts'
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts'

const idOf = (index: number) => `00000000-0000-4000-8000-00000000000${index}`

const columns = new Map(
  goldenMetrics
    .flatMap(({ definition }) => columnsReadBy(definition))
    .map((column) => [column.name, column] as const),
)
/** The columns of single properties that events may have: those that the metrics here read, or none. */
const STORED = [
  ['the columns of single properties', new Set(columns.keys())],
  ['the map alone', new Set<string>()],
] as const
const [[, stored], [, none]] = STORED

const AGGREGATIONS = ['COUNT', 'SUM', 'MAX', 'UNIQUE', 'LATEST'] as const

const PROJECT_FILTER = { groupKey: 'project', groupValues: ['a'], startingAt: Date.UTC(2024, 7, 1) }

describe('the SQL that the compiler writes', () => {
  let test: TestWarehouse

  beforeAll(async () => {
    test = await openTestWarehouse()
    await test.warehouse.insertText(goldenEvents)
  })
  afterAll(() => test.close())

  it('for the columns of single properties is what was reviewed, and fills them for events that are there', async () => {
    const [add, fill] = emitAddColumns([...columns.values()])
    if (add === undefined || fill === undefined) throw new Error('there are two statements')
    await expectGolden('property-columns', 'those that the metrics here read', add)
    await expectGolden('property-columns-filled', 'the same for events that are there', fill)
    await test.warehouse.command(add.text)
    await test.warehouse.command(fill.text)
    const filled = `SELECT uniqExact(column) AS columns FROM system.parts_columns
      WHERE active AND database = currentDatabase() AND table = 'events' AND column IN {names:Array(String)}`
    await expect
      .poll(async () => (await test.select(filled, { names: [...stored] }))[0]?.['columns'])
      .toBe(String(stored.size))
  })

  describe.each(goldenMetrics.map((metric, index) => ({ ...metric, id: idOf(index) })))(
    'of the metric $name',
    ({ id, name, shows, definition, afterSequence = null, quantity, unread = 0 }) => {
      it('is the view that was reviewed', async () => {
        const create = emitCreateView({ id, name, definition, afterSequence }, stored)
        await expectGolden(`metric-${name}`, shows, create)
      })

      it.each(STORED)(
        'makes a view of %s that analysts see and that counts as worked out by hand',
        async (_, from) => {
          await test.warehouse.command(emitCreateView({ id, name, definition, afterSequence }, from).text)
          const view = viewIdentifier(id)
          const [shown] = await test.select(sql`SHOW CREATE VIEW ${view}`.text)
          expect(Object.values(shown ?? {})[0]).toContain(`CREATE VIEW meterhouse_test.${view.text}`)
          const aggregate = emitAggregate(definition.aggregation)
          expect(await test.select(sql`SELECT ${aggregate} AS quantity FROM ${view}`.text)).toEqual([
            { quantity },
          ])
        },
      )

      it.each(STORED)(
        'is read from %s as worked out by hand, or leaves numbers unread and says so',
        async (_, from) => {
          const reading = emitPlainReading(compileMetric(definition, afterSequence), from)
          const [row] = await test.select(
            sql`SELECT ${emitAggregate(definition.aggregation, reading.value)} AS quantity,
          ${reading.unread} AS unread FROM events WHERE ${reading.matched}`.text,
          )
          expect(row).toEqual({
            quantity: unread === 0 ? quantity : expect.any(String),
            unread: String(unread),
          })
        },
      )
    },
  )

  it('for a view of the map alone is what was reviewed', async () => {
    const definition = goldenMetrics.find(({ name }) => name === 'sum-tokens')?.definition
    if (definition === undefined) throw new Error('there is no such metric')
    const create = emitCreateView({ id: idOf(1), name: 'tokens', definition, afterSequence: null }, none)
    await expectGolden('metric-of-the-map', 'a SUM where events has no columns for it', create)
  })

  it.each(AGGREGATIONS)('for usage by window and group, %s, is what was reviewed', async (aggregation) => {
    const definition = goldenDefinition(aggregation)
    const columnNames = new Set(columnsReadBy(definition).map((column) => column.name))
    const reading = emitPlainReading(compileMetric(definition, null), columnNames)
    const textOf = (property: string) => emitPropertyText(property, columnNames)
    const filter = emitGroupFilter([{ property: 'model', values: [] }], textOf)
    const source = {
      events: sql`events`,
      is_matched: reading.matched,
      value: emitAggregate(aggregation, reading.value),
      unread: reading.unread,
    }
    const key = ['model', 'region']
    const fragments = {
      ...source,
      window_number: emitWindowNumber('HOUR'),
      groups: emitGroups(key, textOf),
      group_keys: emitGroupKeys(key, textOf),
      group_filter: filter.condition,
    }
    const page = { group_order: emitGroupOrder(key, textOf), is_after: emitIsAfter() }
    const name = aggregation.toLowerCase()
    await expectGolden(
      `usage-windows-${name}`,
      'two customers, the whole range',
      windowUsage.compose({ ...source, owner: emitOwner(2), window_number: emitWindowNumber('NONE') }),
    )
    await expectGolden(
      `usage-grouped-${name}`,
      'one customer, hours after a place, two group keys, one filtered',
      groupedUsage.compose({ ...fragments, ...page }),
    )
    await expectGolden(
      `usage-batch-${name}`,
      'many customers, hours, two group keys, one filtered',
      batchUsage.compose(fragments),
    )
  })

  describe('for the quantities of an invoice', () => {
    const period = { from: Date.UTC(2024, 6, 20), to: Date.UTC(2024, 7, 20) }
    const question: QuantityQuestion = {
      identifiers: [],
      period,
      segmentStarts: [period.from, Date.UTC(2024, 7, 1, 12)],
      segmentStartsOf: () => [],
      usageFilters: [PROJECT_FILTER],
    }
    const month = { ...question, segmentStarts: [period.from], usageFilters: [] }
    const hours = { from: period.from, to: period.from + 3 * HOUR_MS }
    const ofHours = {
      ...month,
      period: hours,
      segmentStarts: [0, 1, 2].map((hour) => hours.from + hour * HOUR_MS),
    }
    const versionOf = (aggregation: Aggregation, id: string) =>
      ({
        metric: { id, afterSequence: null },
        groupKey: ['model'],
        definition: goldenDefinition(aggregation),
      }) as unknown as StreamingVersion
    const sum = versionOf('SUM', idOf(1))
    const columnNames = new Set(columnsReadBy(sum.definition).map((column) => column.name))

    it('is what was reviewed where it is asked again of the views, by segments', async () => {
      const blocks = AGGREGATIONS.map((aggregation, index) => {
        const version = versionOf(aggregation, idOf(index))
        return quantitiesOfProduct.compose({
          ...emitQuantities(version, exactSource(version, question), question),
          product_number: integerLiteral(index),
        })
      })
      await expectGolden(
        'invoice-quantities',
        'five products, one for each aggregation, of a contract whose usage filter starts in August 2024',
        quantities.compose({ products: joinSql(blocks, '\nUNION ALL\n') }),
      )
    })

    it.each([
      ['draft', 'a draft reads first of a SUM over a month', quantitiesOfProduct, month, columnNames],
      [
        'draft-of-map',
        'a draft reads first where events has no columns for it',
        quantitiesOfProduct,
        month,
        none,
      ],
      [
        'batch',
        'many invoices read first of a SUM over a month',
        batchQuantitiesOfProduct,
        month,
        columnNames,
      ],
      ['batch-hours', 'many invoices read of it by the hour', batchSegmentsOfProduct, ofHours, columnNames],
    ] as const)('is what was reviewed for a %s: what %s', async (name, shows, query, asked, from) => {
      const block = emitQuantities(sum, plainSource(sum, from), asked)
      const number = query === quantitiesOfProduct ? 'product_number' : 'block_number'
      await expectGolden(
        `invoice-quantities-${name}`,
        `what ${shows}`,
        query.compose({ ...block, [number]: integerLiteral(0) }),
      )
    })
  })

  /** Compares with the reviewed file, as the engine formats it; the engine so parses it, too. */
  async function expectGolden(name: string, shows: string, composed: Sql): Promise<void> {
    const [formatted] = await test.select('SELECT formatQuery({text:String}) AS text', {
      text: composed.text,
    })
    const header = `-- ${name}: ${shows}\n`
    await expect(`${header}${String(formatted?.['text'])}\n`).toMatchFileSnapshot(`golden/${name}.sql`)
  }
})

/** How many requests the large model had, or what the aggregation makes of their tokens. */
function goldenDefinition(aggregation: Aggregation): StreamingDefinition {
  return {
    kind: 'streaming',
    aggregation,
    aggregationKey: aggregation === 'COUNT' ? null : 'tokens',
    eventTypeFilter: { inValues: ['request'], notInValues: null },
    propertyFilters: [
      { name: 'tokens', exists: true, inValues: null, notInValues: null },
      { name: 'model', exists: null, inValues: ['large'], notInValues: null },
    ],
    groupKeys: [],
  }
}
