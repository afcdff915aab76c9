import fc from 'fast-check'

const anyOf = (characters: string) => fc.constantFrom(...characters.split(''))
const digit = anyOf('0123456789')
const digits = (minLength: number, maxLength: number) => fc.string({ unit: digit, minLength, maxLength })
const zeros = (maxLength: number) => fc.nat({ max: maxLength }).map((count) => '0'.repeat(count))
const join = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''))
const power = (max: number) =>
  join(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-', '-0'), fc.nat({ max }).map(String))

const nines = (count: number) => '9'.repeat(count)

const sign = fc.constantFrom('', '', '', '-', '+')
const integer = fc.oneof(
  { arbitrary: digits(1, 4), weight: 4 },
  { arbitrary: digits(36, 41), weight: 1 },
  { arbitrary: join(zeros(100), digits(1, 4)), weight: 1 },
)
const fraction = fc.oneof(
  { arbitrary: fc.constantFrom('', '', '.'), weight: 3 },
  { arbitrary: join(fc.constant('.'), digits(1, 3)), weight: 3 },
  { arbitrary: join(fc.constant('.'), digits(18, 26)), weight: 2 },
)
const pointFirst = join(fc.constant('.'), digits(1, 25))
const smallPower = fc.oneof({ arbitrary: fc.constant(''), weight: 4 }, { arbitrary: power(45), weight: 2 })

/** A numeric text in any spelling, up to a little past the largest there are. */
export const numericText = join(sign, fc.oneof(join(integer, fraction), pointFirst), smallPower)

/** A numeric text whose digits or exponent are out of all proportion to its value. */
export const farFetchedNumericText = join(
  sign,
  fc.oneof(
    join(digits(1, 90), fc.constantFrom('', '.'), digits(0, 4)),
    join(fc.constantFrom('0.', '.', '00.'), zeros(90), digits(0, 30), fc.constant('0')),
    fc.constantFrom('0', '1', '.0', '0.00'),
  ),
  fc.oneof(
    power(100),
    fc.constantFrom('e400', 'e-400', 'E99999999999', 'e-99999999999', `e-${'9'.repeat(40)}`),
  ),
)

const words = (text: string) => text.split(' ')

const MISSHAPEN = words('. + - e5 E 1e 1e+ .e1 +. 1.2.3 --1 +-1 1e1e1 1e1.5 1_000 1,000 1f 1n true [1]')
const OTHER_NOTATIONS = words(
  '0x10 0b1 0o7 nan NaN NAN -nan inf +inf Inf Infinity -Infinity infinity ١٢ ½ １ −1 1e−1 1²',
)
const SPACED = ['', ' ', ' 1', '1 ', '1\n', '\t1', '1\0', '1 000', '\u00a01', '\ufeff1']
const SPELLINGS = words('-.5 5. .5 +5 -0 00 -00.00 1e3 1E3 1e00003')
const POWERS = words('1e37 1e38 9.99e37 -1e38 1e56 1e57 1e76 1e77 1e307 1e309 1e-20 1e-21')
const EDGES = words(
  `${nines(38)} -${nines(38)} ${nines(39)} 1${'0'.repeat(37)} 1${'0'.repeat(38)} ${nines(38)}.${nines(30)} ${nines(38)}.${nines(90)}`,
)
const CUT_OFF = words(`0.${'0'.repeat(19)}19 0.${nines(30)} -0.${nines(30)}`)

const stray = fc.oneof(anyOf('+-.eE0 9_,xnf\0\n"１−'), fc.constant("'"))

/** A numeric text with a character put in or taken out. */
const almostNumericText = fc
  .tuple(join(sign, digits(0, 3), fraction, smallPower), fc.nat({ max: 12 }), fc.option(stray, { nil: '' }))
  .map(([text, place, inserted]) => {
    const at = Math.min(place, text.length)
    return text.slice(0, at) + inserted + text.slice(inserted === '' ? at + 1 : at)
  })
  .filter((text) => !/[eE][+-]?0*(?:[5-9]\d|\d{3})/.test(text))

/** A text that is numeric, or looks much like it. */
export const nearNumericText = fc.oneof(
  {
    arbitrary: fc.constantFrom(
      ...MISSHAPEN,
      ...OTHER_NOTATIONS,
      ...SPACED,
      ...SPELLINGS,
      ...POWERS,
      ...EDGES,
      ...CUT_OFF,
    ),
    weight: 3,
  },
  { arbitrary: numericText, weight: 3 },
  { arbitrary: almostNumericText, weight: 3 },
  { arbitrary: fc.string({ unit: anyOf('014.eE+-'), maxLength: 4 }), weight: 2 },
)

const jsonInteger = fc.oneof(
  fc.constant('0'),
  join(anyOf('123456789'), digits(0, 3)),
  join(anyOf('123456789'), digits(15, 42)),
)

/** The text of a JSON number, in every spelling that JSON allows. */
export const jsonNumberText = join(
  fc.constantFrom('', '', '-'),
  jsonInteger,
  fc.oneof(
    { arbitrary: fc.constant(''), weight: 2 },
    { arbitrary: join(fc.constant('.'), digits(1, 3)), weight: 2 },
    { arbitrary: join(fc.constant('.'), digits(15, 25)), weight: 1 },
  ),
  fc.oneof({ arbitrary: fc.constant(''), weight: 3 }, { arbitrary: power(30), weight: 1 }),
)

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Whether a text may stand in JSON as a number. */
export function isJsonNumber(text: string): boolean {
  return JSON_NUMBER.test(text)
}
