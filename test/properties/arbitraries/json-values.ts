import fc from 'fast-check'
import type { JsonEntry, JsonValue } from '../../support/oracle/json-value.ts'
import { jsonNumberText, nearNumericText, numericText } from './numbers.ts'
import { NUMBER_NAMES, PROPERTY_NAMES, plainText } from './texts.ts'

const number = jsonNumberText.map((text): JsonValue => ({ number: text }))
const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  number,
  plainText,
  fc.boolean(),
  fc.constant<JsonValue>(null),
)

/** Any JSON, nested a few levels deep. */
export const jsonValue: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }).map((array) => ({ array })),
    entries(fc.oneof(fc.constantFrom(...PROPERTY_NAMES), fc.string({ unit: 'binary' })), tie('value'), 4).map(
      (object) => ({ object }),
    ),
  ),
})).value

/** Nested values whose text does not hang on how a reader orders or spaces them. */
const NESTED: readonly JsonValue[] = [
  { array: [] },
  { array: [{ number: '1.0' }, { number: '2' }] },
  { object: [['__proto__', `o'clock "\\`]] },
]

const oddValue = fc.constantFrom<JsonValue[]>(
  null,
  true,
  false,
  ...NESTED,
  { number: '1' },
  { number: '1.0' },
)

const numberValue: fc.Arbitrary<JsonValue> = fc.oneof(
  { arbitrary: number, weight: 6 },
  { arbitrary: numericText, weight: 4 },
  { arbitrary: nearNumericText, weight: 2 },
  { arbitrary: plainText, weight: 1 },
  { arbitrary: oddValue, weight: 1 },
)

const textValue: fc.Arbitrary<JsonValue> = fc.oneof(
  { arbitrary: plainText, weight: 9 },
  { arbitrary: oddValue, weight: 2 },
  { arbitrary: number, weight: 1 },
)

/** The properties of an event: most of the names there are, with a number, a text or what is neither. */
export const properties: fc.Arbitrary<JsonEntry[]> = fc
  .tuple(
    ...PROPERTY_NAMES.map((name) =>
      fc
        .option((NUMBER_NAMES as readonly string[]).includes(name) ? numberValue : textValue, {
          freq: 6,
          nil: undefined,
        })
        .map((value): JsonEntry[] => (value === undefined ? [] : [[name, value]])),
    ),
  )
  .map((entries) => entries.flat())

/** Entries of an object, no name twice. */
export function entries(
  name: fc.Arbitrary<string>,
  value: fc.Arbitrary<JsonValue>,
  maxLength: number,
): fc.Arbitrary<JsonEntry[]> {
  return fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength })
}
