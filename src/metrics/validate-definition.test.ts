import { describe, expect, it } from 'vitest'
import type { StreamingDefinition, PropertyFilter } from './definition.ts'
import { validateDefinition } from './validate-definition.ts'

const filter = (name: string, changes: Partial<PropertyFilter> = {}): PropertyFilter => ({
  name,
  exists: true,
  inValues: null,
  notInValues: null,
  ...changes,
})
const sumOfTokens: StreamingDefinition = {
  kind: 'streaming',
  aggregation: 'SUM',
  aggregationKey: 'tokens',
  eventTypeFilter: { inValues: null, notInValues: null },
  propertyFilters: [filter('tokens'), filter('model')],
  groupKeys: [['model']],
}
const validate = (changes: Partial<StreamingDefinition>) => () =>
  validateDefinition({ ...sumOfTokens, ...changes })

describe('a metric definition', () => {
  it('is taken where its fields fit together', () => {
    expect(validate({})).not.toThrow()
    expect(validate({ aggregation: 'COUNT', aggregationKey: null })).not.toThrow()
    expect(
      validate({ propertyFilters: [filter('tokens'), filter('model', { exists: null, inValues: ['a'] })] }),
    ).not.toThrow()
  })

  it.each<[string, Partial<StreamingDefinition>, RegExp]>([
    ['a SUM without a key', { aggregationKey: null }, /^aggregation_key: is required for SUM$/],
    ['a COUNT with one', { aggregation: 'COUNT' }, /^aggregation_key: does not apply to COUNT$/],
    [
      'a key without a filter',
      { aggregationKey: 'cost' },
      /^aggregation_key: .* one of the property filter names\.$/,
    ],
    [
      'a group key without a filter',
      { groupKeys: [['region']] },
      /^group_keys: Group key 'region' does not match/,
    ],
    [
      'a group key that may be missing',
      { propertyFilters: [filter('tokens'), filter('model', { exists: null })] },
      /^group_keys: "model" needs a property filter/,
    ],
    [
      'a group key that names a property twice',
      { groupKeys: [['model', 'model']] },
      /^group_keys: \[model, model\]/,
    ],
    [
      'two filters on a property',
      { propertyFilters: [filter('tokens'), filter('tokens'), filter('model')] },
      /^property_filters: "tokens" has more than one/,
    ],
    [
      'an aggregated property that must be absent',
      { propertyFilters: [filter('tokens', { exists: false }), filter('model')] },
      /^property_filters: "tokens" is aggregated/,
    ],
    [
      'a property that must be absent and have a value',
      { propertyFilters: [filter('tokens'), filter('model', { exists: false, inValues: ['a'] })] },
      /^property_filters: "model" cannot be absent and have one of/,
    ],
  ])('is refused with %s', (_, changes, message) => {
    expect(validate(changes)).toThrow(message)
  })
})
