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

describe('a metric of many values', () => {
  // A UUID is 36 characters, in quotes and with a comma and a space after it 40: 4,900 are 196,000 bytes of 200,000.
  const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index).padStart(36, '0'))

  it('is taken as far as the engine can read it', () => {
    const propertyFilters = [filter('tokens'), filter('model', { inValues: ids(4900) })]
    expect(validate({ aggregation: 'COUNT', aggregationKey: null, propertyFilters })).not.toThrow()
  })

  it.each<[string, Partial<StreamingDefinition>, RegExp]>([
    [
      'a filter of 7,000 ids',
      { propertyFilters: [filter('tokens'), filter('model', { inValues: ids(7000) })] },
      /^property_filters: too long; with all its names and values the metric comes to 28\d{4} bytes of SQL, of at most 200000$/,
    ],
    [
      '3,000 ids in each of two lists',
      {
        propertyFilters: [filter('tokens'), filter('model', { inValues: ids(3000), notInValues: ids(3000) })],
      },
      /^property_filters: too long; .* 24\d{4} bytes/,
    ],
    [
      '7,000 event types',
      { eventTypeFilter: { inValues: null, notInValues: ids(7000) } },
      /^event_type_filter: too long; .* 28\d{4} bytes/,
    ],
    [
      'characters of four bytes each',
      { propertyFilters: [filter('tokens'), filter('model', { inValues: ['😀'.repeat(60_000)] })] },
      /^property_filters: too long; .* 24\d{4} bytes/,
    ],
  ])('is refused with %s, by field and limit', (_, changes, message) => {
    expect(validate(changes)).toThrow(message)
  })
})
