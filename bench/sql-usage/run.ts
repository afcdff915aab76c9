import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { DAY_MS, HOUR_MS } from '../../src/kernel/instant.ts'
import { Sql } from '../../src/kernel/sql.ts'
import type { TimeRange, WindowSize } from '../../src/kernel/window.ts'
import { admittedSql } from '../../src/metrics/sql/admit-sql.ts'
import { readGroupedUsage } from '../../src/usage/grouped-usage.ts'
import { rangeParams } from '../../src/usage/metric.ts'
import { WindowReads } from '../../src/usage/window-reads.ts'
import { openEngine } from '../../src/warehouse/engine.ts'
import { migrateWarehouse } from '../../src/warehouse/migrate.ts'
import { decimalTextColumn, integerColumn } from '../../src/warehouse/query.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { median, print, round } from '../load/figures.ts'
import { QUESTIONS, type SqlMetricQuestion } from './questions.ts'

const MARCH = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 1) }
const ASKED: readonly { name: string; range: TimeRange; size: WindowSize }[] = [
  { name: 'a day', range: { from: MARCH.from, to: MARCH.from + DAY_MS }, size: 'DAY' },
  { name: 'a day by hour', range: { from: MARCH.from, to: MARCH.from + DAY_MS }, size: 'HOUR' },
  { name: 'a month by day', range: MARCH, size: 'DAY' },
  { name: 'a month by hour', range: MARCH, size: 'HOUR' },
]
const byHandRow = z.object({ window_number: integerColumn, value: decimalTextColumn })

/**
 * `npm run bench -- sql-usage [--events 400000] [--runs 7]`: how fast one customer's usage of metrics in SQL is answered
 * window by window, beside queries that are written by hand for the same numbers in the same engine. These read no number
 * that is not plainly written, and are held to no limits. Both are asked in turn; their answers must be equal.
 */
export async function runSqlUsageBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { events: { type: 'string', default: '400000' }, runs: { type: 'string', default: '7' } },
  })
  const path = mkdtempSync(`${tmpdir()}/meterhouse-sql-usage-`)
  try {
    const warehouse = await openEngine({ path }).openDatabase('meterhouse_bench')
    await migrateWarehouse(warehouse)
    await fillMonth(warehouse, Number(values.events))
    print(`${round(Number(values.events))} events of one customer in a month`)
    for (const question of QUESTIONS) {
      for (const asked of ASKED) await compare(warehouse, question, asked, Number(values.runs))
    }
    await warehouse.close()
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

/** Events of five types at times spread over the month. */
async function fillMonth(warehouse: Warehouse, events: number): Promise<void> {
  const seconds = (MARCH.to - MARCH.from) / 1000
  await warehouse.command(`
    INSERT INTO events (transaction_id, customer_id, event_type, timestamp, properties, property_kinds)
    SELECT toString(number), 'acme', concat('type-', toString(number % 5)),
      toDateTime64(${MARCH.from / 1000} + intHash32(number) % ${seconds}, 6, 'UTC'),
      map('input', toString(intHash32(number + 7) % 1000), 'output', toString(toDecimal64(intHash32(number + 13) % 10000, 4) / 1000)),
      'ss'
    FROM numbers(${events})`)
  await warehouse.command('OPTIMIZE TABLE events FINAL')
}

async function compare(
  warehouse: Warehouse,
  { name, sql, byHand }: SqlMetricQuestion,
  { name: of, range, size }: (typeof ASKED)[number],
  runs: number,
): Promise<void> {
  const metric = {
    kind: 'sql',
    id: '',
    name,
    subject: name,
    sql: admittedSql(sql),
    afterSequence: null,
  } as const
  const text = byHand(size === 'DAY' ? DAY_MS : HOUR_MS)
  const own = async () => {
    const scope = { warehouse, propertyColumns: { stored: new Set<string>() } }
    const { rows } = await readGroupedUsage(
      { ...scope, rowsAhead: null, windowReads: new WindowReads() },
      {
        metric,
        identifiers: ['acme'],
        range,
        windowSize: size,
        groupKey: [],
        groupFilters: [],
        rowsMax: 1000,
        cursor: undefined,
      },
    )
    return rows.map(({ window, value }) => `${window.number} ${value?.text}`)
  }
  const floor = async () => {
    const { range_from: from, range_to: to } = rangeParams(range)
    const query = { name: 'bench', row: byHandRow, compose: () => new Sql(text) }
    const rows = await warehouse.run(query, { from, to })
    return rows.map(({ window_number: number, value }) => `${number} ${value.text}`)
  }
  const times: [number[], number[]] = [[], []]
  for (let run = 0; run <= runs; run += 1) {
    const answers: string[][] = []
    for (const [index, ask] of [own, floor].entries()) {
      const started = performance.now()
      answers.push(await ask())
      // The first is to warm up.
      if (run > 0) times[index]?.push(performance.now() - started)
    }
    if (String(answers[0]) !== String(answers[1]))
      throw new Error(`${name} of ${of} differs from the floor's`)
  }
  const [ours, theirs] = times.map(median) as [number, number]
  print(
    `${name}, ${of}: p50 ${ours.toFixed(0)} ms, by hand ${theirs.toFixed(0)} ms, ratio ${(ours / theirs).toFixed(2)}`,
  )
}
