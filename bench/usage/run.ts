import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { wallClock } from '../../src/kernel/clock.ts'
import { Decimal } from '../../src/kernel/decimal.ts'
import { openEnvironment } from '../../src/open-environment.ts'
import { openEngine } from '../../src/warehouse/engine.ts'
import { integerColumn } from '../../src/warehouse/query.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { median, print, round } from '../load/figures.ts'
import { runText, type Design } from './design.ts'
import { exactAnswers } from './exact-answers.ts'
import { CUSTOMERS, customerName } from './invented-events.ts'
import { lagoDesign } from './lago-design.ts'
import { openMeterDesign } from './openmeter-design.ts'
import { ownDesign } from './own-design.ts'
import { questions, type Answer, type ExactAnswer, type Question } from './question.ts'

const CHUNK = 1_000_000

/**
 * `npm run bench -- usage [--events 20000000] [--runs 5] [--folder DIR]`: how fast usage is answered, and how exactly,
 * beside two peers' designs in the same engine. Of 61 days of events with six properties, of 2,000 customers, the first of
 * which has a twelfth, a month of one of five types is asked for; 2 % of the events are offered twice. The events are made
 * in the engine, in the form that each design stores: ours without the duplicates, which ingest takes out before the
 * table. The months are over, and as an hour after their last event (migration 0013) ours are one part each. Every question is
 * asked once to warm up, then of the designs in turn; the medians count. The engine's memory of
 * which rows a condition leaves out is emptied before each.
 */
export async function runUsageBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '20000000' },
      runs: { type: 'string', default: '5' },
      folder: { type: 'string', default: tmpdir() },
    },
  })
  const [events, runs] = [Number(values.events), Number(values.runs)]
  const folder = mkdtempSync(`${values.folder}/meterhouse-usage-`)
  try {
    const engine = openEngine({ path: `${folder}/warehouse` })
    const opened = await openEnvironment('sandbox', engine, ':memory:', wallClock(), {
      onExportFailure: failExport,
    })
    const { environment } = opened
    const { warehouse } = environment
    const designs = [ownDesign(environment), openMeterDesign(warehouse), lagoDesign(warehouse)]
    for (const design of designs) await load(warehouse, design, events)
    await compare(warehouse, designs, events, runs)
    await opened.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function failExport(error: unknown): never {
  throw new Error('the customers did not reach the warehouse', { cause: error })
}

async function load(warehouse: Warehouse, design: Design, events: number): Promise<void> {
  await design.prepare()
  const started = performance.now()
  for (let from = 0; from < events; from += CHUNK) {
    await design.load(from, Math.min(CHUNK, events - from), events)
  }
  const seconds = (performance.now() - started) / 1000
  await mergesEnd(warehouse)
  await design.settle?.()
  const { bytes, parts } = await readSize(warehouse, design.tables)
  print(
    `${design.name}: ${round(events / seconds)} events/s loaded, making them included; ${(bytes / 2 ** 30).toFixed(2)} GiB on disk, ${parts} parts`,
  )
}

/** Waits until the engine has nothing left to merge, so that nothing runs beside the questions. */
async function mergesEnd(warehouse: Warehouse): Promise<void> {
  const merges = z.object({ merges: integerColumn })
  for (let idle = 0; idle < MERGES_IDLE_LOOKS; idle += 1) {
    await sleep(MERGES_LOOK_MS)
    const [row] = await runText(warehouse, 'SELECT count() AS merges FROM system.merges', merges)
    if (row?.merges !== 0) idle = 0
  }
}

const MERGES_LOOK_MS = 500
const MERGES_IDLE_LOOKS = 6

async function readSize(warehouse: Warehouse, tables: readonly string[]) {
  const names = tables.map((table) => `'${table}'`).join(', ')
  const size = z.object({ bytes: integerColumn, parts: integerColumn })
  const [found] = await runText(
    warehouse,
    `SELECT sum(bytes_on_disk) AS bytes, count() AS parts FROM system.parts WHERE active AND database = currentDatabase() AND table IN (${names})`,
    size,
  )
  if (found === undefined) throw new Error('the engine tells no sizes')
  return found
}

async function compare(
  warehouse: Warehouse,
  designs: readonly Design[],
  events: number,
  runs: number,
): Promise<void> {
  const asked = questions(customerName(0), customerName(CUSTOMERS - 1))
  const exact = exactAnswers(asked, events)
  const ratios = designs.map(() => [] as number[])
  for (const [index, question] of asked.entries()) {
    const results = await measure(warehouse, designs, question, runs)
    const own = results[0]?.medianMs ?? Number.NaN
    print(`${question.name}:`)
    for (const [place, { medianMs, rowsRead, answer }] of results.entries()) {
      ratios[place]?.push(own / medianMs)
      const ratio = place === 0 ? '' : `, ours ${(own / medianMs).toFixed(2)} of it`
      print(
        `  ${designs[place]?.name}: ${medianMs.toFixed(1)} ms, ${round(rowsRead)} rows read, ${errorOf(answer, exact[index] ?? new Map())}${ratio}`,
      )
    }
  }
  for (const [place, own] of ratios.entries()) {
    if (place === 0) continue
    const mean = Math.exp(own.reduce((sum, ratio) => sum + Math.log(ratio), 0) / own.length)
    print(
      `ours / ${designs[place]?.name}: ${mean.toFixed(3)} (geometric mean), at most ${Math.max(...own).toFixed(2)}`,
    )
  }
}

interface Measured {
  medianMs: number
  rowsRead: number
  answer: Answer
}

async function measure(
  warehouse: Warehouse,
  designs: readonly Design[],
  question: Question,
  runs: number,
): Promise<Measured[]> {
  const times = designs.map(() => [] as number[])
  const rowsRead = designs.map(() => 0)
  const answers = designs.map((): Answer => new Map())
  for (let run = 0; run <= runs; run += 1) {
    for (const [place, design] of designs.entries()) {
      await warehouse.command('SYSTEM CLEAR QUERY CONDITION CACHE')
      const rowsBefore = await countRowsRead(warehouse)
      const started = performance.now()
      answers[place] = await design.ask(question)
      if (run > 0) times[place]?.push(performance.now() - started)
      rowsRead[place] = (await countRowsRead(warehouse)) - rowsBefore
    }
  }
  return designs.map((_, place) => ({
    medianMs: median(times[place] ?? []),
    rowsRead: rowsRead[place] ?? 0,
    answer: answers[place] ?? new Map(),
  }))
}

async function countRowsRead(warehouse: Warehouse): Promise<number> {
  const [row] = await runText(
    warehouse,
    `SELECT sum(value) AS rows FROM system.events WHERE event = 'SelectedRows'`,
    z.object({ rows: integerColumn }),
  )
  return row?.rows ?? 0
}

function errorOf(answer: Answer, exact: ExactAnswer): string {
  const missing = [...exact.keys()].filter((key) => !answer.has(key)).length
  if (missing > 0 || answer.size > exact.size) return `${answer.size} values where there are ${exact.size}`
  let error = new Decimal(0)
  for (const [key, value] of exact) error = error.plus(value.minus(answer.get(key) ?? 0).abs())
  return `error ${error.isZero() ? '0' : error.toExponential(1)}`
}
