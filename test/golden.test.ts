import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emitAggregate, emitCumulative } from '../src/metrics/aggregate.ts'
import type { Aggregation } from '../src/metrics/definition.ts'
import { emitGroupFilter, emitGroups } from '../src/metrics/groups.ts'
import { emitCreateView, viewIdentifier } from '../src/metrics/view.ts'
import { integerLiteral, sql, type Sql } from '../src/kernel/sql.ts'
import { quantities, quantitiesOfProduct } from '../src/invoices/queries.ts'
import { batchUsage, groupedUsage } from '../src/usage/queries.ts'
import { goldenEvents } from './golden/events.ts'
import { goldenMetrics } from './golden/metrics.ts'
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts'

const idOf = (index: number) => `00000000-0000-4000-8000-00000000000${index}`

describe('the SQL that the compiler writes', () => {
  let test: TestWarehouse

  beforeAll(async () => {
    test = await openTestWarehouse()
    await test.warehouse.insertText(goldenEvents)
  })
  afterAll(() => test.close())

  describe.each(goldenMetrics.map((metric, index) => ({ ...metric, id: idOf(index) })))(
    'of the metric $name',
    ({ id, name, shows, definition, afterSequence = null, quantity }) => {
      it('is the view that was reviewed', async () => {
        const create = emitCreateView({ id, name, definition, afterSequence })
        await expectGolden(`metric-${name}`, shows, create)
      })

      it('makes a view that analysts see and that counts as worked out by hand', async () => {
        await test.warehouse.command(emitCreateView({ id, name, definition, afterSequence }).text)
        const view = viewIdentifier(id)
        const [shown] = await test.select(sql`SHOW CREATE VIEW ${view}`.text)
        expect(Object.values(shown ?? {})[0]).toContain(`CREATE VIEW meterhouse_test.${view.text}`)
        const aggregate = emitAggregate(definition.aggregation)
        expect(await test.select(sql`SELECT ${aggregate} AS quantity FROM ${view}`.text)).toEqual([
          { quantity },
        ])
      })
    },
  )

  it.each<Aggregation>(['COUNT', 'SUM', 'MAX', 'UNIQUE', 'LATEST'])(
    'for usage by window and group, %s, is what was reviewed',
    async (aggregation) => {
      const filter = emitGroupFilter([{ property: 'model', values: [] }])
      const fragments = {
        view: viewIdentifier(idOf(0)),
        value: emitAggregate(aggregation),
        groups: emitGroups(['model', 'region']),
        group_filter: filter.condition,
      }
      const name = aggregation.toLowerCase()
      await expectGolden(
        `usage-grouped-${name}`,
        'one customer, two group keys, one filtered',
        groupedUsage.compose(fragments),
      )
      await expectGolden(
        `usage-batch-${name}`,
        'many customers, two group keys, one filtered',
        batchUsage.compose(fragments),
      )
    },
  )

  it('for the quantities of an invoice is what was reviewed', async () => {
    const aggregations = ['COUNT', 'SUM', 'MAX', 'UNIQUE', 'LATEST'] as const
    const blocks = aggregations.map((aggregation, index) =>
      quantitiesOfProduct.compose({
        product_number: integerLiteral(index),
        view: viewIdentifier(idOf(index)),
        groups: emitGroups(['model']),
        cumulative: emitCumulative(aggregation),
      }),
    )
    const products = blocks.reduce((all, block) => sql`${all}\nUNION ALL\n${block}`)
    await expectGolden(
      'invoice-quantities',
      'five products, one for each aggregation',
      quantities.compose({ products }),
    )
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
