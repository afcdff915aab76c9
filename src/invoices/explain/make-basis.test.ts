import { expect, it } from 'vitest'
import { rate } from '../../rating/testing/prices.ts'
import { fullLines, product, soFar } from '../../rating/testing/usage.ts'
import type { InvoiceHead } from '../invoice.ts'
import type { RatedContract } from '../rate-contract.ts'
import { makeBasis } from './make-basis.ts'

const head = {
  customer: { id: 'acme', ingestAliases: [] },
  contract: { terms: { usageFilters: [] } },
  meteredFrom: null,
} as unknown as InvoiceHead

it('says nothing of a listed line in whose place others are on the invoice', () => {
  const keyed = product([rate('2')], { presentationGroupKey: ['user'] })
  const lines = fullLines(keyed, [soFar(0, '3', ['ann']), soFar(0, '5', ['bob'])])
  const rated = {
    products: [],
    usageOf: () => lines.map((line) => ({ line })),
    unratedOf: () => [],
  } as unknown as RatedContract
  const period = { from: 0, to: 1 }
  const listed = [{ id: 'of ann' }, { id: 'of bob' }]
  const shown = [{ id: 'of bob, covered' }, { id: 'of ann' }]
  const { pieces } = makeBasis({ head, period, rated, listed, shown, steps: [], cutoff: 7 })
  expect([...pieces.keys()]).toEqual(['of ann'])
})
