import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseName } from '../../src/open-environment.ts'
import { openEngine } from '../../src/warehouse/engine.ts'
import { openPriceBook } from '../support/price-book.ts'
import { runMeterhouse } from '../support/run-meterhouse.ts'
import { startTestService } from '../support/service.ts'

/** More than are exported at once. */
const CUSTOMERS = 250

const UNKNOWN = '5b0a4f0e-9d3c-4c56-8f2b-0e3a9d7c6b11'

describe('meterhouse invoices generate', () => {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-generate-`)
  const variables = { METERHOUSE_DATA: `${folder}/data` }
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Each customer's August is due, two units in advance for 100 cents each, and its September. */
  beforeAll(async () => {
    const service = await startTestService({ dataFolder: variables.METERHOUSE_DATA })
    await service.setClock('2024-09-12T00:00:00Z')
    const book = openPriceBook(service)
    const product_id = await book.product({ type: 'SUBSCRIPTION' })
    const card = await book.card([
      [product_id, { rate_type: 'FLAT', price: 100, billing_frequency: 'MONTHLY' }],
    ])
    const subscription = {
      collection_schedule: 'ADVANCE',
      subscription_rate: { billing_frequency: 'MONTHLY', product_id },
      initial_quantity: 2,
      proration: { is_prorated: false, invoice_behavior: 'BILL_IMMEDIATELY' },
    } as const
    for (let made = 0; made < CUSTOMERS; made += 1) await book.sign(card, { subscriptions: [subscription] })
    await service.stop()
  })

  const generate = (...args: string[]) => runMeterhouse(['invoices', 'generate', ...args], variables)
  const renameTable = async (from: string, to: string) => {
    const engine = openEngine({ path: `${folder}/data/warehouse` })
    const warehouse = await engine.openDatabase(databaseName('sandbox'))
    await warehouse.command(`RENAME TABLE ${from} TO ${to}`)
    await warehouse.close()
  }
  const exported = async () => {
    const { stdout } = await runMeterhouse(
      ['query', '--format', 'json', '-'],
      variables,
      'SELECT count() AS n FROM invoices',
    )
    return JSON.parse(stdout) as unknown
  }

  it('ends once the analysts have all invoices', async () => {
    expect(await generate('--as-of', '2024-08-20T00:00:00Z')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^250 invoices finalized/),
      stderr: '',
    })
    expect(await exported()).toEqual([{ n: '250' }])
  })

  it('says that they have not, and brings them the next time', async () => {
    await renameTable('exported_invoice_lines', 'elsewhere')
    expect(await generate()).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^250 invoices finalized/),
      stderr: expect.stringMatching(
        /^meterhouse: the analysts' tables lack invoices; .*exported_invoice_lines/,
      ),
    })
    await renameTable('elsewhere', 'exported_invoice_lines')
    expect(await exported()).toEqual([{ n: '250' }])
    expect(await generate()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^0 invoices/) })
    expect(await exported()).toEqual([{ n: '500' }])
  })

  it.each([
    [['--as-of', '2024-09-12T00:00:01Z'], '--as-of: must not be later than now, unless --dry-run is said'],
    [
      ['--as-of', '9999-12-31T00:00:00Z', '--dry-run'],
      '--as-of: must not be more than 10 years later than now',
    ],
    [['--customer', UNKNOWN], `--customer: customer ${UNKNOWN} was not found`],
    [['--customer', ''], '--customer: expected the id of a customer, a UUID'],
  ])('names the argument that is wrong: %j', async (args, message) => {
    expect(await generate(...args)).toEqual({
      status: 2,
      stdout: '',
      stderr: `meterhouse: ${message}\nSee meterhouse --help and meterhouse COMMAND --help.\n`,
    })
  })

  it('refuses a data folder whose warehouse is gone', async () => {
    renameSync(`${folder}/data/warehouse`, `${folder}/elsewhere`)
    for (const args of [[], ['--dry-run']]) {
      expect(await generate(...args)).toEqual({
        status: 1,
        stdout: '',
        stderr: `meterhouse: there is no warehouse in ${folder}/data; METERHOUSE_DATA says where it is\n`,
      })
    }
    expect(existsSync(`${folder}/data/warehouse`)).toBe(false)
    renameSync(`${folder}/elsewhere`, `${folder}/data/warehouse`)
  })

  it.each(['embedded', 'server'])('makes no data folder where there is none: %s', async (warehouse) => {
    const none = { METERHOUSE_DATA: `${folder}/none` }
    const place = warehouse === 'server' ? { ...none, CLICKHOUSE_URL: 'http://127.0.0.1:1' } : none
    for (const args of [[], ['--dry-run']]) {
      expect(await runMeterhouse(['invoices', 'generate', ...args], place)).toEqual({
        status: 1,
        stdout: '',
        stderr: `meterhouse: there is no catalog of sandbox in ${folder}/none; METERHOUSE_DATA says where it is\n`,
      })
    }
    expect(existsSync(`${folder}/none`)).toBe(false)
  })
})
