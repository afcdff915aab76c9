import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvFields } from './csv-fields.ts'
import { findCsvRecord } from './find-csv-record.ts'
import { RECORD_BYTES_MAX } from './split-records.ts'
import { split, texts } from './testing/split.ts'

const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', '🚀'), maxLength: 6 })
const isAlwaysQuoted = fc.boolean()

function writeField([text, isQuoted]: [string, boolean]): string {
  return isQuoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

describe('CSV', () => {
  it('is read back as it was written, in pieces of any size, from any record on', async () => {
    const row = fc.array(fc.tuple(field, isAlwaysQuoted), { minLength: 2, maxLength: 4 })
    const table = fc.array(row, { maxLength: 5 })
    const lineEnd = fc.constantFrom('\n', '\r\n')
    await fc.assert(
      fc.asyncProperty(table, lineEnd, fc.integer({ min: 1, max: 9 }), async (rows, end, pieceBytes) => {
        const text = rows.map((fields) => `${fields.map(writeField).join(',')}${end}`).join('')
        const records = await split(text, findCsvRecord, { pieceBytes })
        const fields = texts(records).map((record) => csvFields(record ?? ''))
        expect(fields).toEqual(rows.map((fields) => fields.map(([value]) => value)))
        for (const [index, { after }] of records.entries()) {
          const rest = await split(text, findCsvRecord, { pieceBytes, from: after })
          expect(rest).toEqual(records.slice(index + 1))
        }
      }),
    )
  })

  it('numbers records by the line where they begin', async () => {
    const records = await split('a,"1\n2\n3"\nb,"\r\n"\r\n\nc,d', findCsvRecord)
    expect(records.map(({ number }) => number)).toEqual([1, 4, 7])
    expect(texts(records)).toEqual(['a,"1\n2\n3"', 'b,"\r\n"', 'c,d'])
  })

  it.each([
    ['a,"b"c\nd,e\n', 'text follows a closing quote'],
    ['a,b"c\nd,e\n', 'a quote stands inside a field that is not quoted'],
    ['a,"b\nd,e\n', 'a quote is opened and not closed'],
  ])('refuses the line of %j and goes on at the next', async (text, refusal) => {
    const records = await split(text, findCsvRecord)
    expect(records.map((record) => record.refusal)).toEqual([refusal, null])
    expect(texts(records)).toEqual([text.split('\n', 1)[0], 'd,e'])
  })

  it('does not hold the rest of a file for a quote that is never closed', async () => {
    const row = `c,${'d'.repeat(2 ** 16)}\n`
    const rows = Math.ceil(RECORD_BYTES_MAX / row.length) + 10
    const records = await split(`a,"b\n${row.repeat(rows)}`, findCsvRecord, { pieceBytes: 2 ** 22 })
    expect(records).toHaveLength(1 + rows)
    expect(records[0]?.refusal).toBe('a quote is opened and not closed')
    expect(records.slice(1).every(({ refusal }) => refusal === null)).toBe(true)
  })
})
