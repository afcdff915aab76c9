import fc from 'fast-check'
import type { AllowedTexts, Aggregation, MetricRules, PropertyRule } from '../../support/oracle/metric.ts'
import { EVENT_TYPES, NUMBER_NAMES, PROPERTY_NAMES, plainText, propertyName } from './texts.ts'

const texts = fc.uniqueArray(plainText, { minLength: 1, maxLength: 6, size: 'max' })

function allowedTexts(text: fc.Arbitrary<string[]>): fc.Arbitrary<AllowedTexts> {
  return fc.oneof(
    { arbitrary: fc.constant({}), weight: 6 },
    { arbitrary: text.map((inValues) => ({ inValues })), weight: 1 },
    { arbitrary: text.map((notInValues) => ({ notInValues })), weight: 1 },
    {
      arbitrary: fc.tuple(text, text).map(([inValues, notInValues]) => ({ inValues, notInValues })),
      weight: 1,
    },
  )
}

const propertyRule: fc.Arbitrary<PropertyRule> = fc
  .tuple(
    propertyName,
    fc.constantFrom<(boolean | undefined)[]>(undefined, undefined, true, true, true, false),
    allowedTexts(texts),
  )
  // Absent and one of some values at once is refused.
  .map(([name, exists, { inValues, notInValues }]) => ({
    name,
    ...(exists === undefined ? {} : { exists }),
    ...(inValues === undefined || exists === false ? {} : { inValues }),
    ...(notInValues === undefined ? {} : { notInValues }),
  }))

interface Draw {
  aggregation: Aggregation
  eventType: AllowedTexts
  properties: PropertyRule[]
  keyRule: PropertyRule
  groupKeys: string[][]
}

/** A metric's rules that the service accepts. */
export const metricRules: fc.Arbitrary<MetricRules> = fc
  .record<Draw>({
    aggregation: fc.constantFrom<Aggregation[]>('COUNT', 'SUM', 'MAX', 'UNIQUE', 'LATEST'),
    eventType: fc.oneof(
      { arbitrary: fc.constant({}), weight: 3 },
      {
        arbitrary: allowedTexts(fc.uniqueArray(fc.constantFrom(...EVENT_TYPES), { minLength: 1 })),
        weight: 1,
      },
    ),
    properties: fc.uniqueArray(propertyRule, { selector: ({ name }) => name, maxLength: 2 }),
    keyRule: fc.oneof(
      {
        arbitrary: fc.constantFrom(...NUMBER_NAMES).map((name): PropertyRule => ({ name })),
        weight: 5,
      },
      { arbitrary: propertyRule.filter(({ exists }) => exists !== false), weight: 1 },
    ),
    groupKeys: fc.array(fc.uniqueArray(fc.constantFrom(...PROPERTY_NAMES), { minLength: 1 }), {
      maxLength: 2,
    }),
  })
  .map(({ aggregation, eventType, properties, keyRule, groupKeys }) => {
    const key = aggregation === 'COUNT' ? null : keyRule.name
    const rules = key === null ? properties : [keyRule, ...properties.filter(({ name }) => name !== key)]
    return { aggregation, key, eventType, properties: rules, groupKeys: declarable(groupKeys, rules) }
  })

/** Group keys of properties that have a filter with exists or in_values: the service takes no others. */
function declarable(groupKeys: readonly string[][], rules: readonly PropertyRule[]): string[][] {
  const names = new Set(
    rules
      .filter((rule) => rule.exists === true || (rule.exists === undefined && rule.inValues !== undefined))
      .map(({ name }) => name),
  )
  return groupKeys.map((key) => key.filter((name) => names.has(name))).filter((key) => key.length > 0)
}
