import { sql } from '../../../src/kernel/sql.ts'
import { compileSql } from '../../../src/metrics/sql/compile-sql.ts'
import type { SqlMetric, SqlRefusal } from '../../../src/metrics/sql/sql-metric.ts'
import { functionsCalled, tablesRead } from './emitted-names.ts'
import { CANARY } from './twin-events.ts'
import { OWN_SOURCE, type Outcome, type Twins } from './twins.ts'

const NAMED_SOURCE = sql`source_of_events`
const KEY = sql`transaction_id`
const COMPILE_MS_MAX = 3_000

// Functions that read the server, other tables, files, the network, the clock or chance, as the engine spells them.
const DANGEROUS =
  /^(?:url|file|s3|remote|mysql|postgresql|cluster|numbers|view|merge|executable|input|dictGet.*|joinGet.*|getSetting|getMacro|hostName|version|current.*|now.*|today|rand.*|generate.*|sleep.*|catboost.*|arrayJoin|runningAccumulate|rowNumber.*|neighbor|eval.*)$/i

/**
 * The engine's answers that say why: a limit, a number past its decimals, a scalar subquery of many rows. Any other
 * (a syntax error, an unknown name, a wrong type) means that what was emitted is wrong.
 */
const CLEAN_CODES: ReadonlySet<string> = new Set([
  '69',
  '125',
  '131',
  '158',
  '159',
  '160',
  '167',
  '168',
  '241',
  '306',
  '307',
  '395',
  '396',
  '407',
])

/** What is wrong with how a text was treated; empty where nothing is. */
export type Faults = string[]

/** A text's fate: whether it was admitted, and every fault found. */
export interface Verdict {
  isAdmitted: boolean
  refusals: readonly SqlRefusal[]
  faults: Faults
  outcomes: readonly Outcome[]
}

/** Compiles a text and, where it is admitted, runs it in both databases; whatever it does wrong is a fault. */
export async function probe(twins: Twins, text: string): Promise<Verdict> {
  const started = performance.now()
  const result = compileSql(text)
  const faults: Faults = []
  const tookMs = performance.now() - started
  if (tookMs > COMPILE_MS_MAX) faults.push(`compiling took ${Math.round(tookMs)} ms`)
  if (!('metric' in result)) {
    const { refusals } = result
    return {
      isAdmitted: false,
      refusals,
      faults: [...faults, ...refusalFaults(text, refusals)],
      outcomes: [],
    }
  }
  const { metric } = result
  faults.push(...nameFaults(metric))
  const { text: emitted } = metric.emit(OWN_SOURCE)
  const described = await twins.run(`DESCRIBE (${emitted}\n)`)
  const outcomes = await twins.run(emitted)
  const matched = await twins.run(metric.emitMatched(OWN_SOURCE, [KEY]).text)
  faults.push(
    ...twinFaults('DESCRIBE', described),
    ...twinFaults('the query', outcomes),
    ...twinFaults('what it matches', matched),
  )
  faults.push(...columnFaults(metric, described[0]))
  faults.push(...[...described, ...outcomes, ...matched].flatMap(uncleanFaults))
  return { isAdmitted: true, refusals: [], faults, outcomes }
}

function refusalFaults(text: string, refusals: readonly SqlRefusal[]): Faults {
  if (refusals.length === 0) return ['refused without a reason']
  const lines = text.split(/\r\n?|\n/)
  return refusals.flatMap(({ code, message, position }) => {
    const wrong: Faults = []
    if (!/^[a-z_]+$/.test(code)) wrong.push(`the code ${code}`)
    if (message.trim() === '') wrong.push('no message')
    if (message.length > 2_000) wrong.push(`a message of ${message.length} characters`)
    if (position !== null) {
      const line = lines[position.line - 1]
      const isInside = line !== undefined && position.column >= 1 && position.column <= line.length + 1
      if (!isInside) wrong.push(`a position outside the text: ${position.line}:${position.column}`)
    }
    return wrong
  })
}

function nameFaults(metric: SqlMetric): Faults {
  return [metric.emit(NAMED_SOURCE), metric.emitMatched(NAMED_SOURCE, [KEY])].flatMap(({ text }) => {
    const tables = tablesRead(text).filter((name) => name !== NAMED_SOURCE.text)
    const functions = functionsCalled(text).filter((name) => DANGEROUS.test(name))
    return [
      ...tables.map((name) => `the emitted text reads ${name}`),
      ...functions.map((name) => `the emitted text calls ${name}`),
    ]
  })
}

function twinFaults(what: string, [one, two]: readonly [Outcome, Outcome]): Faults {
  const faults: Faults = []
  for (const outcome of [one, two]) {
    const shown = 'rows' in outcome ? outcome.rows.join('\n') : resultOfError(outcome.error)
    if (CANARY.test(shown)) faults.push(`${what} shows a canary: ${shown.slice(0, 300)}`)
  }
  const same =
    'rows' in one && 'rows' in two ? one.rows.join('\n') === two.rows.join('\n') : codeOf(one) === codeOf(two)
  if (!same) faults.push(`${what} differs: ${show(one)} and ${show(two)}`)
  return faults
}

// The engine's error repeats the query, in which the customer's own text may name a canary.
function resultOfError(error: string): string {
  return error.replace(/: (?:In scope|While processing|while executing|In query)[^]*$/i, '')
}

function columnFaults(metric: SqlMetric, described: Outcome): Faults {
  if ('error' in described) return []
  const names = described.rows.filter((row) => row !== '').map((row) => row.split('\t'))
  const expected = metric.columns.map((_, index) => `column_${index}`).toSorted()
  const faults: Faults = []
  if (names.map(([name]) => name).join() !== expected.join()) faults.push(`columns ${names.join('; ')}`)
  const [, type] = names.find(([name]) => name === `column_${metric.valueIndex}`) ?? []
  if (type !== 'Nullable(Decimal(76, 20))') faults.push(`a quantity of type ${type ?? 'none'}`)
  return faults
}

function uncleanFaults(outcome: Outcome): Faults {
  if (!('error' in outcome) || CLEAN_CODES.has(outcome.code)) return []
  return [`the engine's error is none of ours: ${outcome.error.slice(0, 400)}`]
}

function codeOf(outcome: Outcome): string {
  return 'code' in outcome ? outcome.code : 'rows'
}

function show(outcome: Outcome): string {
  return ('rows' in outcome ? outcome.rows.join(' | ') : outcome.error).slice(0, 200)
}
