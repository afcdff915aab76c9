import fc from 'fast-check'
import type { AllowedTexts, Aggregation, MetricRules, PropertyRule } from '../../support/oracle/metric.ts'
import { EVENT_TYPES, PROPERTY_NAMES, numberName, plainText, textName } from './texts.ts'

const texts = fc.uniqueArray(plainText, { minLength: 1, maxLength: 8, size: 'max' })

function allowedTexts(text: fc.Arbitrary<string[]>): fc.Arbitrary<AllowedTexts> {
  return fc.oneof(
    { arbitrary: fc.constant({}), weight: 12 },
    { arbitrary: text.map((inValues) => ({ inValues })), weight: 2 },
    { arbitrary: text.map((notInValues) => ({ notInValues })), weight: 3 },
    {
      arbitrary: fc.tuple(text, text).map(([inValues, notInValues]) => ({ inValues, notInValues })),
      weight: 1,
    },
  )
}

const isPresent = fc.constantFrom<(boolean | undefined)[]>(
  undefined,
  undefined,
  undefined,
  true,
  true,
  true,
  false,
)

const textRule: fc.Arbitrary<PropertyRule> = fc
  .tuple(textName, isPresent, allowedTexts(texts))
  // Absent and one of some values at once is refused.
  .map(([name, exists, { inValues, notInValues }]) => ({
    name,
    ...(exists === undefined ? {} : { exists }),
    ...(inValues === undefined || exists === false ? {} : { inValues }),
    ...(notInValues === undefined ? {} : { notInValues }),
  }))

const numberRule: fc.Arbitrary<PropertyRule> = fc
  .tuple(numberName, isPresent)
  .map(([name, exists]) => (exists === undefined ? { name } : { name, exists }))

const propertyRule = fc.oneof({ arbitrary: textRule, weight: 4 }, { arbitrary: numberRule, weight: 1 })

/** The rule of the property that is aggregated: it cannot be required to be absent. */
const keyRule = fc
  .oneof({ arbitrary: numberRule, weight: 6 }, { arbitrary: textRule, weight: 1 })
  .filter(({ exists }) => exists !== false)

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
    aggregation: fc.constantFrom<Aggregation[]>('COUNT', 'SUM', 'MAX', 'UNIQUE', 'LATEST', 'LATEST'),
    eventType: fc.oneof(
      { arbitrary: fc.constant({}), weight: 3 },
      {
        arbitrary: allowedTexts(fc.uniqueArray(fc.constantFrom(...EVENT_TYPES), { minLength: 1 })),
        weight: 1,
      },
    ),
    properties: fc.uniqueArray(propertyRule, { selector: ({ name }) => name, maxLength: 2 }),
    keyRule,
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
