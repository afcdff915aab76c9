import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { openCustomerExport } from '../../src/catalog/customers/customer-export.ts'
import { openCatalogFile } from '../../src/catalog/database.ts'
import { openEngine } from '../../src/warehouse/engine.ts'
import { run } from '../support/warehouse.ts'

const SCRIPT = fileURLToPath(new URL('support/export-killed.ts', import.meta.url))

it.each([
  ['before', { ownerBefore: 'From' }],
  ['after', { ownerBefore: 'To' }],
])('an export killed %s its insert is done by the next start', async (moment, { ownerBefore }) => {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-export-killed-`)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const killed = spawnSync(process.execPath, [SCRIPT, folder, moment], { encoding: 'utf8' })
  expect(killed).toMatchObject({ signal: 'SIGKILL', stderr: '' })

  const { catalog } = openCatalogFile(`${folder}/catalog.sqlite`)
  const warehouse = await openEngine({ path: `${folder}/warehouse` }).openDatabase('meterhouse_test')
  onTestFinished(async () => {
    await warehouse.close()
    await catalog.destroy()
  })
  const owner = async () => {
    const text = `SELECT name FROM customers JOIN customer_identifiers AS who ON who.customer_id = customers.id
      WHERE who.identifier = 'moving'`
    return (await run(warehouse, text, {}, z.object({ name: z.string() }))).map(({ name }) => name)
  }
  const due = () => catalog.selectFrom('customer_exports_due').select('customer_id').execute()
  expect(await owner()).toEqual([ownerBefore])
  expect(await due()).toHaveLength(2)
  const onFailure = (error: unknown) => {
    throw error
  }
  await (await openCustomerExport({ catalog, warehouse }, { onFailure })).close()
  expect(await owner()).toEqual(['To'])
  expect(await due()).toEqual([])
})
