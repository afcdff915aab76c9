import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, readInstant } from '../support/oracle/instant.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { NOW, timestampStyle, writeTimestamp } from './arbitraries/instants.ts'
import { hold, PROPERTY_TIMEOUT_MS } from './support/hold.ts'
import { beginTrial, writeEvents } from './support/trial.ts'

const OLDEST = readInstant(NOW) - 34n * DAY
const NEWEST = readInstant(NOW) + DAY

describe('an event', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService()
    await service.setClock(NOW)
  })
  afterAll(() => service.stop())

  const margin = fc.oneof(
    fc.constantFrom(0n, 1n, -1n, 999n, -999n, 1000n, -1000n, 1001n, -1001n),
    fc.bigInt({ min: -2n * DAY, max: 2n * DAY }),
  )
  const instant = fc.tuple(fc.constantFrom(OLDEST, NEWEST), margin).map(([edge, past]) => edge + past)

  it('is accepted from 34 days behind the clock to 24 hours ahead of it, to the microsecond', () =>
    hold(
      fc.asyncProperty(instant, timestampStyle, async (instant, style) => {
        const trial = beginTrial(service)
        const event = {
          transactionId: trial.prefix,
          customerId: 'anyone',
          eventType: 'call',
          timestamp: writeTimestamp(instant, { ...style, tail: '' }),
          properties: [],
        }
        const { status } = await service.request('POST', '/v1/ingest', { text: writeEvents([event]) })
        expect(status).toBe(OLDEST <= instant && instant <= NEWEST ? 200 : 400)
      }),
      100,
    ))
})
