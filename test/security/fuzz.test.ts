import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hold, PROPERTY_TIMEOUT_MS } from '../properties/support/hold.ts'
import { mutatedText, noiseText } from './support/mutations.ts'
import { probe } from './support/probe.ts'
import { openTwins, type Twins } from './support/twins.ts'

// `PROPERTY_RUNS=20` tries other texts than these.
const SEED = 1

describe('whatever text is sent as a metric', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  let twins: Twins

  beforeAll(async () => {
    twins = await openTwins()
  })
  afterAll(() => twins.close())

  const isHarmless = (text: fc.Arbitrary<string>) =>
    fc.asyncProperty(text, async (text) => {
      const { faults } = await probe(twins, text)
      expect({ text, faults }).toEqual({ text, faults: [] })
    })

  it('shows nothing of other customers where it is a metric changed at a few words', () =>
    hold(isHarmless(mutatedText), 500, SEED))

  it('shows nothing of other customers where it is noise', () => hold(isHarmless(noiseText), 500, SEED))
})
