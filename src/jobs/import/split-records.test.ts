import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findLine, RECORD_BYTES_MAX } from './split-records.ts'
import { split, texts } from './testing/split.ts'

describe('splitting a text into lines', () => {
  it('gives every line with its number, blank ones left out, whatever ends them', async () => {
    const records = await split('one\r\n\n  \t\ntwo\nlast', findLine)
    expect(texts(records)).toEqual(['one', 'two', 'last'])
    expect(records.map(({ number }) => number)).toEqual([1, 4, 5])
  })

  it('leaves out a byte order mark, in whatever pieces it comes', async () => {
    for (const pieceBytes of [1, 2, 3, 4]) {
      expect(texts(await split('\u{FEFF}é\n', findLine, { pieceBytes }))).toEqual(['é'])
    }
    expect(texts(await split('a', findLine))).toEqual(['a'])
    expect(await split('', findLine)).toEqual([])
  })

  it('goes on after any record as if it had read from the start', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '\r', 'é', '🚀') })
    const lines = fc.array(line, { maxLength: 8 }).map((all) => all.join('\n'))
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 9 }), async (text, pieceBytes) => {
        const all = await split(text, findLine, { pieceBytes })
        for (const [index, { after }] of all.entries()) {
          expect(await split(text, findLine, { pieceBytes, from: after })).toEqual(all.slice(index + 1))
        }
      }),
    )
  })

  it('refuses a line that is too long, without holding it, and goes on at the next', async () => {
    const long = 'x'.repeat(RECORD_BYTES_MAX + 1)
    for (const pieceBytes of [2 ** 20, 2 ** 26]) {
      const records = await split(`a\n${long}\nb\n${long}`, findLine, { pieceBytes })
      expect(texts(records)).toEqual(['a', null, 'b', null])
      expect(records.map(({ number }) => number)).toEqual([1, 2, 3, 4])
      expect(records[1]?.refusal).toBe('longer than 16 MiB')
      expect(records[1]?.after).toEqual({ offset: 2 + long.length + 1, line: 2 })
    }
    const longest = 'x'.repeat(RECORD_BYTES_MAX)
    expect(texts(await split(longest, findLine, { pieceBytes: 2 ** 22 }))).toEqual([longest])
  })
})
