import { Decimal, ZERO, sumOf } from '../kernel/decimal.ts'

/** Of some quantity, what is more than one amount of it, up to another. */
export interface QuantityRange {
  from: Decimal
  to: Decimal
}

/** What is left of a range where some are taken out of it, in order. */
export function rangesLeft(range: QuantityRange, taken: readonly QuantityRange[]): QuantityRange[] {
  let left = [range]
  for (const one of taken) {
    left = left
      .flatMap(({ from, to }) => [
        { from, to: Decimal.min(to, one.from) },
        { from: Decimal.max(from, one.to), to },
      ])
      .filter(({ from, to }) => from.lessThan(to))
  }
  return left
}

/** The lowest ranges that come to a quantity and are not taken, in order. */
export function lowestRanges(quantity: Decimal, taken: readonly QuantityRange[]): QuantityRange[] {
  return firstOf(rangesLeft({ from: ZERO, to: quantity.plus(lengthOf(taken)) }, taken), quantity)
}

/** The first ranges that come to a quantity, or all of them where they come to less. */
export function firstOf(ranges: readonly QuantityRange[], quantity: Decimal): QuantityRange[] {
  let left = quantity
  return ranges.flatMap(({ from, to }) => {
    const end = Decimal.min(to, from.plus(left))
    if (!from.lessThan(end)) return []
    left = left.minus(end).plus(from)
    return [{ from, to: end }]
  })
}

/** What ranges come to that have nothing in common. */
export function lengthOf(ranges: readonly QuantityRange[]): Decimal {
  return sumOf(ranges, ({ from, to }) => to.minus(from))
}
