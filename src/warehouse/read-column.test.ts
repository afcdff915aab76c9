import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { NumberText } from '../kernel/json.ts'
import { decimalColumn, decimalTextColumn, integerColumn } from './query.ts'
import { columnReader } from './read-column.ts'

/** Columns, values that they have, and values that they do not. */
const COLUMNS: [name: string, column: z.ZodType, good: unknown[], bad: unknown[]][] = [
  ['text', z.string(), ['', 'a'], [1, null, undefined]],
  ['text of a form', z.string().regex(/^a/), ['a'], ['b']],
  ['id', z.uuid(), ['0193c1a2-6f0e-4b57-9a44-2f0d8a1c7e55'], ['no id']],
  ['number', z.number(), [0, -1.5], [Number.NaN, Number.POSITIVE_INFINITY, '1']],
  ['small number', z.number().max(5), [5], [6]],
  ['boolean', z.boolean(), [true, false], [0, 'true']],
  ['nullable', z.string().nullable(), ['a', null], [undefined, 1]],
  ['list', z.array(z.string().nullable()), [[], ['a', null]], [null, [1], 'a']],
  ['short list', z.array(z.string()).max(1), [['a']], [['a', 'b']]],
  ['decimal', decimalColumn, ['0', '-1.50', '1e3'], [1, null]],
  ['integer', integerColumn, ['0', '-7'], [7, null]],
  ['other', z.literal(['A', 'B']), ['A'], ['C']],
]

describe('a column', () => {
  it.each(COLUMNS)('of %s is read as its schema reads each value', (_, column, good, bad) => {
    const read = columnReader(column)
    expect(read(good, good.length)).toEqual(good.map((value) => column.parse(value)))
    for (const value of bad) expect(() => read([...good, value], good.length + 1)).toThrow(z.ZodError)
  })

  it('is refused where a text is none that can be read', () => {
    expect(() => columnReader(integerColumn)(['9007199254740993'], 1)).toThrow('is past 2^53')
    expect(() => columnReader(decimalColumn)(['ten'], 1)).toThrow('DecimalError')
    expect(() => columnReader(decimalTextColumn)(['1e3'], 1)).toThrow('1e3 is no plain decimal')
    expect(columnReader(decimalTextColumn)(['-1.50'], 1)).toEqual([new NumberText('-1.50')])
  })
})
