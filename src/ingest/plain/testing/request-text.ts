import fc from 'fast-check'

const DAY_MS = 86_400_000

/**
 * Texts of ingest requests: mostly of the usual shape, some with a rule broken, some that are not JSON, in every
 * spelling that JSON has.
 */
export function requestText(now: number): fc.Arbitrary<string> {
  const whole = fc
    .tuple(fc.array(event(now), { minLength: 1, maxLength: 3 }), space, space)
    .map(([events, before, after]) => `${before}[${events.join(`${after},`)}${before}]${after}`)
  return fc.oneof({ weight: 9, arbitrary: whole }, { weight: 2, arbitrary: damaged(whole) })
}

const space = fc.constantFrom('', '', '', ' ', '\n\t', '\r\n ')

const usualText = fc.oneof(
  fc.string({ minLength: 1, maxLength: 10 }),
  fc.constantFrom('acme', 'Zürich', '🚀', '__proto__', "it's", 'a/b'),
)
const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '',
    'tab\t',
    'nul\u0000',
    'back\\slash',
    'x'.repeat(128),
    'x'.repeat(129),
    'é'.repeat(65),
    '7',
    '12',
  ),
)
const anyText = fc.oneof({ weight: 30, arbitrary: usualText }, { weight: 1, arbitrary: oddText })

/** A text as JSON, its characters escaped or not. */
const quoted = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.constantFrom(...Array<string>(16).fill('plain'), 'slashes', 'unicode'))
    .map(([value, spelling]) => {
      const json = JSON.stringify(value)
      if (spelling === 'slashes') return json.replaceAll('/', String.raw`\/`)
      if (spelling === 'unicode')
        return json.replace(/[a-z](?=[^\\]*$)/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
      return json
    })

const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom('-0', '1.0', '1e3', '1E+30', '0.10', '12345678901234567890', '-0.000', '1e-7', '1e999'),
)
const oddNumber = fc.constantFrom('01', '1.', '.5', '+1', '1e', '-', '0x1', 'NaN', '1e+')
const value = fc.oneof(
  { weight: 60, arbitrary: quoted(anyText) },
  { weight: 40, arbitrary: number },
  { weight: 1, arbitrary: oddNumber },
  { weight: 20, arbitrary: fc.constantFrom('true', 'false', 'null') },
  { weight: 1, arbitrary: fc.constantFrom('[]', '{"a":1}', '["x"]', 'nul', 'truee') },
)

const properties = fc
  .tuple(fc.array(fc.tuple(quoted(anyText), space, value), { maxLength: 4 }), space)
  .map(
    ([entries, gap]) =>
      `{${gap}${entries.map(([name, after, text]) => `${name}${after}:${gap}${text}`).join(`,${gap}`)}${gap}}`,
  )

const two = fc.integer({ min: 0, max: 99 }).map((digits) => String(digits).padStart(2, '0'))

const timestamp = (now: number) =>
  fc.oneof(
    {
      weight: 30,
      arbitrary: fc
        .date({ min: new Date(now - 33 * DAY_MS), max: new Date(now + 20 * 3_600_000), noInvalidDate: true })
        .map((date) => date.toISOString()),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '2024-08-18T10:00:00Z',
        '2024-08-18T10:00:00.123456Z',
        '2024-08-18T10:00:00.1Z',
        '2024-08-19T12:00:00.000000Z',
        '2024-08-19T12:00:00.000001Z',
        '2024-07-15T12:00:00Z',
        '2024-07-15T11:59:59.999999Z',
        '2024-08-18t10:00:00z',
        '2024-08-18T10:00:00+02:00',
        '2024-08-18T10:00:00.1234567Z',
        '2024-08-18T10:00:00.Z',
        '2024-08-18 10:00:00Z',
        '2024-02-30T00:00:00Z',
        'now',
        '',
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(two, two, two, two)
        .map(([day, hour, minute, second]) => `2024-08-${day}T${hour}:${minute}:${second}Z`),
    },
  )

function event(now: number): fc.Arbitrary<string> {
  const fields = fc.record(
    {
      transaction_id: quoted(anyText),
      customer_id: quoted(anyText),
      event_type: quoted(anyText),
      timestamp: timestamp(now).map((text) => JSON.stringify(text)),
      properties: fc.oneof({ weight: 30, arbitrary: properties }, { weight: 1, arbitrary: value }),
    },
    { requiredKeys: ['transaction_id', 'customer_id', 'event_type', 'timestamp'] },
  )
  const written = fc.tuple(fields, space, fc.boolean()).chain(([record, gap, isShuffled]) => {
    const members = Object.entries(record).map(([name, text]) => `"${name}"${gap}:${gap}${text}`)
    const ordered = isShuffled
      ? fc.shuffledSubarray(members, { minLength: members.length })
      : fc.constant(members)
    return ordered.map((all) => `{${gap}${all.join(`,${gap}`)}${gap}}`)
  })
  const strange = fc.constantFrom('{}', 'null', '[]', '"x"', '{"transaction_id":"a"}', '{"a":1}')
  return fc.oneof({ weight: 40, arbitrary: written }, { weight: 1, arbitrary: strange })
}

/** A text with one character taken out, put in or changed. */
function damaged(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(
      text,
      fc.nat(),
      fc.constantFrom('', '"', ',', ':', '{', '}', ']', '\\', '\u0000', ' ', "'", '1'),
      fc.boolean(),
    )
    .map(([whole, position, character, isReplaced]) => {
      const at = position % whole.length
      return `${whole.slice(0, at)}${character}${whole.slice(isReplaced ? at + 1 : at)}`
    })
}
