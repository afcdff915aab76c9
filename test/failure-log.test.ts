import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { wallClock } from '../src/kernel/clock.ts'
import { startService } from '../src/service.ts'
import { QUERY_LIMITS } from '../src/warehouse/query-limits.ts'

it('an unexpected failure leaves its cause in the log, under the id that the answer names', async () => {
  const dataFolder = mkdtempSync(`${tmpdir()}/meterhouse-test-`)
  const lines: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) })
  const config = {
    port: 0,
    host: '127.0.0.1',
    dataFolder,
    tokens: [{ environment: 'sandbox' as const, token: 'token' }],
    clickhouseUrl: null,
    seller: { name: 'Meterhouse', addressLines: [] },
    finalizeSchedule: null,
    eventsLost: new Map(),
    requestsPerSecondMax: null,
    queryLimits: QUERY_LIMITS,
  }
  const service = await startService(config, log, wallClock())
  await service.environments.get('sandbox')?.warehouse.command('DROP TABLE duplicate_events')
  const answer = await fetch(`${service.url}/v1/events/search`, {
    method: 'POST',
    headers: { authorization: 'Bearer token' },
    body: '{"transactionIds":["a"]}',
  })
  const { request_id: requestId } = (await answer.json()) as { request_id: string }
  await service.stop()
  rmSync(dataFolder, { recursive: true })
  expect(answer.status).toBe(500)
  const entries = lines.map((line) => JSON.parse(line) as { requestId: string; err: { message: string } })
  expect(entries).toHaveLength(1)
  expect(entries[0]?.requestId).toBe(requestId)
  expect(entries[0]?.err.message).toContain('duplicate_events')
})
