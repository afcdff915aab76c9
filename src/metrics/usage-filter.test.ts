import { describe, expect, it } from 'vitest'
import { emitUsageFilter } from './usage-filter.ts'

const text = (name: string) => `if(mapContains(properties, '${name}'), properties['${name}'], NULL)`

describe('a usage filter', () => {
  it('admits everything where there is none', () => {
    expect(emitUsageFilter([]).condition.text).toBe('true')
  })

  it('admits all before it starts, then what has one of its values, an event without the property never', () => {
    const { condition, params } = emitUsageFilter([
      { groupKey: 'project', groupValues: ['a', 'b'], startingAt: 1000 },
      { groupKey: 'team', groupValues: [], startingAt: 2000 },
    ])
    expect(condition.text).toBe(
      "multiIf(timestamp < fromUnixTimestamp64Milli(1000, 'UTC'), true, " +
        "timestamp < fromUnixTimestamp64Milli(2000, 'UTC'), " +
        `ifNull(${text('project')} IN {usage_filter_0:Array(String)}, false), ` +
        `ifNull(${text('team')} IN {usage_filter_1:Array(String)}, false))`,
    )
    expect(params).toEqual({ usage_filter_0: ['a', 'b'], usage_filter_1: [] })
  })
})
