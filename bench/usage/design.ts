import type { z } from 'zod'
import { Sql } from '../../src/kernel/sql.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import type { Answer, Question } from './question.ts'

/** A way to store events and ask for usage. */
export interface Design {
  name: string
  /** The tables it stores events in. */
  tables: readonly string[]
  prepare(): Promise<void>
  /** Stores the events of these numbers, of so many in all, as they arrive. */
  load(from: number, count: number, events: number): Promise<void>
  /** Waits for what the design does to months that are over. */
  settle?(): Promise<void>
  ask(question: Question): Promise<Answer>
}

/** Runs a design's own statement through the same client, in the same format, as the project's queries. */
export function runText<Row>(warehouse: Warehouse, text: string, row: z.ZodType<Row>): Promise<Row[]> {
  return warehouse.run({ name: 'bench', row, compose: () => new Sql(text) }, {})
}
