import type { Decimal } from '../../../src/kernel/decimal.ts'
import { aggregate } from './aggregate.ts'
import { propertyText } from './json-value.ts'
import type { Contribution, OracleMetric } from './metric.ts'
import { compareGroups } from './order.ts'
import { isWithin, windowsOf, type Span, type WindowSize } from './windows.ts'
import { contributionsOf, type OracleCustomer, type World } from './world.ts'

export interface GroupFilter {
  name: string
  /** An empty list keeps every value. */
  values: readonly string[]
}

/** A request of `POST /v1/usage/groups`. */
export interface GroupsQuestion {
  customer: OracleCustomer
  metric: OracleMetric
  size: WindowSize
  span: Span
  /** Empty for usage without groups. */
  groupKey: readonly string[]
  filters: readonly GroupFilter[]
}

export interface GroupsAnswer {
  window: Span
  /** One for each property of the group key. */
  groups: readonly (string | null)[]
  value: Decimal | null
}

/** The rows of `POST /v1/usage/groups`, all pages together (semantics 21 and 23). */
export function usageGroups(world: World, question: GroupsQuestion): GroupsAnswer[] {
  const { customer, metric, span, groupKey, filters } = question
  const all = contributionsOf(world, customer, metric, span)
  return windowsOf(span, question.size).flatMap((window) => {
    const own = all.filter(({ event }) => isWithin(window, event.instant))
    if (groupKey.length === 0) {
      return [{ window, groups: [], value: aggregate(metric.rules.aggregation, own) }]
    }
    const byGroup = Map.groupBy(
      own.filter((one) => filters.every((filter) => passes(filter, one))),
      (one) => JSON.stringify(groupKey.map((name) => textOf(one, name))),
    )
    return [...byGroup.values()]
      .map((members) => ({
        window,
        groups: groupKey.map((name) => members.map((one) => textOf(one, name))[0] ?? null),
        value: aggregate(metric.rules.aggregation, members),
      }))
      .toSorted((a, b) => compareGroups(a.groups, b.groups))
  })
}

/** Orders two rows of one answer as the list has them. */
export function compareAnswers(a: GroupsAnswer, b: GroupsAnswer): number {
  if (a.window.from !== b.window.from) return a.window.from < b.window.from ? -1 : 1
  return compareGroups(a.groups, b.groups)
}

function passes({ name, values }: GroupFilter, one: Contribution): boolean {
  const text = textOf(one, name)
  return values.length === 0 || (text !== null && values.includes(text))
}

function textOf({ event }: Contribution, name: string): string | null {
  return propertyText(event.properties.get(name))
}
