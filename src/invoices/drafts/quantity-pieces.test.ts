import { describe, expect, it } from 'vitest'
import { Decimal } from '../../kernel/decimal.ts'
import { flat, tiered } from '../../rating/testing/prices.ts'
import type { LineTier } from '../../rating/usage-line.ts'
import { drawnPieces, wholePiece, type PositionStep } from './quantity-pieces.ts'
import type { QuantityPiece } from '../document/usage-basis.ts'

const period = { from: 0, to: 100 }

const tier = (level: number, startingAt: number, size: number | null): LineTier => ({
  level,
  startingAt: new Decimal(startingAt),
  size: size === null ? null : new Decimal(size),
})

/** A step from where the last one ended, in parts: the line and its quantity. */
function walk(...steps: [at: number, ...parts: [lineId: string, quantity: number][]][]): PositionStep[] {
  let position = new Decimal(0)
  return steps.map(([at, ...parts]) => {
    const from = position
    for (const [, quantity] of parts) position = position.plus(quantity)
    return {
      at,
      from,
      to: position,
      parts: parts.map(([lineId, quantity]) => ({ lineId, quantity: new Decimal(quantity), tier: null })),
    }
  })
}

const shown = ({ from, to, low, high }: QuantityPiece) => [
  from,
  to,
  low === null ? null : `${low.of} ${low.at.toFixed()}`,
  high === null ? null : `${high.of} ${high.at.toFixed()}`,
]
const piecesOf = (steps: PositionStep[]) =>
  Object.fromEntries([...drawnPieces(steps, period)].map(([id, own]) => [id, own.map(shown)]))

describe('the pieces of a line', () => {
  it('are all of its time where nothing covers it, within its tier', () => {
    const line = { period, tier: null, price: flat('1') }
    expect(shown(wholePiece(line))).toEqual([0, 100, null, null])
    const price = tiered([10, '3'], [20, '2'])
    expect(shown(wholePiece({ ...line, price, tier: tier(1, 0, 10) }))).toEqual([0, 100, null, 'TIER 10'])
    // The last tier goes on past its size.
    expect(shown(wholePiece({ ...line, price, tier: tier(2, 10, 20) }))).toEqual([0, 100, 'TIER 10', null])
  })

  it('are one for each side of where a commit is used up, however many hours there were', () => {
    const steps = walk([10, ['paid', 5]], [20, ['paid', 3.5], ['rest', 1.5]], [30, ['rest', 4]])
    expect(piecesOf(steps)).toEqual({
      paid: [[0, 100, null, 'LEDGER 8.5']],
      rest: [[0, 100, 'LEDGER 8.5', null]],
    })
  })

  it('go on past the last tier where that has a size', () => {
    const step: PositionStep = {
      at: 10,
      from: new Decimal(0),
      to: new Decimal(40),
      parts: [
        { lineId: 'first', quantity: new Decimal(10), tier: tier(1, 0, 10) },
        { lineId: 'last', quantity: new Decimal(30), tier: tier(2, 10, 20) },
      ],
    }
    expect(piecesOf([step])).toEqual({
      first: [[0, 100, null, 'TIER 10']],
      last: [[0, 100, 'TIER 10', null]],
    })
  })

  it('are several where another commit covers what lies between', () => {
    const steps = walk([10, ['one', 2]], [20, ['other', 3]], [30, ['one', 4]])
    expect(piecesOf(steps)['one']).toEqual([
      [0, 100, null, 'LEDGER 2'],
      [0, 100, 'LEDGER 5', null],
    ])
  })

  it('end where the quantity turns, as what falls is given back by none', () => {
    const steps = walk([10, ['paid', 6]], [20, ['rest', -4]], [30, ['paid', 1]])
    expect(piecesOf(steps)).toEqual({
      paid: [
        [0, 20, null, null],
        [30, 100, null, null],
      ],
      rest: [[20, 30, null, null]],
    })
  })

  it('are nothing of the position for a line without quantity', () => {
    const steps = walk([10, ['paid', 6], ['rest', 0]])
    expect(piecesOf(steps)['rest']).toEqual([[0, 100, 'LEDGER 0', 'LEDGER 0']])
    expect(piecesOf(walk([10, ['rest', 0]]))['rest']).toEqual([[0, 100, null, null]])
  })
})
