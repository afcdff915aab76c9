import { spawnSync } from 'node:child_process'

const SCRIPT = `
import { createClient } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
const client = createClient({ connection: createChdbConnection({ path: process.argv[1] }) })
const result = await client.query({ query: 'SELECT count() AS n, uniqExact(transaction_id) AS ids FROM ' + process.argv[2] + '.events', format: 'JSONEachRow' })
process.stdout.write(JSON.stringify((await result.json())[0]))
process.exit(0)
`

/**
 * Counts the events a stopped server has stored, in a process of its own: the engine holds one folder a process.
 * @throws where an id is stored twice.
 */
export function countRows(folder: string, server: 'floor' | 'service'): number {
  const database = server === 'floor' ? 'floor' : 'meterhouse_sandbox'
  const run = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', SCRIPT, `${folder}/warehouse`, database],
    {
      encoding: 'utf8',
      cwd: new URL('../..', import.meta.url).pathname,
    },
  )
  if (run.status !== 0) throw new Error(`the rows could not be counted: ${run.stderr}`)
  const { n, ids } = JSON.parse(run.stdout) as { n: string; ids: string }
  if (Number(n) !== Number(ids)) throw new Error(`${n} rows hold ${ids} ids`)
  return Number(n)
}
