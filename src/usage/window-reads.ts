import type { NumberText } from '../kernel/json.ts'
import { parameter, sql, type Sql } from '../kernel/sql.ts'
import { windowLengthMs, type TimeRange, type WindowSize } from '../kernel/window.ts'
import { Gathering } from './gathering.ts'
import { rangeParams, type StreamingUsageMetric, type UsageScope } from './metric.ts'
import { windowUsage } from './queries.ts'
import { readMetric } from './read-metric.ts'
import { emitWindowNumber } from './window-number.ts'

/** What is asked of a metric's windows, of all customers alike. */
export interface WindowsQuestion {
  metric: StreamingUsageMetric
  range: TimeRange
  windowSize: WindowSize
}

/** By window number; windows without events have no value. */
export type WindowValues = ReadonlyMap<number, NumberText>

type Identifiers = readonly string[]

// Of as many windows as are read at once, what the engine answers is some megabytes.
const CUSTOMERS_MAX = 32

// How long it is remembered that several asked together.
const CROWD_MS = 200

/** Customers that are asked for in one query. */
interface Batch {
  readonly customers: Identifiers[]
  /** Where each customer is among them, by its identifiers. */
  readonly places: Map<string, number>
  readonly gathering: Gathering
  state: 'waiting' | 'running' | 'done'
  /** Of each customer, in their order. */
  readonly values: Promise<WindowValues[]>
}

/**
 * Reads windows of usage. Customers that are asked for while the same question runs for others wait for that, and are
 * then asked for in one query: it takes the engine longer to plan a query than to read a customer's month.
 */
export class WindowReads {
  readonly #last = new Map<string, Batch>()

  /**
   * One customer's windows, with all that was stored before the call.
   * @param identifiers what the customer's events may carry.
   */
  async read(scope: UsageScope, question: WindowsQuestion, identifiers: Identifiers): Promise<WindowValues> {
    const name = JSON.stringify([question.metric.id, question.range, question.windowSize])
    const customer = JSON.stringify(identifiers)
    const last = this.#last.get(name)
    const batch =
      last !== undefined && admits(last, customer, identifiers) ? last : this.#begin(scope, question, name)
    const place = batch.places.get(customer) ?? batch.customers.push(identifiers) - 1
    batch.places.set(customer, place)
    batch.gathering.join()
    return (await batch.values)[place] ?? new Map<number, NumberText>()
  }

  #begin(scope: UsageScope, question: WindowsQuestion, name: string): Batch {
    const read = () => {
      batch.state = 'running'
      return readCustomers(scope, question, batch.customers)
    }
    const last = this.#last.get(name)
    // If the last batch still waits for others, it need not: it could not admit this customer.
    last?.gathering.end()
    const gathering = new Gathering()
    const values = turnAfter(last, gathering).then(read)
    const batch: Batch = {
      customers: [],
      places: new Map(),
      gathering,
      state: 'waiting',
      values: values.finally(() => this.#end(batch, name)),
    }
    this.#last.set(name, batch)
    return batch
  }

  #end(batch: Batch, name: string): void {
    batch.state = 'done'
    const forget = () => {
      if (this.#last.get(name) === batch) this.#last.delete(name)
    }
    if (batch.gathering.askers === 1) forget()
    else setTimeout(forget, CROWD_MS).unref()
  }
}

/**
 * Settles when the next batch may be read. Where the last one answered several at once, it waits until as many ask again:
 * read in two halves now, they would ask in two halves from then on, with a query for each.
 */
async function turnAfter(last: Batch | undefined, gathering: Gathering): Promise<void> {
  if (last === undefined) return
  const isOver = last.state === 'done'
  // If the last batch fails, those who asked for it are told; this one goes on.
  await Promise.allSettled([last.values])
  const { askers } = last.gathering
  if (askers > 1) await gathering.wait(isOver ? askers : askers + gathering.askers)
}

/** No identifier may be of two customers: an alias that moved in between is the later one's. */
function admits({ customers, places, state }: Batch, customer: string, identifiers: Identifiers): boolean {
  if (state !== 'waiting') return false
  if (places.has(customer)) return true
  const asked = new Set(customers.flat())
  return customers.length < CUSTOMERS_MAX && !identifiers.some((identifier) => asked.has(identifier))
}

/** The number of the customer that an event is of, among those asked for: always 0 in a query for one. */
export function emitOwner(customers: number): Sql {
  if (customers === 1) return sql`0`
  const [identifiers, owners] = [
    parameter('identifiers', 'Array(String)'),
    parameter('owners', 'Array(Int64)'),
  ]
  return sql`toUInt32(transform(customer_id, ${identifiers}, ${owners}, 0))`
}

/** @returns the values of each customer, in their order. */
async function readCustomers(
  scope: UsageScope,
  { metric, range, windowSize }: WindowsQuestion,
  customers: readonly Identifiers[],
): Promise<WindowValues[]> {
  const owned = customers.flatMap((identifiers, owner) =>
    identifiers.map((identifier) => [identifier, owner] as const),
  )
  const params = {
    ...rangeParams(range),
    identifiers: owned.map(([identifier]) => identifier),
    owners: owned.map(([, owner]) => owner),
    window_ms: windowLengthMs(windowSize),
  }
  const owner = emitOwner(customers.length)
  const window_number = emitWindowNumber(windowSize)
  const rows = await readMetric(scope, metric, (source) =>
    scope.warehouse.run(windowUsage, params, { ...source, owner, window_number }),
  )
  const values = customers.map(() => new Map<number, NumberText>())
  for (const row of rows) values[row.owner]?.set(row.window_number, row.value)
  return values
}
