import { expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import type { InvoiceLine } from '../invoice.ts'
import { compareUsage, isSameUsage } from './compare-usage.ts'

/** A line of usage at a price, in a tier where there are any. */
function line(quantity: number, unitPrice: number, changes: object = {}): InvoiceLine {
  return {
    product: { id: 'a', name: 'Units' },
    creditType: { id: 'cents', name: 'US cents' },
    period: { from: 0, to: 10 },
    quantity: new Decimal(quantity),
    unitPrice: new Decimal(unitPrice),
    total: new Decimal(quantity).times(unitPrice),
    tier: null,
    pricingGroupValues: null,
    presentationGroupValues: null,
    commit: null,
    ...changes,
  } as unknown as InvoiceLine
}

const tier = (level: number) => ({ tier: { level, startingAt: new Decimal(0), size: null } })
const covered = { commit: { id: 'commit' } }

const shown = (billed: readonly InvoiceLine[], now: readonly InvoiceLine[], listed = billed) =>
  compareUsage(billed, now, listed).map(({ product, quantityBilled, quantityNow, cost }) => [
    product.id,
    quantityBilled.toNumber(),
    quantityNow.toNumber(),
    cost.toNumber(),
  ])

it('usage that is the same is no difference, also where its lines are cut otherwise', () => {
  const later = { period: { from: 5, to: 10 } }
  expect(shown([line(10, 2)], [line(4, 2), line(6, 2, later)])).toEqual([])
})

it('more usage costs what its tiers say, less takes it back, and usage that had no line is new', () => {
  const billed = [line(8, 5, tier(1))]
  // Two more fill the first tier, three are in the second: 10 + 6.
  expect(shown(billed, [line(10, 5, tier(1)), line(3, 2, tier(2))])).toEqual([['a', 8, 13, 16]])
  expect(shown(billed, [line(6, 5, tier(1))])).toEqual([['a', 8, 6, -10]])
  expect(shown([], [line(3, 5)])).toEqual([['a', 0, 3, 15]])
  expect(shown([line(3, 5)], [])).toEqual([['a', 3, 0, -15]])
})

it('what a commit covered counts at the price without it', () => {
  // 6 of 10 were covered at 3 each; 11 now cost 55, and 10 would have been 50.
  const billed = [line(6, 3, covered), line(4, 5)]
  expect(shown(billed, [line(11, 5)], [line(10, 5)])).toEqual([['a', 10, 11, 5]])
})

it('as much usage while another price held is not the same usage', () => {
  const later = { period: { from: 5, to: 10 } }
  const [billed, now] = [[line(0, 1), line(10, 3, later)], [line(10, 1)]]
  // 10 at 1, and not at 3: 10 - 30.
  expect(shown(billed, now)).toEqual([['a', 10, 10, -20]])
  expect(isSameUsage(billed, now)).toBe(false)
  // What a commit covered of it at another rate is as much.
  expect(isSameUsage(billed, [line(4, 2, { ...later, ...covered }), line(6, 3, later)])).toBe(true)
})

it('groups are told apart, null from an empty text too', () => {
  const of = (team: string | null) => ({ presentationGroupValues: { team } })
  const billed = [line(1, 5, of('')), line(1, 5, of(null))]
  expect(shown(billed, [line(1, 5, of('')), line(2, 5, of(null))])).toEqual([['a', 1, 2, 5]])
})
