import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { event, HEADER, importsOfFiles } from './support/imports.ts'
import { run } from './support/warehouse.ts'

describe('importing a file', () => {
  const { open, said, write, importPath, stored, refused } = importsOfFiles()

  const number = (digits: string) =>
    `{"transaction_id":"number-1","customer_id":"acme","event_type":"request","timestamp":"2024-08-17T12:00:00.123456+02:00","properties":{"n":${digits},"one":1.0,"e":1e3,"t":"x","b":true,"o":{"k":[1.10]},"z":null}}`

  describe('of NDJSON', () => {
    it('keeps every digit, every kind and the last line', async () => {
      const path = write(
        'ndjson',
        `\u{FEFF}${number('12345678901234567890.123456789')}\r\n\r\n${event('number-2')}`,
      )
      expect(await importPath(path)).toMatchObject({ rows_taken: 2, rows_refused: 0, is_finished: true })
      expect(await stored('number-')).toMatchObject([
        {
          customer_id: 'acme',
          timestamp: '2024-08-17 10:00:00.123456',
          properties: {
            n: '12345678901234567890.123456789',
            one: '1.0',
            e: '1e3',
            t: 'x',
            b: 'true',
            o: '{"k":[1.10]}',
          },
          property_kinds: 'nnnsbj',
          properties_null: ['z'],
        },
        { transaction_id: 'number-2', properties: {} },
      ])
      expect(said.at(-1)).toMatch(/: 2 rows in .* rows\/s\): 2 new, 0 there already, 0 refused$/)
    })

    it('is unpacked where it is packed', async () => {
      const lines = Array.from({ length: 3000 }, (_, index) => event(`packed-${index}`))
      const path = write(
        'ndjson.gz',
        Buffer.concat([gzipSync(lines.slice(0, 10).join('\n') + '\n'), gzipSync(lines.slice(10).join('\n'))]),
      )
      expect(await importPath(path)).toMatchObject({ rows_taken: 3000 })
      expect(await stored('packed-')).toHaveLength(3000)
    })

    it('refuses what is not an event, says why, and takes the rest', async () => {
      const notUtf8 = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}\n')])
      const lines = [
        event('reason-1'),
        '{"transaction_id":',
        event('reason-2', { timestamp: '2024-07-14T23:59:59Z' }),
        event('reason-3', { timestamp: '2024-08-19T00:00:01Z' }),
        event('reason-4', { colour: 'red' }),
        '[]',
        `{"properties":${'['.repeat(100_000)}`,
        `{"transaction_id":"reason-5","customer_id":"a","event_type":"b","timestamp":"2024-08-17T10:00:00Z","properties":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      ]
      const long = event('reason-6', { properties: { a: 'x'.repeat(17 * 2 ** 20) } })
      const text = Buffer.from(`${lines.join('\n')}\n${long}\n${event('reason-7')}\n`)
      const path = write('ndjson', Buffer.concat([notUtf8, text]))
      expect(await importPath(path)).toMatchObject({ rows_taken: 2, rows_refused: 9 })
      expect((await stored('reason-')).map((row) => row.transaction_id)).toEqual(['reason-1', 'reason-7'])
      const rows = refused(path) as { line: number; reason: string; input: string | null }[]
      expect(rows.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10])
      expect(rows[0]).toEqual({
        file: path,
        line: 1,
        reason: 'not UTF-8',
        input: null,
        input_base64: notUtf8.subarray(0, -1).toString('base64'),
      })
      expect(rows[1]).toMatchObject({ reason: expect.stringMatching(/^not JSON: /), input: lines[1] })
      expect(rows[2]).toMatchObject({ reason: 'timestamp: more than 34 days in the past', input: lines[2] })
      expect(rows[3]).toMatchObject({ reason: 'timestamp: more than 24 hours in the future' })
      expect(rows[4]).toMatchObject({ reason: expect.stringContaining('colour') })
      expect(rows[8]).toMatchObject({ reason: 'longer than 16 MiB', input: null })
      expect(said.at(-1)).toContain(`9 refused; 9 rows refused, see ${path}.refused.ndjson`)
    })
  })

  describe('of CSV', () => {
    it('reads columns as properties, empty ones as absent', async () => {
      const path = write(
        'csv',
        `\u{FEFF}"transaction_id",customer_id,event_type,timestamp,model,properties.tokens,properties.timestamp,note\r\n` +
          `csv-1,acme,request,2024-08-17T10:00:00Z,small,1.50,later,"two\r\nlines, ""quoted"""\r\n` +
          `csv-2,acme,request,2024-08-17T10:00:00Z,,,,`,
      )
      await importPath(path)
      expect(await stored('csv-')).toMatchObject([
        {
          properties: { model: 'small', tokens: '1.50', timestamp: 'later', note: 'two\r\nlines, "quoted"' },
          property_kinds: 'ssss',
        },
        { properties: {}, properties_null: [] },
      ])
    })

    it('keeps every character, in values and in names', async () => {
      const value = `tab\t, it's, back\\slash, \u0000, 🚀`
      const path = write(
        'csv',
        `${HEADER},it's\ta\\name,plain\nescaped-1,acme,request,2024-08-17T10:00:00Z,a,b\n` +
          `escaped-2,acme,request,2024-08-17T10:00:00Z,"${value}","${value}"\n`,
      )
      await importPath(path)
      expect(await stored('escaped-')).toMatchObject([
        { properties: { "it's\ta\\name": 'a', plain: 'b' } },
        { properties: { "it's\ta\\name": value, plain: value } },
      ])
      const plain = write(
        'csv',
        `${HEADER},plain\nescaped-3,"a\tb\nc",request,2024-08-17T10:00:00Z,"a\tb\nc"\n`,
      )
      await importPath(plain)
      expect(await stored('escaped-3')).toMatchObject([
        { customer_id: 'a\tb\nc', properties: { plain: 'a\tb\nc' } },
      ])
    })

    it('refuses rows that do not fit the header', async () => {
      const path = write(
        'csv.gz',
        gzipSync(
          `${HEADER}\nfit-1,a,b\nfit-2,a,b,2024-08-17T10:00:00Z\nfit-3,a,,2024-08-17T10:00:00Z\nfit-4,"a"b\n`,
        ),
      )
      expect(await importPath(path)).toMatchObject({ rows_taken: 1, rows_refused: 3 })
      expect(refused(path)).toMatchObject([
        { line: 2, reason: '3 fields where the header has 4', input: 'fit-1,a,b' },
        { line: 4, reason: expect.stringContaining('event_type') },
        { line: 5, reason: 'text follows a closing quote' },
      ])
    })

    it.each([
      ['', 'there is no column transaction_id, customer_id, event_type, timestamp'],
      ['transaction_id,customer_id,kind,timestamp\n', 'there is no column event_type; the columns are'],
      [`${HEADER},a,properties.a\n`, 'two columns give the property a'],
      [`${HEADER},\n`, 'a column has no name'],
    ])('cannot use the header %j', async (text, message) => {
      const path = write('csv', text)
      await expect(importPath(path)).rejects.toThrow(`${path}: ${message}`)
    })
  })

  describe('of Parquet', () => {
    async function writeParquet(columns: string, rows: number): Promise<string> {
      const path = write('parquet', '')
      await open().environment.warehouse.command(
        `INSERT INTO FUNCTION file('${path}', 'Parquet') SELECT ${columns} FROM numbers(${rows})
         SETTINGS engine_file_truncate_on_insert = 1, output_format_parquet_row_group_size = 4000`,
      )
      return path
    }
    const IDS = "'acme' AS customer_id, 'request' AS event_type"
    const TIME = "toDateTime64('2024-08-17 10:00:00.123456', 6, 'UTC') AS timestamp"

    it("turns the engine's types to exact text", async () => {
      const path = await writeParquet(
        `concat('typed-', toString(number)) AS transaction_id, 42 AS customer_id, 'request' AS event_type, ${TIME},
         toDecimal128('12345678901234567890.123456789', 10) AS decimal, toUInt64(18446744073709551615) AS big,
         toInt64(-9223372036854775808) AS small, 0.1::Float64 AS float, nan::Float64 AS not_a_number, true AS yes,
         NULL::Nullable(String) AS nothing, '' AS empty, toDate('2024-08-01') AS day,
         toDateTime64('2024-08-01 10:00:00.5', 3, 'UTC') AS \`properties.at\`, [1, 2] AS list,
         tuple(1::UInt8, 'x')::Tuple(a UInt8, b String) AS struct`,
        1,
      )
      await importPath(path)
      expect(await stored('typed-')).toMatchObject([
        {
          customer_id: '42',
          timestamp: '2024-08-17 10:00:00.123456',
          properties: {
            decimal: '12345678901234567890.123456789',
            big: '18446744073709551615',
            small: '-9223372036854775808',
            float: '0.1',
            not_a_number: 'nan',
            yes: 'true',
            empty: '',
            day: '2024-08-01',
            at: '2024-08-01T10:00:00.500Z',
            list: '[1,2]',
            struct: '{"a":1,"b":"x"}',
          },
          property_kinds: 'nnnnsbsssjj',
          properties_null: [],
        },
      ])
    })

    it.each([
      ["map('model', 'small', 'tokens', '1.0')", 'map', { model: 'small', tokens: '1.0' }],
      ["tuple('small', NULL)::Tuple(model String, tokens Nullable(UInt8))", 'struct', { model: 'small' }],
      [`'{"model":"small","tokens":1.0}'`, 'text', { model: 'small', tokens: '1.0' }],
    ])('reads properties given as %s', async (properties, prefix, expected) => {
      const path = await writeParquet(
        `'${prefix}-1' AS transaction_id, ${IDS}, ${TIME}, ${properties} AS properties, 'x' AS other`,
        1,
      )
      await importPath(path)
      expect(await stored(`${prefix}-`)).toMatchObject([{ properties: { ...expected, other: 'x' } }])
    })

    it('takes rows in the order of the file, and names refused ones by their number', async () => {
      const path = await writeParquet(
        `concat('ordered-', toString(number)) AS transaction_id, ${IDS}, ${TIME},
         if(number % 5000 = 4999, 'not json', concat('{"n":', toString(number), '}')) AS properties`,
        20_000,
      )
      expect(await importPath(path)).toMatchObject({ rows_taken: 19_996, rows_refused: 4 })
      expect(refused(path)).toMatchObject([5000, 10_000, 15_000, 20_000].map((row) => ({ row })))
      const ordered = await run(
        open().environment.warehouse,
        `SELECT transaction_id FROM events WHERE startsWith(transaction_id, 'ordered-') ORDER BY accepted_sequence`,
        {},
        z.object({ transaction_id: z.string() }),
      )
      const expected = Array.from({ length: 20_000 }, (_, index) => index).filter(
        (index) => index % 5000 !== 4999,
      )
      expect(ordered.map((row) => row.transaction_id)).toEqual(expected.map((index) => `ordered-${index}`))
    })

    it('says what is wrong with a file that is none, or has other columns', async () => {
      const text = write('parquet', 'not Parquet at all')
      await expect(importPath(text)).rejects.toThrow(`${text}: it cannot be read as Parquet`)
      const other = await writeParquet('number AS a', 1)
      await expect(importPath(other)).rejects.toThrow(`${other}: there is no column transaction_id`)
    })
  })
})
