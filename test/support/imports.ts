import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { z } from 'zod'
import { findInput } from '../../src/jobs/import/input.ts'
import type { ImportRecord } from '../../src/jobs/import/import-record.ts'
import { runImport, type ImportContext } from '../../src/jobs/import/run-import.ts'
import { wallClock } from '../../src/kernel/clock.ts'
import { openEnvironment, type OpenEnvironment } from '../../src/open-environment.ts'
import { openEngine } from '../../src/warehouse/engine.ts'
import { openFileReader, type FileReader } from '../../src/warehouse/read-files.ts'
import { run } from './warehouse.ts'

const NOW = Date.UTC(2024, 7, 18)

/** The columns that a CSV file needs. */
export const HEADER = 'transaction_id,customer_id,event_type,timestamp'

const storedRow = z.object({
  transaction_id: z.string(),
  customer_id: z.string(),
  event_type: z.string(),
  timestamp: z.string(),
  properties: z.record(z.string(), z.string()),
  property_kinds: z.string(),
  properties_null: z.array(z.string()),
})

/** Opens an environment on 18 August 2024 for the tests of the caller's `describe`, which import files into it. */
export function importsOfFiles() {
  const folder = mkdtempSync(`${tmpdir()}/meterhouse-import-test-`)
  let open: OpenEnvironment
  let reader: FileReader
  const said: string[] = []
  let files = 0

  beforeAll(async () => {
    const location = { path: `${folder}/warehouse` }
    const clock = { now: () => NOW }
    const catalogPath = `${folder}/sandbox.sqlite`
    open = await openEnvironment('sandbox', openEngine(location), catalogPath, clock, {
      onExportFailure(error) {
        throw error
      },
    })
    reader = openFileReader(location)
  })
  beforeEach(() => {
    said.length = 0
  })
  afterAll(async () => {
    reader.close()
    await open.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A new file in a folder of the test's own. */
  function write(ending: string, content: string | Buffer): string {
    files += 1
    const path = `${folder}/file-${files}.${ending}`
    writeFileSync(path, content)
    return path
  }

  async function importPath(path: string, options: Partial<ImportContext> = {}): Promise<ImportRecord> {
    return runImport(findInput(path, null), {
      target: open.environment,
      reader,
      destination: 'sandbox',
      dataFolder: folder,
      isHistorical: false,
      isAgain: false,
      deadLetterPath: null,
      wall: wallClock(),
      say: (text) => said.push(text),
      progressOutput: { write() {} },
      signal: new AbortController().signal,
      ...options,
    })
  }

  /** The accepted events whose id begins so, as they are stored. */
  function stored(prefix: string) {
    const text = `SELECT transaction_id, customer_id, event_type, toString(timestamp) AS timestamp, properties,
        property_kinds, properties_null
      FROM events WHERE startsWith(transaction_id, {prefix:String}) ORDER BY transaction_id`
    return run(open.environment.warehouse, text, { prefix }, storedRow)
  }

  function refused(path: string): unknown[] {
    const lines = readFileSync(`${path}.refused.ndjson`, 'utf8').trimEnd().split('\n')
    return lines.map((line) => JSON.parse(line) as unknown)
  }

  return { folder, said, open: () => open, write, importPath, stored, refused }
}

/** A line of NDJSON: an event of 17 August 2024, with the rest in place of what it has. */
export function event(transactionId: string, rest: object = {}): string {
  return JSON.stringify({
    transaction_id: transactionId,
    customer_id: 'acme',
    event_type: 'request',
    timestamp: '2024-08-17T10:00:00Z',
    ...rest,
  })
}
