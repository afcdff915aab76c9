import { expect, it } from 'vitest'
import type { InvoiceHead } from '../invoice.ts'
import { partsOf } from './parts.ts'

/** A draft that is due, or is not. */
const draft = (isDue: boolean) => ({ isDue }) as unknown as InvoiceHead
const isDue = (head: InvoiceHead) => (head as unknown as { isDue: boolean }).isDue

/** Whose drafts are computed together, of customers of whom so many are due, and as many are not. */
async function divide(groups: string[][], dueOf: Record<string, number>, dueMax: number, customersMin = 1) {
  const headsOf = async (ids: readonly string[]) =>
    new Map(ids.map((id) => [id, Array.from({ length: 2 * (dueOf[id] ?? 0) }, (_, n) => draft(n % 2 === 0))]))
  const parts = await Array.fromAsync(partsOf(groups, headsOf, isDue, { dueMax, customersMin }))
  for (const { groups: own, heads } of parts) expect([...heads.keys()]).toEqual(own.flat())
  return parts.map((part) => part.groups)
}

it('computes as many customers together as have no more due than may be', async () => {
  const groups = [['a'], ['b'], ['c'], ['d']]
  expect(await divide(groups, { a: 1, b: 1, c: 1, d: 1 }, 4)).toEqual([groups])
  expect(await divide(groups, { a: 2, b: 1, c: 1, d: 3 }, 3)).toEqual([[['a'], ['b']], [['c']], [['d']]])
})

it('divides no group, and computes one alone that has more due', async () => {
  const groups = [['a'], ['b', 'c'], ['d']]
  expect(await divide(groups, { a: 1, b: 3, c: 3, d: 1 }, 2)).toEqual([[['a']], [['b', 'c']], [['d']]])
})

it('computes no fewer customers together than shall be, whatever they have due', async () => {
  const groups = [['a'], ['b', 'c'], ['d'], ['e']]
  const dueOf = { a: 9, b: 9, c: 9, d: 1, e: 1 }
  expect(await divide(groups, dueOf, 4, 2)).toEqual([
    [['a'], ['b', 'c']],
    [['d'], ['e']],
  ])
  expect(await divide(groups, dueOf, 4, 4)).toEqual([[['a'], ['b', 'c'], ['d']], [['e']]])
})

it('leaves nobody out who has nothing due', async () => {
  expect(await divide([['a'], ['b'], ['c']], { b: 5 }, 2)).toEqual([[['a']], [['b']], [['c']]])
  expect(await divide([['a'], ['b'], ['c']], { a: 2, b: 1 }, 2)).toEqual([[['a']], [['b'], ['c']]])
  expect(await divide([], {}, 2)).toEqual([])
})
