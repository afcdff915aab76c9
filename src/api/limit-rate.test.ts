import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { Problem } from '../kernel/errors.ts'
import { limitRate } from './limit-rate.ts'
import { problemResponse } from './problem.ts'

function limitedApp(requestsPerSecondMax: number) {
  let now = 0
  const app = new Hono()
  app.use(limitRate(requestsPerSecondMax, { now: () => now }))
  app.get('/', (context) => context.text('ok'))
  app.onError((error) => {
    if (error instanceof Problem) return problemResponse(error)
    throw error
  })
  const statuses = async (count: number, token = 'a') => {
    const answers: number[] = []
    for (let request = 0; request < count; request += 1) {
      answers.push((await app.request('/', { headers: { authorization: `Bearer ${token}` } })).status)
    }
    return answers
  }
  return { app, statuses, pass: (milliseconds: number) => (now += milliseconds) }
}

describe('the rate limit of a token', () => {
  it('lets a second of requests through at once, then one at a time', async () => {
    const { statuses, pass } = limitedApp(2)
    expect(await statuses(3)).toEqual([200, 200, 429])
    pass(499)
    expect(await statuses(1)).toEqual([429])
    pass(1)
    expect(await statuses(2)).toEqual([200, 429])
    pass(60_000)
    expect(await statuses(3)).toEqual([200, 200, 429])
  })

  it('is counted for each token by itself', async () => {
    const { statuses } = limitedApp(1)
    expect([await statuses(2, 'a'), await statuses(2, 'b')]).toEqual([
      [200, 429],
      [200, 429],
    ])
  })

  it('says when to come back, as the client reads it', async () => {
    const { app, statuses } = limitedApp(1)
    await statuses(1, 'a')
    const answer = await app.request('/', { headers: { authorization: 'Bearer a' } })
    expect([answer.headers.get('retry-after'), answer.headers.get('x-metronome-rate-limit-type')]).toEqual([
      '1',
      'client',
    ])
  })
})
