import fc from 'fast-check'

/** Properties that mostly hold numbers; names that a view, a group key or JSON may stumble over. */
export const NUMBER_NAMES = ['tokens', '__proto__', 'nul\0.byte'] as const

/** Properties that mostly hold one of a few texts. */
const TEXT_NAMES = ['region', `it's "quoted" \\ {x:String}`, 'naïve 😀 {{view}} $& $1'] as const

export const PROPERTY_NAMES = [...NUMBER_NAMES, ...TEXT_NAMES] as const

/**
 * Texts whose order by UTF-8 bytes is not JavaScript's (😀 and \uFFFD), whose Unicode forms look alike (é),
 * and that mean something to SQL, to JSON or to ClickHouse's text formats.
 */
const PLAIN_TEXTS = [
  'eu',
  'us',
  'EU',
  '',
  '\u00e9',
  'e\u0301',
  '😀',
  '\uFFFD',
  `o'clock "\\`,
  '\\N',
  'null',
  'tab\tline\n',
  'nul\0byte',
  '__proto__',
  '1',
  'true',
] as const

export const EVENT_TYPES = ['call', 'Call', `o'clock "\\`, '😀'] as const

export const numberName = fc.oneof(fc.constantFrom('tokens', '__proto__'), fc.constantFrom(...NUMBER_NAMES))
export const textName = fc.oneof(fc.constant('region'), fc.constantFrom(...TEXT_NAMES))
export const propertyName = fc.oneof({ arbitrary: textName, weight: 4 }, { arbitrary: numberName, weight: 1 })

/** A text that other draws often repeat, or now and then one that none does. */
export const plainText = fc.oneof(
  { arbitrary: fc.constantFrom(...PLAIN_TEXTS.slice(0, 4)), weight: 8 },
  { arbitrary: fc.constantFrom(...PLAIN_TEXTS), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 4 }), weight: 1 },
)
