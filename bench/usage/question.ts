import type { Decimal } from '../../src/kernel/decimal.ts'

/** What is asked of each design, about one month of one metric. */
export interface Question {
  name: string
  aggregation: 'SUM' | 'UNIQUE'
  /** One customer's name, or `all`, each by itself. */
  customer: string
  /** By model and region besides. */
  byProperties: boolean
  /** By hours besides. */
  byHours: boolean
}

/** Values as the engine wrote them, by customer, hour, model and region, as far as the question asks for them. */
export type Answer = Map<string, string | number>

/** The values that are right. */
export type ExactAnswer = Map<string, Decimal>

/** The key of a value in an answer. */
export function answerKey(parts: readonly (string | number)[]): string {
  return parts.join(' ')
}

export function questions(head: string, tail: string): Question[] {
  const sum = { aggregation: 'SUM', byProperties: false, byHours: false } as const
  return [
    { name: 'sum, head', ...sum, customer: head },
    { name: 'sum, tail', ...sum, customer: tail },
    { name: 'sum, all', ...sum, customer: 'all' },
    { name: 'sum by two, head', ...sum, customer: head, byProperties: true },
    { name: 'sum by two, all', ...sum, customer: 'all', byProperties: true },
    { name: 'sum by hour, head', ...sum, customer: head, byHours: true },
    { name: 'unique, head', ...sum, aggregation: 'UNIQUE', customer: head },
  ]
}
