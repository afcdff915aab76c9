import { type Decimal, divideQuantity } from '../../kernel/decimal.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Contract } from '../contracts/rows.ts'

/** A seat that pays a share of a period's price. */
export interface Payer {
  seatId: string
  /** The seat under whose id it is billed: another one where that was billed before it, so that it is billed once. */
  billedAs: string
}

/**
 * Which seats pay for a period: those that were there at its start by the last version from before it, or else the first one
 * that has any, and that no later version took out of it. A seat that is added to the start afterwards does not pay: the
 * price may be billed already, and that stays. Once all those that paid are gone, the first seat that is there instead pays
 * alone, billed as one of the last that went: the price is billed once, also where it is billed already.
 * @param from the period's start.
 * @param atStart the seats that are there at the period's start by now.
 */
export function payersOf(
  { versions }: Contract,
  subscriptionId: string,
  from: Instant,
  atStart: readonly string[],
): Payer[] {
  const said = versions.flatMap(({ terms, createdAt }) => {
    const seats = terms.subscriptions.find(({ id }) => id === subscriptionId)?.seats ?? []
    const then = seats.findLast(({ startingAt }) => startingAt <= from)
    return then === undefined ? [] : [{ createdAt, seatIds: then.seatIds }]
  })
  const last = said.findLastIndex(({ createdAt }) => createdAt < from)
  const agreed = said.slice(Math.max(last, 0))
  const [first, ...later] = agreed.slice(agreed.findIndex(({ seatIds }) => seatIds.length > 0))
  let payers = first?.seatIds ?? []
  for (const { seatIds } of later) {
    const left = payers.filter((seatId) => seatIds.includes(seatId))
    const [billedAs] = payers
    if (left.length === 0 && billedAs !== undefined) {
      return atStart.slice(0, 1).map((seatId) => ({ seatId, billedAs }))
    }
    payers = left
  }
  return payers.map((seatId) => ({ seatId, billedAs: seatId }))
}

/** Equal shares of an amount, cut off at 20 fractional digits; the last takes what is left. */
export function sharesOf(amount: Decimal | null, count: number): Decimal[] {
  if (amount === null) return []
  const share = count === 0 ? amount : divideQuantity(amount, count)
  return Array.from({ length: count }, (_, index) =>
    index < count - 1 ? share : amount.minus(share.times(count - 1)),
  )
}
