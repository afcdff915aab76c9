import { expect, it } from 'vitest'
import type { Metric } from '../../catalog/billable-metrics/rows.ts'
import { emitLine } from './emit-line.ts'
import { readAt } from './emit-line-of-many.ts'
import type { UsageBasis, UsageMeasure } from '../document/usage-basis.ts'

const metricOf = (id: string) =>
  ({ id, definition: { kind: 'streaming', aggregation: 'COUNT' }, afterSequence: null }) as unknown as Metric

/** A measure of ten days from a day on, by these keys. */
const measure = (from: number, metricId: string, pricingGroupKey: string[]): UsageMeasure => ({
  metricId,
  period: { from, to: from + 10 },
  conversion: null,
  rounding: null,
  pricingGroupKey,
  presentationGroupKey: [],
  isAtEnd: false,
})

it('the query of a line counts a group by those versions of its product alone that have its keys, and no others', () => {
  const byRegion = '00000000-0000-4000-8000-000000000001'
  const byZone = '00000000-0000-4000-8000-000000000002'
  const basis: UsageBasis = {
    cutoff: 7,
    period: { from: 0, to: 20 },
    identifiers: ['acme'],
    usageFilters: [],
    measures: {
      storage: [measure(0, byRegion, ['region']), measure(10, byZone, ['region', 'zone'])],
    },
    pieces: new Map(),
    unrated: [],
  }
  const viewsOf = (pricingGroupValues: Record<string, string>) => {
    const pieces = [{ from: 0, to: 20, low: null, high: null }]
    const line = { productId: 'storage', pricingGroupValues, presentationGroupValues: {}, pieces }
    const { text } = emitLine(basis, line, metricOf).sql
    return [byRegion, byZone].map((id) => text.includes(id.replaceAll('-', '_')) || text.includes(id))
  }
  expect(viewsOf({ region: 'eu' })).toEqual([true, false])
  expect(viewsOf({ region: 'eu', zone: 'a' })).toEqual([false, true])
})

it('the query of a line reads what counts at the last instant of its time there, on older invoices at that of the period', () => {
  const basis = { cutoff: 7, period: { from: 0, to: 20 } } as UsageBasis
  const atEnd = { ...measure(5, 'any', []), isAtEnd: true }
  const read = (some: UsageMeasure, of = basis) => [0, 5, 9, 15, 20].map((at) => readAt(of, some, at))
  expect(read(atEnd)).toEqual([null, null, null, null, 20])
  expect(read({ ...atEnd, isOfOwnTime: true })).toEqual([null, 5, 5, 15, 15])
  expect(read({ ...atEnd, isAtEnd: false })).toEqual([null, 5, 9, 15, 20])
  // What is made longer counts on from where it was cut.
  const longer = { ...basis, billedFrom: 8 }
  expect(read(atEnd, longer)).toEqual([null, null, 8, 8, 20])
  expect(read({ ...atEnd, isOfOwnTime: true }, longer)).toEqual([null, 5, 8, 15, 15])
})
