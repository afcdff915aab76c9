import { Decimal } from '../../src/kernel/decimal.ts'
import {
  EVENT_TYPES,
  FROM,
  METRIC_TYPE,
  MODELS,
  MONTH,
  REGIONS,
  customerName,
  inventEvent,
} from './invented-events.ts'
import { answerKey, type ExactAnswer, type Question } from './question.ts'

/** A sum in whole numbers, so that doubles hold it exactly. */
interface Sum {
  whole: number
  millionths: number
}

/** Answers questions by adding up the invented events' own whole numbers, with no engine. */
export function exactAnswers(asked: readonly Question[], events: number): ExactAnswer[] {
  const sums = asked.map(() => new Map<string, Sum>())
  const users = asked.map(() => new Map<string, Set<number>>())
  const type = EVENT_TYPES.indexOf(METRIC_TYPE)
  const first = (MONTH.from - FROM) / 1000
  const end = (MONTH.to - FROM) / 1000
  for (let number = 0; number < events; number += 1) {
    const event = inventEvent(number, events)
    if (event.type !== type || event.second < first || event.second >= end) continue
    const name = customerName(event.customer)
    const hour = Math.floor((FROM / 1000 + event.second) / 3600)
    const groups = [MODELS[event.model] ?? '', REGIONS[event.region] ?? '']
    for (const [index, question] of asked.entries()) {
      if (question.customer !== 'all' && question.customer !== name) continue
      const key = answerKey([
        ...(question.customer === 'all' ? [name] : []),
        ...(question.byHours ? [hour] : []),
        ...(question.byProperties ? groups : []),
      ])
      if (question.aggregation === 'UNIQUE') take(users[index], key, () => new Set<number>()).add(event.user)
      else
        add(
          take(sums[index], key, () => ({ whole: 0, millionths: 0 })),
          event.whole,
          event.fraction,
        )
    }
  }
  return asked.map((question, index) =>
    question.aggregation === 'UNIQUE'
      ? new Map([...(users[index] ?? [])].map(([key, set]) => [key, new Decimal(set.size)]))
      : new Map([...(sums[index] ?? [])].map(([key, sum]) => [key, toDecimal(sum)])),
  )
}

function take<Value>(map: Map<string, Value> | undefined, key: string, make: () => Value): Value {
  const value = map?.get(key) ?? make()
  map?.set(key, value)
  return value
}

function add(sum: Sum, whole: number, millionths: number): void {
  sum.whole += whole
  sum.millionths += millionths
}

function toDecimal({ whole, millionths }: Sum): Decimal {
  if (!Number.isSafeInteger(whole) || !Number.isSafeInteger(millionths)) throw new Error('a sum is too large')
  return new Decimal(millionths).div(1_000_000).plus(whole)
}
