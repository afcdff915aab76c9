import type { StreamingDefinition } from '../../src/metrics/definition.ts'

export interface GoldenMetric {
  name: string
  /** What the case is there to show. */
  shows: string
  definition: StreamingDefinition
  afterSequence?: number
  /** The quantity over the events of `events.ts`, worked out by hand in the comment beside it. */
  quantity: string
  /** How many events have something for a number that is not plain, by hand too; 0 where it is not said. */
  unread?: number
}

const anyType = { inValues: null, notInValues: null }
const requests = { inValues: ['request'], notInValues: null }
const present = (name: string) => ({ name, exists: true, inValues: null, notInValues: null })

export const goldenMetrics: readonly GoldenMetric[] = [
  {
    name: 'count-all',
    shows: 'COUNT without filters counts every event',
    definition: { kind: 'streaming', aggregation: 'COUNT', aggregationKey: null, eventTypeFilter: anyType, propertyFilters: [], groupKeys: [] },
    quantity: '7', // all seven events
  },
  {
    name: 'sum-tokens',
    shows: 'SUM takes numeric texts of any spelling and skips the others; the view has what it may be grouped by',
    definition: { kind: 'streaming', aggregation: 'SUM', aggregationKey: 'tokens', eventTypeFilter: requests, propertyFilters: [present('tokens')], groupKeys: [['user'], ['user', 'plan']] },
    quantity: '1010.5', // e1 10 + e2 1e3 + e3 .5; e4 is '1.2.3', e5 has none
    unread: 3, // e2, e3 and e4
  },
  {
    name: 'max-tokens',
    shows: 'MAX takes the greatest numeric value',
    definition: { kind: 'streaming', aggregation: 'MAX', aggregationKey: 'tokens', eventTypeFilter: requests, propertyFilters: [present('tokens')], groupKeys: [] },
    quantity: '1000', // e2
    unread: 3, // e2, e3 and e4
  },
  {
    name: 'unique-users',
    shows: 'UNIQUE counts different texts, the empty one too',
    definition: { kind: 'streaming', aggregation: 'UNIQUE', aggregationKey: 'user', eventTypeFilter: anyType, propertyFilters: [present('user')], groupKeys: [] },
    quantity: '3', // ann (e1, e4), bob (e2) and '' (e3)
  },
  {
    name: 'latest-seats',
    shows: 'LATEST takes the greatest (timestamp, transaction_id)',
    definition: { kind: 'streaming', aggregation: 'LATEST', aggregationKey: 'seats', eventTypeFilter: { inValues: ['seats'], notInValues: null }, propertyFilters: [present('seats')], groupKeys: [] },
    quantity: '4', // e6 and e7 share their timestamp, 'e7' is the greater id
  },
  {
    name: 'filters-and-quotes',
    shows: 'values go into the view as literals, whatever is in them',
    definition: {
      kind: 'streaming',
      aggregation: 'COUNT',
      aggregationKey: null,
      eventTypeFilter: { inValues: null, notInValues: ['seats'] },
      propertyFilters: [
        { name: "it's", exists: null, inValues: ["a'b\\c", 'z'], notInValues: null },
        { name: 'user', exists: null, inValues: null, notInValues: ['bob'] },
        { name: 'gone', exists: false, inValues: null, notInValues: null },
      ],
      groupKeys: [],
    },
    quantity: '1', // e5 has the quoted value and no user; e4 has 'z' but 'gone' too; e2 is bob's
  },
  {
    name: 'from-creation',
    shows: 'a metric that applies from its creation counts what arrived after it',
    definition: { kind: 'streaming', aggregation: 'COUNT', aggregationKey: null, eventTypeFilter: anyType, propertyFilters: [], groupKeys: [] },
    afterSequence: 5,
    quantity: '2', // e6 and e7
  },
]
