import { z } from 'zod'
import { timestamp, wireTimestamp } from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Sandbox clock'
const path = '/ext/clock'
const response = z.strictObject({ now: wireTimestamp, fixed: z.boolean() }).meta({ id: 'Clock' })

// The warehouse keeps instants from 1900 to 2299.
const EARLIEST = Date.UTC(1971, 0, 1)
const LATEST = Date.UTC(2200, 0, 1)

const clockInstant = timestamp
  .refine((now) => EARLIEST <= now && now < LATEST, 'must lie in the years 1971 to 2199')
  .meta({ override: { type: 'string', format: 'date-time' } })

export const getClock = endpoint({
  method: 'GET',
  path,
  operationId: 'getClock',
  tag,
  summary: "Read the environment's clock",
  response,
})

export const setClock = endpoint({
  method: 'PUT',
  path,
  operationId: 'setClock',
  tag,
  summary: 'Fix the sandbox clock at an instant',
  body: z.strictObject({ now: clockInstant }),
  response,
})

export const releaseClock = endpoint({
  method: 'DELETE',
  path,
  operationId: 'releaseClock',
  tag,
  summary: 'Return the sandbox clock to wall time',
  response,
})
