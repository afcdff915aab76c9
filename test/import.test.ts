import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { ImportRecord } from '../src/jobs/import/import-record.ts'
import { event, HEADER, importsOfFiles } from './support/imports.ts'

describe('importing a file', () => {
  const { folder, open, said, write, importPath, stored, refused } = importsOfFiles()

  it('of old events takes them with --historical alone, from any number of months', async () => {
    const lines = Array.from({ length: 240 }, (_, index) =>
      event(`old-${index}`, {
        timestamp: `${1970 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01T00:00:00Z`,
      }),
    )
    const path = write('ndjson', lines.join('\n'))
    expect(await importPath(path)).toMatchObject({ rows_taken: 0, rows_refused: 240 })
    expect(await importPath(path, { isHistorical: true })).toMatchObject({ rows_taken: 240, rows_refused: 0 })
    expect(await stored('old-')).toHaveLength(240)
    expect(() => refused(path)).toThrow('ENOENT')
  })

  it('of old events refuses those of before 1970, where windows are counted from', async () => {
    const path = write(
      'ndjson',
      ['1969-12-31T23:59:59.999999Z', '1970-01-01T00:30:00+01:00', '1970-01-01T00:00:00Z']
        .map((timestamp, index) => event(`older-${index}`, { timestamp }))
        .join('\n'),
    )
    expect(await importPath(path, { isHistorical: true })).toMatchObject({ rows_taken: 1, rows_refused: 2 })
    expect(refused(path)).toMatchObject([
      { line: 1, reason: 'timestamp: before 1970' },
      { line: 2, reason: 'timestamp: before 1970' },
    ])
  })

  describe('a second time', () => {
    it('does nothing, and with --again counts nothing twice', async () => {
      const path = write('ndjson', [event('again-1'), event('again-2'), 'no'].join('\n'))
      await importPath(path)
      await importPath(path)
      expect(said.at(-1)).toContain('already imported, 3 rows; 1 row refused')
      await importPath(path, { isAgain: true })
      expect(said.at(-1)).toMatch(/0 new, 2 there already, 1 refused/)
      expect(refused(path)).toHaveLength(1)
      expect(await stored('again-')).toHaveLength(2)
    })

    it('takes a file that has changed from the beginning, and what was new in it once', async () => {
      const path = write('ndjson', `${event('changed-1')}\n`)
      await importPath(path)
      writeFileSync(path, `${event('changed-1')}\n${event('changed-2')}\n`)
      await importPath(path)
      expect(said.at(-1)).toMatch(/2 rows .* 1 new, 1 there already/)
      expect(await stored('changed-')).toHaveLength(2)
    })
  })

  it('loses neither a file nor refused rows to the dead-letter file', async () => {
    const path = write('ndjson', 'no')
    const precious = write('txt', 'precious')
    await expect(importPath(path, { deadLetterPath: precious })).rejects.toThrow('exists already')
    await expect(importPath(path, { deadLetterPath: path })).rejects.toThrow('exists already')
    expect(readFileSync(precious, 'utf8')).toBe('precious')
    const asked = `${folder}/asked.ndjson`
    await importPath(path, { deadLetterPath: asked })
    await importPath(path, { deadLetterPath: asked, isAgain: true })
    expect(readFileSync(asked, 'utf8').split('\n')).toHaveLength(2)
  })

  describe('that was interrupted', () => {
    /** Stops an import once some batches are stored, as a signal would. */
    async function interrupt(path: string, batches: number): Promise<ImportRecord> {
      const stopping = new AbortController()
      let accepted = 0
      const { environment } = open()
      const ingest = {
        async accept(events: Parameters<typeof environment.ingest.accept>[0]) {
          await environment.ingest.accept(events)
          accepted += 1
          if (accepted === batches) stopping.abort()
        },
      }
      return importPath(path, { target: { ...environment, ingest }, signal: stopping.signal })
    }

    it.each(['ndjson', 'ndjson.gz', 'csv', 'parquet'])('goes on where it stopped, in %s', async (ending) => {
      const prefix = `stopped-${ending}-`
      const path = write(ending, '')
      const rows = Array.from({ length: 30_000 }, (_, index) => index)
      if (ending === 'parquet') {
        await open().environment.warehouse.command(
          `INSERT INTO FUNCTION file('${path}', 'Parquet')
           SELECT concat('${prefix}', toString(number)) AS transaction_id, if(number % 1000 = 7, '', 'acme') AS customer_id,
             'request' AS event_type, toDateTime64('2024-08-17 10:00:00', 3, 'UTC') AS timestamp
           FROM numbers(30000) SETTINGS engine_file_truncate_on_insert = 1`,
        )
      } else {
        const customer = (index: number) => (index % 1000 === 7 ? '' : 'acme')
        const lines = ending.startsWith('ndjson')
          ? rows.map((index) => event(`${prefix}${index}`, { customer_id: customer(index) }))
          : [
              HEADER,
              ...rows.map((index) => `${prefix}${index},${customer(index)},request,2024-08-17T10:00:00Z`),
            ]
        const text = lines.join('\n')
        writeFileSync(path, ending.endsWith('gz') ? gzipSync(text) : text)
      }
      const stopped = await interrupt(path, 1)
      expect(stopped.is_finished).toBe(false)
      expect(stopped.rows_taken).toBeGreaterThan(0)
      expect(stopped.rows_taken).toBeLessThan(29_970)
      expect(said.at(-1)).toMatch(/; stopped$/)
      // What a kill leaves that came between the dead-letter file and the record.
      appendFileSync(`${path}.refused.ndjson`, '{"line":12345}\n{"line":')
      expect(await importPath(path)).toMatchObject({
        rows_taken: 29_970,
        rows_refused: 30,
        is_finished: true,
      })
      expect(said.at(-1)).toMatch(/ 0 there already, /)
      expect(await stored(prefix)).toHaveLength(29_970)
      const numbers = (refused(path) as { line?: number; row?: number }[]).map(({ line, row }) => line ?? row)
      const first = ending === 'csv' ? 9 : 8
      expect(numbers).toEqual(Array.from({ length: 30 }, (_, index) => index * 1000 + first))
    })
  })
})
