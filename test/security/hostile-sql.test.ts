import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CORPUS } from './corpus/corpus.ts'
import type { Hostile } from './corpus/hostile.ts'
import { probe } from './support/probe.ts'
import { openTwins, type Twins } from './support/twins.ts'

const kinds = [...new Set(CORPUS.map(({ kind }) => kind))]

describe('hostile SQL', () => {
  let twins: Twins

  beforeAll(async () => {
    twins = await openTwins()
  })
  afterAll(() => twins.close())

  describe.each(kinds)('%s', (kind) => {
    const texts = CORPUS.filter((hostile) => hostile.kind === kind)

    it.each(texts.map((hostile) => [hostile.name, hostile] as const))('%s', (_, hostile) =>
      expectFate(twins, hostile),
    )
  })
})

describe('the corpus', () => {
  it('has its texts once, and enough of them', () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(150)
    expect(new Set(CORPUS.map(({ kind, name }) => `${kind}: ${name}`)).size).toBe(CORPUS.length)
    const texts = CORPUS.map(({ text }) => text)
    expect(texts.filter((text, at) => texts.indexOf(text) !== at)).toEqual([])
  })
})

async function expectFate(twins: Twins, { text, expected }: Hostile): Promise<void> {
  const { isAdmitted, refusals, faults } = await probe(twins, text)
  expect(faults).toEqual([])
  expect(isAdmitted ? 'harmless' : 'refused', JSON.stringify(refusals.slice(0, 2))).toBe(expected)
}
