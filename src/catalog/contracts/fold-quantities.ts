import { ZERO } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import type { QuantityChange } from '../../rating/subscription.ts'
import { refuseOversized } from '../products/refuse-oversized.ts'
import type { QuantityUpdate } from './terms.ts'

/**
 * The quantities that updates come to: on each date in the order in which they were sent, a quantity replacing what was
 * there and a delta added to it (OpenAPI, editContract: quantity_updates).
 * @param updates in the order they were sent; the first by date gives a quantity.
 * @param fieldOf names the field of the update at an index, for the messages
 * @throws Problem invalid where a quantity becomes negative or too long, naming the update that makes it so.
 */
export function foldQuantities(
  updates: readonly QuantityUpdate[],
  fieldOf: (index: number) => string,
): QuantityChange[] {
  const changes: QuantityChange[] = []
  for (const { index, startingAt, quantity, quantityDelta } of inOrderOfDate(updates)) {
    const before = changes.at(-1)
    const after = quantity ?? (before?.quantity ?? ZERO).plus(quantityDelta ?? ZERO)
    if (after.isNegative()) throw invalid(`${fieldOf(index)}: the quantity would be negative`)
    refuseOversized(fieldOf(index), after)
    if (before?.startingAt === startingAt) changes.pop()
    changes.push({ startingAt, quantity: after })
  }
  return changes
}

/** Updates with the places they were sent in, by date; those of one date as they were sent. */
export function inOrderOfDate<Update extends { startingAt: number }>(updates: readonly Update[]) {
  return updates
    .map((update, index) => ({ ...update, index }))
    .sort((a, b) => a.startingAt - b.startingAt || a.index - b.index)
}
