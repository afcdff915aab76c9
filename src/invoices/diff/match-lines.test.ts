import { expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import type { InvoiceLine } from '../invoice.ts'
import { PLAIN } from '../document/plain-line.ts'
import { matchLines } from './match-lines.ts'

const PRODUCT = { id: 'p', type: 'USAGE' as const, name: 'Tokens', tags: [], customFields: {} }

function line(id: string, changes: Partial<InvoiceLine> & { price?: number } = {}): InvoiceLine {
  const { price = 1, ...fields } = changes
  return {
    ...PLAIN,
    id,
    type: 'usage',
    name: 'Tokens',
    product: PRODUCT,
    creditType: { seq: 1, id: 'usd', name: 'USD', isCurrency: true },
    period: { from: 0, to: 10 },
    quantity: new Decimal(1),
    unitPrice: new Decimal(price),
    total: new Decimal(price),
    ...fields,
  }
}

const pairs = (lines: InvoiceLine[], others: InvoiceLine[]) =>
  matchLines(lines, others).map((pair) => [pair.line?.id ?? null, pair.other?.id ?? null])

it('lines are paired by what they are of, whatever their ids and their order are', () => {
  const gold = { pricingGroupValues: { model: 'gold', region: 'eu' } }
  const sameGold = { pricingGroupValues: { region: 'eu', model: 'gold' } }
  const tin = { pricingGroupValues: { model: 'tin', region: 'eu' } }
  expect(pairs([line('a', gold), line('b')], [line('1'), line('2', sameGold), line('3', tin)])).toEqual([
    ['a', '2'],
    ['b', '1'],
    [null, '3'],
  ])
})

it('lines of which there are several are paired by time and price, then by price, then as they come', () => {
  const late = { period: { from: 5, to: 10 } }
  expect(
    pairs(
      [line('a', { price: 1 }), line('b', { price: 2, ...late }), line('c', { price: 3 })],
      [line('1', { price: 2 }), line('2', { price: 4 }), line('3', { price: 1 })],
    ),
  ).toEqual([
    ['a', '3'],
    ['b', '1'],
    ['c', '2'],
  ])
})

it('lines of one price and another time are a pair before those of another price', () => {
  const late = { period: { from: 5, to: 10 } }
  expect(
    pairs([line('a', { price: 2, ...late })], [line('1', { price: 4 }), line('2', { price: 2 })]),
  ).toEqual([
    ['a', '2'],
    [null, '1'],
  ])
})

it('lines that charge for the same date are paired, and not for another of the same price', () => {
  const charged = (id: string, chargeId: string) =>
    line(id, {
      type: 'scheduled',
      period: null,
      chargeId,
      scheduledCharge: { id: 'setup', customFields: {} },
    })
  const [first, second] = [charged('a', 'march'), charged('b', 'april')]
  expect(pairs([first, second], [charged('1', 'april'), charged('2', 'march')])).toEqual([
    ['a', '2'],
    ['b', '1'],
  ])
})

it('lines are no pair in different tiers, or of different contracts', () => {
  const tier = (level: number) => ({ tier: { level, startingAt: new Decimal(0), size: null } })
  const origin = (contractId: string) => ({
    origin: { lineId: 'line', invoiceId: 'statement', customerId: 'acme', contractId },
  })
  for (const [own, other] of [
    [tier(1), tier(2)],
    [origin('berlin'), origin('oslo')],
  ]) {
    expect(pairs([line('a', own)], [line('1', other), line('2', own)])).toEqual([
      ['a', '2'],
      [null, '1'],
    ])
  }
})

it('lines are no pair where different commits cover them, or one is covered and the other is not', () => {
  const commit = (id: string) => ({
    commit: { id, type: 'PREPAID' as const, segmentId: 's', customFields: {}, netsuiteSalesOrderId: null },
  })
  expect(pairs([line('a', commit('x'))], [line('1'), line('2', commit('y'))])).toEqual([
    ['a', null],
    [null, '1'],
    [null, '2'],
  ])
})
