import { describe, expect, test } from 'vitest'
import { addRates } from '../rates/add-many.ts'
import { addProduct, addRateCard, newRate } from '../testing/fixtures.ts'
import { at, openTestCatalog } from '../testing/memory-catalog.ts'
import { refusalOf } from '../testing/refusal.ts'
import { moveRateCardProducts } from './move-products.ts'
import { findProductOrder } from './product-order.ts'
import { setRateCardProductsOrder } from './set-product-order.ts'

type Name = 'a' | 'b' | 'c' | 'd' | 'stranger'

/** A card with rates for the products a, b, c and d, added in that order; the stranger is on another card. */
async function openCard() {
  const { file: _, ...scope } = openTestCatalog()
  const card = await addRateCard(scope)
  const other = await addRateCard(scope)
  const ids = {
    d: (await addProduct(scope)).id,
    c: (await addProduct(scope)).id,
    b: (await addProduct(scope)).id,
    a: (await addProduct(scope)).id,
    stranger: (await addProduct(scope)).id,
  }
  await addRates(scope, other.id, [newRate(ids.stranger), newRate(ids.c)])
  await addRates(scope, card.id, [newRate(ids.a), newRate(ids.b), newRate(ids.a)])
  await addRates(scope, card.id, [newRate(ids.b), newRate(ids.c), newRate(ids.d)])
  const idOf = (name: string) => (name in ids ? ids[name as Name] : name)
  const nameOf = (id: string) => (Object.keys(ids) as Name[]).find((name) => ids[name] === id)
  const orderOf = async (cardId: string) =>
    [...(await findProductOrder(scope, cardId))].map(([id, position]) => `${nameOf(id)}${position}`).join(' ')
  return {
    scope,
    card,
    idOf,
    order: () => orderOf(card.id),
    otherOrder: () => orderOf(other.id),
    set: (names: string) =>
      setRateCardProductsOrder(scope, card.id, names === '' ? [] : names.split(' ').map(idOf)),
    move: (...moves: [name: string, position: number][]) =>
      moveRateCardProducts(
        scope,
        card.id,
        moves.map(([name, position]) => ({ productId: idOf(name), position })),
      ),
  }
}

test('products come in the order of their first rates, on each card by itself', async () => {
  const { order, otherOrder } = await openCard()
  expect(await order()).toBe('a0 b1 c2 d3')
  expect(await otherOrder()).toBe('stranger0 c1')
})

test('a card without rates has no order', async () => {
  const { scope } = await openCard()
  const { id } = await addRateCard(scope)
  expect(await findProductOrder(scope, id)).toEqual(new Map())
})

test('the order that is set stays when further rates are added, and a new product comes last', async () => {
  const { scope, card, idOf, set, order } = await openCard()
  await set('d b a c')
  const later = { startingAt: at('2024-09-01T00:00:00Z') }
  await addRates(scope, card.id, [newRate(idOf('stranger')), newRate(idOf('a'), later)])
  expect(await order()).toBe('d0 b1 a2 c3 stranger4')
})

test('setting one card’s order leaves the other’s', async () => {
  const { set, otherOrder } = await openCard()
  await set('c a b d')
  expect(await otherOrder()).toBe('stranger0 c1')
})

describe('setting the order is refused', () => {
  test.each<[story: string, names: string, kind: string, message: string]>([
    [
      'for an unknown product',
      'a b nothing c d',
      'not_found',
      'product_order.2: product nothing was not found',
    ],
    [
      'for a product that the card does not have',
      'a stranger b c d',
      'invalid',
      'product_order.1: product STRANGER has no rate on the rate card',
    ],
    ['where a product is named twice', 'a b a c d', 'invalid', 'product_order.2: product A is named twice'],
    [
      'where a product is left out',
      'a b d',
      'invalid',
      'product_order: must name each product of the rate card, and leaves out C',
    ],
    [
      'where none is named',
      '',
      'invalid',
      'product_order: must name each product of the rate card, and leaves out A',
    ],
  ])('%s', async (_story, names, kind, message) => {
    const { set, order, idOf } = await openCard()
    const refusal = await refusalOf(set(names))
    const named = message.replace(/\b(STRANGER|A|C)\b/, (name) => idOf(name.toLowerCase()))
    expect(refusal).toMatchObject({ kind, message: named })
    expect(await order()).toBe('a0 b1 c2 d3')
  })

  test('for an unknown card', async () => {
    const { scope } = await openCard()
    const refusal = await refusalOf(setRateCardProductsOrder(scope, 'nothing', []))
    expect(refusal.message).toBe('rate_card_id: rate card nothing was not found')
  })
})

describe('moving products', () => {
  test.each<[story: string, moves: [string, number][], order: string]>([
    ['none changes nothing', [], 'a0 b1 c2 d3'],
    ['to the front', [['c', 0]], 'c0 a1 b2 d3'],
    ['to the end', [['a', 3]], 'b0 c1 d2 a3'],
    ['forward: those between make room', [['b', 2]], 'a0 c1 b2 d3'],
    ['back: those between make room', [['d', 1]], 'a0 d1 b2 c3'],
    ['to its own place changes nothing', [['b', 1]], 'a0 b1 c2 d3'],
    // d a b c, then d b c a: the second move sees what the first one made.
    [
      'one after the other',
      [
        ['d', 0],
        ['a', 3],
      ],
      'd0 b1 c2 a3',
    ],
    [
      'the same one twice: it ends where it was moved last',
      [
        ['a', 3],
        ['a', 1],
      ],
      'b0 a1 c2 d3',
    ],
  ])('%s', async (_story, moves, expected) => {
    const { move, order } = await openCard()
    await move(...moves)
    expect(await order()).toBe(expected)
  })

  test.each<[story: string, moved: [string, number], kind: string, message: string]>([
    [
      'past the end',
      ['a', 4],
      'invalid',
      'product_moves.1.position: must be at most 3, the last place on the rate card',
    ],
    [
      'of an unknown product',
      ['nothing', 0],
      'not_found',
      'product_moves.1.product_id: product nothing was not found',
    ],
    [
      'of a product that the card does not have',
      ['stranger', 0],
      'invalid',
      'product_moves.1.product_id: product STRANGER has no rate on the rate card',
    ],
  ])('%s is refused, and the moves before it are not made', async (_story, moved, kind, message) => {
    const { move, order, idOf } = await openCard()
    const refusal = await refusalOf(move(['d', 0], moved))
    expect(refusal).toMatchObject({ kind, message: message.replace('STRANGER', idOf('stranger')) })
    expect(await order()).toBe('a0 b1 c2 d3')
  })

  test('on an unknown card is refused', async () => {
    const { scope } = await openCard()
    const refusal = await refusalOf(moveRateCardProducts(scope, 'nothing', []))
    expect(refusal.message).toBe('rate_card_id: rate card nothing was not found')
  })
})
