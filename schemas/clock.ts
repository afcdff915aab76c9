import { z } from 'zod'
import { timestamp, wireTimestamp } from './common.ts'
import { endpoint } from './endpoint.ts'

const tag = 'Sandbox clock'
const path = '/ext/clock'
const response = z.strictObject({ now: wireTimestamp, fixed: z.boolean() }).meta({ id: 'Clock' })

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
  body: z.strictObject({ now: timestamp }),
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
