import type { Warehouse } from '../../../src/warehouse/warehouse.ts'

/** A step: a query by its name, an insert into a table, or a command by its text. */
export type Step =
  | 'ingest/fingerprints'
  | 'ingest/last-sequence'
  | 'ingest/accepted-since'
  | 'events'
  | 'duplicate_events'
  | 'repeated_events'
  | 'customers/last-version'
  | 'customer_versions'
  | 'invoice-export/last-version'
  | 'exported_invoice_lines'
  | 'invoice_versions'
  | 'oversized_invoice_versions'
  | 'TRUNCATE TABLE oversized_invoice_versions'

/** How a step fails: not done, or done and its answer lost. */
export interface Failure {
  step: Step
  when: 'before' | 'after'
  /** How often; always, where it is not said. */
  times?: number
}

/** The real warehouse, one step of which fails until it is healed. */
export interface FailingWarehouse {
  warehouse: Warehouse
  failures: () => number
  heal: () => void
}

export function failingWarehouse(
  real: Warehouse,
  { step, when, times = Infinity }: Failure,
): FailingWarehouse {
  let failures = 0
  let left = times
  const fail = () => {
    failures += 1
    left -= 1
    throw new Error(`${step} failed`)
  }
  const warehouse = new Proxy(real, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return async (...parameters: unknown[]): Promise<unknown> => {
        const isFailing = left > 0 && isStep(step, parameters[0])
        if (isFailing && when === 'before') fail()
        const result: unknown = await Reflect.apply(method, target, parameters)
        if (isFailing && when === 'after') fail()
        return result
      }
    },
  })
  return { warehouse, failures: () => failures, heal: () => (left = 0) }
}

function isStep(step: Step, subject: unknown): boolean {
  if (subject === step) return true
  if (typeof subject !== 'object' || subject === null) return false
  return ('name' in subject && subject.name === step) || ('table' in subject && subject.table === step)
}
