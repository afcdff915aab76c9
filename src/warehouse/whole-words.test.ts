import { describe, expect, it } from 'vitest'
import { wholeWords } from './whole-words.ts'

async function* inChunks(bytes: Uint8Array, lengths: readonly number[]) {
  let from = 0
  for (const length of lengths) yield bytes.subarray(from, (from += length))
}

async function collect(lengths: readonly number[]): Promise<number[]> {
  const bytes = new Uint8Array(new BigUint64Array([1n, 0x2_0000_0003n, 0xffff_ffff_ffff_ffffn]).buffer)
  const words: number[] = []
  for await (const some of wholeWords(inChunks(bytes, lengths))) words.push(...some)
  return words
}

describe('64-bit values from chunks', () => {
  it.each([
    [[24]],
    [[1, 23]],
    [[7, 2, 15]],
    [[8, 8, 8]],
    [[3, 0, 21]],
    [Array.from({ length: 24 }, () => 1)],
  ])('are whole, wherever the chunks are cut: %j', async (lengths) => {
    expect(await collect(lengths)).toEqual([1, 0, 3, 2, 0xffff_ffff, 0xffff_ffff])
  })

  it('fail where the last is cut off', async () => {
    await expect(collect([8, 8, 5])).rejects.toThrow('within a value')
  })
})
