import { EVENT_TYPES, FROM, METRIC_TYPE, MODELS, MONTH, inventEvent } from '../usage/invented-events.ts'
import { microsText } from './micros-text.ts'

const HOUR_MS = 3_600_000
const FIRST_HOUR = (MONTH.from - FROM) / HOUR_MS
/** How many hours the asked month has. */
const HOURS = (MONTH.to - MONTH.from) / HOUR_MS

/** One row of an answer. */
export interface ExpectedRow {
  startingOn: string
  model: string | null
  /** Null where nothing matched. */
  value: number | null
}

/** A customer's rows for the month, in their order. */
export interface ExpectedUsage {
  events: number
  byHours: readonly ExpectedRow[]
  byHoursAndModels: readonly ExpectedRow[]
}

/** Adds up some customers' month, event by event, in millionths; their sums stay far below what a double holds. */
export function expectUsage(
  customers: readonly number[],
  events: number,
): ReadonlyMap<number, ExpectedUsage> {
  const cells = HOURS * MODELS.length
  const micros = new Map(customers.map((customer) => [customer, new Float64Array(cells)]))
  const counts = new Map(customers.map((customer) => [customer, new Uint32Array(cells)]))
  for (let number = 0; number < events; number += 1) {
    const event = inventEvent(number, events)
    const hour = Math.floor(event.second / 3600) - FIRST_HOUR
    const sums = micros.get(event.customer)
    const count = counts.get(event.customer)
    if (sums === undefined || count === undefined || hour < 0 || hour >= HOURS) continue
    if (EVENT_TYPES[event.type] !== METRIC_TYPE) continue
    const cell = hour * MODELS.length + event.model
    sums[cell] = (sums[cell] ?? 0) + event.whole * 1_000_000 + event.fraction
    count[cell] = (count[cell] ?? 0) + 1
  }
  return new Map(
    customers.map((customer) => [
      customer,
      toUsage(
        micros.get(customer) ?? new Float64Array(cells),
        counts.get(customer) ?? new Uint32Array(cells),
      ),
    ]),
  )
}

function toUsage(micros: Float64Array, counts: Uint32Array): ExpectedUsage {
  const byHours: ExpectedRow[] = []
  const byHoursAndModels: ExpectedRow[] = []
  let events = 0
  const models = MODELS.map((model, index) => ({ model, index })).toSorted((a, b) =>
    a.model < b.model ? -1 : 1,
  )
  for (let hour = 0; hour < HOURS; hour += 1) {
    const startingOn = new Date(MONTH.from + hour * HOUR_MS).toISOString()
    let [hourCount, hourMicros] = [0, 0]
    for (const { model, index } of models) {
      const cell = hour * MODELS.length + index
      const [count = 0, sum = 0] = [counts[cell], micros[cell]]
      if (count === 0) continue
      hourCount += count
      hourMicros += sum
      byHoursAndModels.push({ startingOn, model, value: Number(microsText(sum)) })
    }
    byHours.push({ startingOn, model: null, value: hourCount === 0 ? null : Number(microsText(hourMicros)) })
    events += hourCount
  }
  return { events, byHours, byHoursAndModels }
}
