import { describe, expect, it } from 'vitest'
import { createMetricBody, metric } from './billable-metrics.ts'

describe('a new metric', () => {
  const count = { name: 'Calls', aggregation_type: 'count' }
  const flaws = (changes: object) =>
    createMetricBody
      .safeParse({ ...count, ...changes })
      .error?.issues.map(({ path, message }) => [path.join('.'), message])

  it('may have a hundred filters, on properties whose names are of up to 1,000 characters', () => {
    const filters = Array.from({ length: 100 }, (_, index) => ({ name: String(index).padStart(1000, 'p') }))
    expect(flaws({ property_filters: filters })).toBeUndefined()
    expect(flaws({ property_filters: [...filters, { name: 'p' }] })).toEqual([
      ['property_filters', 'Too big: expected array to have <=100 items'],
    ])
  })

  const long = 'p'.repeat(1001)
  it.each([
    ['property_filters.0.name', { property_filters: [{ name: long }] }],
    ['aggregation_key', { aggregation_type: 'sum', aggregation_key: long }],
    ['group_keys.0.0', { group_keys: [[long]] }],
  ])('has no longer name in %s', (field, changes) => {
    expect(flaws(changes)).toEqual([[field, 'Too big: expected string to have <=1000 characters']])
  })
})

it('a metric from when names were of any length is still shown', () => {
  const name = 'p'.repeat(1001)
  const shown = { group_keys: [[name]], property_filters: [{ name, exists: true }] }
  expect(metric.pick({ group_keys: true, property_filters: true }).safeParse(shown).success).toBe(true)
})
