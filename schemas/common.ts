import { z } from 'zod'
import { Decimal } from '../src/kernel/decimal.ts'
import { isOnHour, parseTimestamp } from '../src/kernel/instant.ts'
import { NumberText, numberText, type JsonNumber } from '../src/kernel/json.ts'

/** An exact decimal: a JSON number on the wire, no digit of it lost (semantics 25). */
export const decimal = z
  .custom<number>(isJsonNumber, 'expected a number')
  .transform((value) => new Decimal(numberText(value)))
  .meta({ override: { type: 'number' } })

/** An exact decimal that is only passed on, in the text that it has. */
export const exactNumber = z
  .custom<number>(isJsonNumber, 'expected a number')
  .transform((value): JsonNumber => value)
  .meta({ override: { type: 'number' } })

/** A whole number; `2.0` is one too. */
export function integer(minimum: number, maximum: number) {
  return z
    .custom<number>(isJsonNumber, 'expected a number')
    .transform((value) => Number(numberText(value)))
    .refine(Number.isInteger, 'expected a whole number')
    .refine((value) => value >= minimum && value <= maximum, `expected ${minimum} to ${maximum}`)
    .meta({ override: { type: 'integer', minimum, maximum } })
}

export const uuid = z.guid('expected a UUID').toLowerCase()

const parsedTimestamp = z.string().transform((text, context) => {
  const parsed = parseTimestamp(text)
  if (parsed !== null) return parsed
  context.addIssue('expected an RFC 3339 timestamp, such as 2024-08-01T00:00:00Z')
  return z.NEVER
})

/** RFC 3339 with any offset, to an instant in milliseconds (semantics 5). */
export const timestamp = parsedTimestamp
  .transform(({ instant }) => instant)
  .meta({ override: { type: 'string', format: 'date-time' } })

// No event is of before 1970, so that no time before it can be billed.
const EARLIEST = Date.UTC(1970, 0, 1)

/** A timestamp on an hour boundary, as rates, contracts and usage bounds need (semantics 21 and 37). */
export const hourTimestamp = parsedTimestamp
  .refine(
    ({ instant, microsOfMilli }) => isOnHour(instant) && microsOfMilli === 0,
    'must be on an hour boundary (minutes and seconds zero)',
  )
  .transform(({ instant }) => instant)
  .refine((instant) => instant >= EARLIEST, 'must be of 1970 or later, in UTC')
  .meta({
    override: {
      type: 'string',
      format: 'date-time',
      description: 'on an hour boundary, of 1970 or later',
      examples: ['2024-08-01T00:00:00Z'],
    },
  })

// Events are of up to a day past a clock that stands before 2200.
const USAGE_LATEST = Date.UTC(2201, 0, 1)

/** A bound of a range of usage. */
export const usageBound = hourTimestamp
  .refine((bound) => bound <= USAGE_LATEST, 'must be of 2200 or earlier, in UTC')
  .meta({
    override: {
      type: 'string',
      format: 'date-time',
      description: 'on an hour boundary, in the years 1970 to 2200',
      examples: ['2024-08-01T00:00:00Z'],
    },
  })

/** When an invoice is issued: the analysts' tables hold no other years. */
export const issueTimestamp = timestamp
  .refine(
    (instant) => instant >= EARLIEST && instant < USAGE_LATEST,
    'must lie in the years 1970 to 2200, in UTC',
  )
  .meta({
    override: { type: 'string', format: 'date-time', description: 'in the years 1970 to 2200' },
  })

/** A timestamp as the service writes it. */
export const wireTimestamp = z.string().meta({ override: { type: 'string', format: 'date-time' } })

/** One of a closed set of upper-case words, accepted in any case. */
export function anyCase<const Words extends readonly [string, ...string[]]>(
  words: Words,
  description?: string,
) {
  return z
    .string()
    .toUpperCase()
    .pipe(z.enum(words, `expected one of ${words.join(', ')}`))
    .meta({
      override: { type: 'string', enum: [...words], ...(description === undefined ? {} : { description }) },
    })
}

/**
 * An object of any names, each with a value of one kind. A zod record leaves `__proto__` out, and a filter that is
 * left out in silence lets everything through.
 */
export function record<Value extends z.ZodType>(value: Value, example: Record<string, unknown>) {
  return z
    .custom<Record<string, z.input<Value>>>(isJsonObject, 'expected an object')
    .transform((object, context) => {
      const entries = Object.entries(object).map(([name, item]) => {
        const result = value.safeParse(item)
        if (result.success) return [name, result.data] as const
        for (const { message, path } of result.error.issues) {
          context.addIssue({ code: 'custom', message, path: [name, ...path] })
        }
        return [name, z.NEVER] as const
      })
      return Object.fromEntries(entries) as Record<string, z.output<Value>>
    })
    .meta({ override: { type: 'object', additionalProperties: example } })
}

/** A property's name where it is asked for; those of events may be longer. */
export const propertyName = z.string().min(1).max(1000)

export const customFields = record(z.string(), { type: 'string' })

/** A name shown to people; longer ones are cut at 160 characters, as Metronome does, and never within a surrogate pair. */
export const displayName = z
  .string()
  .min(1)
  .transform((name) => name.slice(0, 160).replace(/\p{Surrogate}$/u, ''))
  .meta({ override: { type: 'string', minLength: 1 } })

const cursor = z.string().transform((text) => (text === '' ? undefined : text))

/** The query parameters of a list whose pages the caller sizes. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'expected a whole number from 1 to 100')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 100, 'expected a whole number from 1 to 100')
    .optional()
    .meta({ override: { type: 'integer', minimum: 1, maximum: 100 } }),
  next_page: cursor.optional().meta({ override: { type: 'string' } }),
}

/** The query parameters of a list whose pages the service sizes. */
export const cursorQuery = { next_page: pageQuery.next_page }

export const queryBoolean = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional()
  .meta({ override: { type: 'boolean' } })

/** A comma-separated list in the query string; an empty one holds nothing and so selects nothing. */
export const queryTexts = queryListOf(z.string(), { type: 'string' })

/** The same of ids. */
export const queryList = queryListOf(uuid, { type: 'string', format: 'uuid' })

function queryListOf<Item extends z.ZodType<string, string>>(item: Item, items: object) {
  return z
    .string()
    .transform((text) => (text === '' ? [] : text.split(',')))
    .pipe(z.array(item).max(100))
    .optional()
    .meta({
      override: { type: 'array', items, maxItems: 100 },
      param: { style: 'form', explode: false },
    })
}

/** The usual envelope of one result. */
export function data<Result extends z.ZodType>(result: Result) {
  return z.strictObject({ data: result })
}

/** The envelope of a page; `next_page` is null on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ data: z.array(item), next_page: z.string().nullable() })
}

export const idBody = z.strictObject({ id: uuid })
export const idResult = data(z.strictObject({ id: uuid }))
export const namedId = z.strictObject({ id: uuid, name: z.string() })

/** The answer of methods that return nothing. */
export const nothing = z.strictObject({})

/** Every error's body (semantics 39). */
export const errorBody = z
  .object({ message: z.string(), request_id: z.string().optional() })
  .meta({ id: 'Error' })

/** Whether a parsed value is an object with names of its own, whatever they are. */
export function isJsonObject(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' && !(value instanceof NumberText)
}

function isJsonNumber(value: unknown): value is JsonNumber {
  return (typeof value === 'number' && Number.isFinite(value)) || value instanceof NumberText
}
