import { describe, expect, test } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { foldQuantities } from './fold-quantities.ts'
import { foldSeats } from './fold-seats.ts'
import type { QuantityUpdate, SeatUpdate } from './terms.ts'

const fieldOf = (index: number) => `update ${index}`

describe('quantities', () => {
  const set = (startingAt: number, quantity: number): QuantityUpdate => ({
    startingAt,
    quantity: new Decimal(quantity),
    quantityDelta: null,
  })
  const add = (startingAt: number, delta: number): QuantityUpdate => ({
    startingAt,
    quantity: null,
    quantityDelta: new Decimal(delta),
  })

  test.each<[story: string, updates: QuantityUpdate[], expected: [at: number, quantity: number][]]>([
    [
      'hold from their date on',
      [set(1, 10), set(5, 12)],
      [
        [1, 10],
        [5, 12],
      ],
    ],
    [
      'of one date are applied as they were sent',
      [set(1, 10), set(5, 12), add(5, -1)],
      [
        [1, 10],
        [5, 11],
      ],
    ],
    [
      'are replaced by a quantity after a delta',
      [set(1, 10), add(5, 3), set(5, 4)],
      [
        [1, 10],
        [5, 4],
      ],
    ],
    [
      'that were scheduled later build on what is added before',
      [set(1, 10), add(9, 2), add(5, 1)],
      [
        [1, 10],
        [5, 11],
        [9, 13],
      ],
    ],
    [
      'that were set for later stay as they were set',
      [set(1, 10), set(9, 20), add(5, 1)],
      [
        [1, 10],
        [5, 11],
        [9, 20],
      ],
    ],
    [
      'may fall to nothing',
      [set(1, 10), add(5, -10)],
      [
        [1, 10],
        [5, 0],
      ],
    ],
  ])('%s', (_story, updates, expected) => {
    const changes = foldQuantities(updates, fieldOf)
    expect(changes.map(({ startingAt, quantity }) => [startingAt, quantity.toNumber()])).toEqual(expected)
  })

  test('are never negative, also where what makes them so was sent before', () => {
    // On day 9 three are taken of what is left since day 5.
    expect(() => foldQuantities([set(1, 10), add(9, -3), set(5, 2)], fieldOf)).toThrow(
      'update 1: the quantity would be negative',
    )
  })
})

describe('seats', () => {
  const hold = (startingAt: number, ...seatIds: string[]): SeatUpdate => ({
    startingAt,
    action: 'ADD_SEATS',
    seatIds,
  })
  const leave = (startingAt: number, ...seatIds: string[]): SeatUpdate => ({
    startingAt,
    action: 'REMOVE_SEATS',
    seatIds,
  })
  const open = (startingAt: number, quantity: number): SeatUpdate => ({
    startingAt,
    action: 'ADD_UNASSIGNED',
    quantity,
  })
  const close = (startingAt: number, quantity: number): SeatUpdate => ({
    startingAt,
    action: 'REMOVE_UNASSIGNED',
    quantity,
  })

  test.each<
    [story: string, updates: SeatUpdate[], expected: [at: number, ids: string, unassigned: number][]]
  >([
    [
      'take unassigned ones first',
      [open(1, 2), hold(5, 'a')],
      [
        [1, '', 2],
        [5, 'a', 1],
      ],
    ],
    [
      'and add to them where they are out',
      [open(1, 1), hold(5, 'a', 'b')],
      [
        [1, '', 1],
        [5, 'ab', 0],
      ],
    ],
    [
      'are held once',
      [hold(1, 'a'), hold(5, 'a', 'b')],
      [
        [1, 'a', 0],
        [5, 'ab', 0],
      ],
    ],
    [
      'are gone when they are left',
      [hold(1, 'a', 'b'), leave(5, 'a')],
      [
        [1, 'ab', 0],
        [5, 'b', 0],
      ],
    ],
    [
      'that nobody holds are left without effect',
      [hold(1, 'a'), leave(5, 'x')],
      [
        [1, 'a', 0],
        [5, 'a', 0],
      ],
    ],
    [
      'that are too many to close are all closed',
      [open(1, 2), close(5, 3)],
      [
        [1, '', 2],
        [5, '', 0],
      ],
    ],
    [
      'stay through changes of later dates',
      [hold(1, 'a'), hold(9, 'b'), hold(5, 'c')],
      [
        [1, 'a', 0],
        [5, 'ac', 0],
        [9, 'acb', 0],
      ],
    ],
  ])('%s', (_story, updates, expected) => {
    const changes = foldSeats(updates, fieldOf)
    expect(changes.map((one) => [one.startingAt, one.seatIds.join(''), one.unassignedSeats])).toEqual(
      expected,
    )
  })

  test('are 1,000 at most', () => {
    expect(foldSeats([hold(1, 'a'), open(5, 999)], fieldOf)).toHaveLength(2)
    expect(() => foldSeats([hold(1, 'a'), open(5, 999), hold(9, 'b'), open(9, 1)], fieldOf)).toThrow(
      'update 3: the subscription would have over 1000 seats',
    )
  })
})
