import { DAY_MS, HOUR_MS, formatInstant, type Instant } from '../../src/kernel/instant.ts'
import type { TimeRange } from '../../src/kernel/window.ts'
import { COMPANIES, type Company, type Region } from './customers.ts'
import { EVENT_TYPE, type Model } from './price-book.ts'
import { exponential, logNormal, pick, randomStream } from './random.ts'

/** One request to a made-up LLM API. */
export interface RequestEvent {
  transaction_id: string
  customer_id: string
  event_type: string
  timestamp: string
  properties: {
    model: Model
    input_tokens: number
    output_tokens: number
    user_id: string
    region: Region
    status: 'succeeded' | 'failed'
    request_id: string
  }
}

const UTC_OFFSET_HOURS: Record<Region, number> = { 'us-east': -5, 'us-west': -8, 'eu-west': 1, 'ap-south': 5 }
const PEAK_HOUR = 14
const WEEKEND_SHARE = 0.35
const GROWTH_PER_DAY = 1.015

const MODEL_WEIGHTS: readonly (readonly [Model, number])[] = [
  ['heron-mini', 50],
  ['heron-pro', 28],
  ['heron-code', 16],
  ['osprey-reasoning', 6],
]
const MEDIAN_TOKENS: Record<Model, { input: number; output: number }> = {
  'heron-mini': { input: 1500, output: 250 },
  'heron-pro': { input: 2500, output: 450 },
  'heron-code': { input: 6000, output: 600 },
  'osprey-reasoning': { input: 2000, output: 2200 },
}
const INPUT_TOKENS_MAX = 200_000
const OUTPUT_TOKENS_MAX = 32_000
const REGIONS = Object.keys(UTC_OFFSET_HOURS) as Region[]

/** A request that may have been made: the lower its level, the sooner it is among those that were. */
interface Candidate {
  company: Company
  hour: number
  index: number
  level: number
}

/**
 * Generates so many events in a range of whole hours, in time order. An event is a function of its company, its
 * hour since 1970 and its number within both, so a range that is moved by an hour gives mostly the same events.
 */
export function generateEvents(range: TimeRange, count: number): RequestEvent[] {
  return candidates(range, count)
    .toSorted((a, b) => a.level - b.level)
    .slice(0, count)
    .map(toEvent)
    .toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
}

/**
 * In each hour of each company requests arrive as a Poisson process; a request's level is its arrival over how
 * busy the hour is. The lowest levels of the whole range make any count, and a larger count keeps a smaller one's.
 */
function candidates(range: TimeRange, count: number): Candidate[] {
  const cells = hoursOf(range).flatMap((hour) =>
    COMPANIES.map((company) => ({ company, hour, busyness: busyness(company, hour, range.from) })),
  )
  const total = cells.reduce((sum, cell) => sum + cell.busyness, 0)
  // Ten standard deviations above what is needed, so that there are always enough.
  const levelMax = (count + 10 * Math.sqrt(count) + 100) / total
  return cells.flatMap(({ company, hour, busyness }) => {
    const random = randomStream(`${company.alias}/${hour}`)
    const found: Candidate[] = []
    let level = exponential(random) / busyness
    while (level < levelMax) {
      found.push({ company, hour, index: found.length, level })
      level += exponential(random) / busyness
    }
    return found
  })
}

function hoursOf({ from, to }: TimeRange): number[] {
  return Array.from({ length: Math.ceil((to - from) / HOUR_MS) }, (_, index) => from / HOUR_MS + index)
}

/** How busy a company is in an hour, next to other hours and companies: by day, on weekdays, and more each day. */
function busyness({ size, region }: Company, hour: number, rangeStart: Instant): number {
  const localHour = hour + UTC_OFFSET_HOURS[region]
  const fromPeak = ((localHour % 24) - PEAK_HOUR) / 24
  const byDay = 0.06 + ((1 + Math.cos(2 * Math.PI * fromPeak)) / 2) ** 2
  const weekday = new Date(localHour * HOUR_MS).getUTCDay()
  const byWeekday = weekday === 0 || weekday === 6 ? WEEKEND_SHARE : 1
  return size * byDay * byWeekday * GROWTH_PER_DAY ** ((hour * HOUR_MS - rangeStart) / DAY_MS)
}

function toEvent({ company, hour, index }: Candidate): RequestEvent {
  const id = `${company.alias}-${hour}-${index}`
  const random = randomStream(id)
  const model = pick(random, MODEL_WEIGHTS)
  const median = MEDIAN_TOKENS[model]
  const isSuccess = random() > 0.02
  return {
    transaction_id: id,
    customer_id: company.alias,
    event_type: EVENT_TYPE,
    timestamp: formatInstant(hour * HOUR_MS + Math.floor(random() * HOUR_MS)),
    properties: {
      model,
      input_tokens: tokens(logNormal(random, median.input, 1.2), INPUT_TOKENS_MAX),
      output_tokens: isSuccess ? tokens(logNormal(random, median.output, 0.9), OUTPUT_TOKENS_MAX) : 0,
      // Squared, so that a few users make most of the requests.
      user_id: `user-${1 + Math.floor(random() ** 2 * company.users)}`,
      region: random() < 0.85 ? company.region : pick(random, regionsEvenly),
      status: isSuccess ? 'succeeded' : 'failed',
      request_id: `req_${Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0')}`,
    },
  }
}

const regionsEvenly = REGIONS.map((region) => [region, 1] as const)

function tokens(count: number, max: number): number {
  return Math.min(max, Math.max(1, Math.round(count)))
}
