import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { wallClock } from '../../src/kernel/clock.ts'
import { startService, type Service } from '../../src/service.ts'
import { QUERY_LIMITS } from '../../src/warehouse/query-limits.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'
import { run } from '../support/warehouse.ts'

describe('customers in the warehouse of a service', () => {
  const dataFolder = mkdtempSync(`${tmpdir()}/meterhouse-customers-`)
  const lines: string[] = []
  let service: Service
  let warehouse: Warehouse

  beforeAll(async () => {
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
    const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) })
    service = await startService(config, log, wallClock())
    const sandbox = service.environments.get('sandbox')
    if (sandbox === undefined) throw new Error('there is no sandbox')
    ;({ warehouse } = sandbox)
  })
  afterAll(async () => {
    await service.stop()
    rmSync(dataFolder, { recursive: true })
  })

  async function post(path: string, body: unknown) {
    const headers = { authorization: 'Bearer token' }
    const answer = await fetch(`${service.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
    return answer.json()
  }
  async function create(name: string): Promise<string> {
    const answer = await post('/v1/customers', { name, ingest_aliases: [`${name} alias`] })
    return z.object({ data: z.object({ id: z.string() }) }).parse(answer).data.id
  }
  const customers = async () => {
    const text =
      'SELECT name, ingest_aliases, isNotNull(archived_at) AS archived FROM customers ORDER BY name'
    const row = z.object({ name: z.string(), ingest_aliases: z.array(z.string()), archived: z.number() })
    return (await run(warehouse, text, {}, row)).map((one) => [one.name, one.ingest_aliases, one.archived])
  }
  const follows = (expected: unknown) => expect.poll(customers, { timeout: 10_000 }).toEqual(expected)

  it('follow each request', async () => {
    const id = await create('Acme')
    await follows([['Acme', ['Acme alias'], 0]])
    await post(`/v1/customers/${id}/setName`, { name: 'Acme Ltd' })
    await follows([['Acme Ltd', ['Acme alias'], 0]])
    await post(`/v1/customers/${id}/setIngestAliases`, { ingest_aliases: ['one', 'two'] })
    await follows([['Acme Ltd', ['one', 'two'], 0]])
    await post('/v1/customers/archive', { id })
    await follows([['Acme Ltd', ['one', 'two'], 1]])
    expect(lines).toEqual([])
  })

  it('are changed all the same while the warehouse fails, which is logged, and follow when it is back', async () => {
    await warehouse.command('RENAME TABLE customer_versions TO away')
    await create('Meanwhile')
    await expect.poll(() => lines.length, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      environment: 'sandbox',
      err: { message: expect.stringContaining('customer_versions') as string },
      msg: 'customers or invoices were not exported to the warehouse; it is tried again',
    })
    await warehouse.command('RENAME TABLE away TO customer_versions')
    await create('Next')
    await follows([
      ['Acme Ltd', ['one', 'two'], 1],
      ['Meanwhile', ['Meanwhile alias'], 0],
      ['Next', ['Next alias'], 0],
    ])
  })
})
