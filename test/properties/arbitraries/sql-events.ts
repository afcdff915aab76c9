import { DAY, HOUR, MINUTE, readInstant } from '../../support/oracle/instant.ts'
import type { JsonEntry, JsonValue } from '../../support/oracle/json-value.ts'
import type { SqlEvent } from '../../support/oracle/sql/rows.ts'
import type { Choose } from './sql-choose.ts'

/** Properties whose texts are mostly numbers, and ones that hold words, as paths. */
export const NUMBER_PATHS = [['tokens'], ['cost'], ["it's odd"], ['details', 'size']] as const
export const TEXT_PATHS = [['model'], ['region'], ['details', 'kind'], ['details']] as const

/** Words that events hold and that metrics compare with. */
export const WORDS = [
  'eu',
  'us',
  'EU',
  'large-2',
  'a_b%',
  '',
  'é',
  '😀x',
  "o'clock \\",
  '1',
  '10',
  '9',
] as const

const SMALL = ['0', '1', '2', '3', '10', '7.5', '-4', '0.25', '100', '-0.5', '1000000', '3.3333'] as const
const ODD = [
  ' 1',
  '1 ',
  '1e3',
  '-2E-2',
  '.5',
  '5.',
  '+5',
  'NaN',
  '',
  'abc',
  'Infinity',
  '0x10',
  '1,5',
  '--1',
  '007',
  '-0',
] as const
const PRECISE = [
  '0.00000000000000000001',
  '-0.00000000000000000001',
  '0.000000000000000000019',
  '12345678901234567890.12345678901234567890',
  '3.14159265358979323846',
  '2.7182818284590452353602874',
] as const
const HUGE = [
  '1e37',
  '-9.9e37',
  '99999999999999999999999999999999999999',
  '1e38',
  '-100000000000000000000000000000000000000',
  '1e-30',
] as const

const BASE = readInstant('2024-01-30T22:00:00Z')

/** The events of one customer over a few hours around the end of a month, many at the same instant. */
export function drawEvents(choose: Choose, customerId: string): SqlEvent[] {
  return Array.from({ length: choose.of([0, 1, 2, 3, 5, 8, 8, 12, 16]) }, (_, place) => ({
    transactionId: `${customerId}/${choose.of(['a', 'B', 'é', '😀', '\uFFFD', 'z'])}${place}`,
    customerId,
    eventType: choose.of(['call', 'call', 'Call', "o'clock"]),
    instant: drawInstant(choose),
    properties: new Map(drawProperties(choose)),
  }))
}

function drawInstant(choose: Choose): bigint {
  const [day, hour] = [BigInt(choose.of([0, 0, 0, 1, 2, 6])), BigInt(choose.below(4))]
  return BASE + day * DAY + hour * HOUR + choose.of([0n, 0n, 59n * MINUTE, HOUR - 1n, 123_456n])
}

function drawProperties(choose: Choose): JsonEntry[] {
  const entries: JsonEntry[] = []
  for (const name of ['tokens', 'cost', "it's odd"]) {
    if (choose.chance(85)) entries.push([name, drawNumber(choose)])
  }
  for (const name of ['model', 'region']) {
    if (choose.chance(85)) entries.push([name, drawWord(choose)])
  }
  if (choose.chance(70)) entries.push(['details', drawDetails(choose)])
  return entries
}

function drawDetails(choose: Choose): JsonValue {
  if (choose.chance(10)) return choose.of<JsonValue>([null, 'flat', { array: [{ number: '1' }] }])
  const entries: JsonEntry[] = []
  if (choose.chance(85)) entries.push(['size', drawNumber(choose)])
  if (choose.chance(85)) entries.push(['kind', drawWord(choose)])
  return { object: entries }
}

function drawNumber(choose: Choose): JsonValue {
  const draw = choose.below(100)
  if (draw < 62) {
    const text = choose.of(SMALL)
    return choose.chance(50) ? { number: text } : text
  }
  if (draw < 80) return choose.of(ODD)
  if (draw < 89) return choose.of(PRECISE)
  if (draw < 93) return choose.of(HUGE)
  return choose.of<JsonValue>([null, true, false, { array: [] }])
}

function drawWord(choose: Choose): JsonValue {
  return choose.chance(8) ? choose.of<JsonValue>([null, true, { number: '10' }]) : choose.of(WORDS)
}
