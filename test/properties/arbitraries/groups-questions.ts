import fc from 'fast-check'
import type { GroupFilter } from '../../support/oracle/usage-groups.ts'
import type { Span, WindowSize } from '../../support/oracle/windows.ts'
import type { Spelling } from '../support/ask.ts'
import { span, timestampStyle, windowSize } from './instants.ts'
import { plainText, propertyName } from './texts.ts'

/** A request of `POST /v1/usage/groups` before it is known what ids the service gave. */
export interface GroupsQuestionDraw {
  customer: number
  metric: number
  size: WindowSize
  span: Span
  groupKey: string[]
  filters: GroupFilter[]
  limit: number
  spelling: Spelling
}

/** Changes nothing but how a request is written. */
export const spelling: fc.Arbitrary<Spelling> = fc.record({
  caseMask: fc.nat({ max: 15 }),
  style: timestampStyle.map((style) => ({ ...style, tail: '' })),
})

const groupKey = fc.uniqueArray(
  fc.oneof({ arbitrary: propertyName, weight: 9 }, { arbitrary: fc.constant('unheard of'), weight: 1 }),
  { maxLength: 3, size: 'max' },
)

const filterValues = fc.oneof(
  { arbitrary: fc.constant(null), weight: 2 },
  { arbitrary: fc.array(plainText, { maxLength: 12, size: 'max' }), weight: 1 },
)

export const groupsQuestionDraw: fc.Arbitrary<GroupsQuestionDraw> = fc
  .record({
    customer: fc.constantFrom(0, 0, 0, 1, 2),
    metric: fc.nat({ max: 2 }),
    size: windowSize,
    span,
    groupKey,
    filterValues: fc.array(filterValues, { minLength: 3, maxLength: 3 }),
    limit: fc.oneof(
      { arbitrary: fc.integer({ min: 1, max: 5 }), weight: 1 },
      { arbitrary: fc.integer({ min: 6, max: 100 }), weight: 1 },
    ),
    spelling,
  })
  .map(({ filterValues, ...draw }) => ({
    ...draw,
    filters: draw.groupKey.flatMap((name, index) => {
      const values = filterValues[index] ?? null
      return values === null ? [] : [{ name, values }]
    }),
  }))
