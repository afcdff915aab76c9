import { expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { rate } from '../../rating/testing/prices.ts'
import { fullLines, product, soFar } from '../../rating/testing/usage.ts'
import type { InvoiceHead } from '../invoice.ts'
import type { RatedContract } from '../charges/rate-contract.ts'
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

it('sums up what no rate prices by its metric, over the versions of a product, and leaves out what comes to nothing', () => {
  const named = (metricId: string) => ({ name: 'Tokens', metric: { id: metricId } })
  const tokens = { id: 'tokens', versions: ['count', 'count', 'sum'].map(named) }
  const unrated = (version: number, model: string, quantity: number) => ({
    product: tokens,
    version,
    pricingGroupValues: { model },
    quantity: new Decimal(quantity),
  })
  const rated = {
    products: [],
    usageOf: () => [],
    unratedOf: () => [
      unrated(0, 'lead', 5),
      unrated(1, 'lead', 7),
      unrated(2, 'lead', 1),
      unrated(0, 'tin', 4),
      unrated(1, 'tin', -4),
    ],
  } as unknown as RatedContract
  const parts = { head, period: { from: 0, to: 1 }, rated, listed: [], shown: [], steps: [], cutoff: 7 }
  expect(
    makeBasis(parts).unrated.map((one) => [one.metricId, one.pricingGroupValues['model'], +one.quantity]),
  ).toEqual([
    ['count', 'lead', 12],
    ['sum', 'lead', 1],
  ])
})
