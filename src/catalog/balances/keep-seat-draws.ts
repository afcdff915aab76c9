import { ZERO } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Contract } from '../contracts/rows.ts'
import type { Catalog } from '../database.ts'
import { findLedgerEntries } from '../invoices/find-ledger-entries.ts'
import { findManualLedgerEntries } from './add-ledger-entry.ts'
import { findCarriedDraws } from './keep-carried.ts'
import { findBalancesOfContracts } from './of-contracts.ts'
import { sumBySegment } from './sum-by-segment.ts'

/**
 * Holds a change of subscriptions to what finalized invoices drew of what their seats were granted: a change of a time that
 * is over must not take that back, nor what a renewal drew of what was carried over to it, within the caller's transaction.
 * @param before the contract as it was.
 * @param after the contract with the change.
 * @param subscriptionIds those that were changed, in the order of the request.
 * @throws Problem invalid, naming the change, and the amount drawn.
 */
export async function requireSeatDrawsKept(
  transaction: Catalog,
  before: Contract,
  after: Contract,
  subscriptionIds: readonly string[],
  now: Instant,
): Promise<void> {
  if (subscriptionIds.length === 0) return
  const scope = { catalog: transaction }
  const movedBy = sumBySegment(await findLedgerEntries(scope, [before.customerId]))
  const granted = await findBalancesOfContracts(scope, [before], now)
  const kept = await findBalancesOfContracts(scope, [after], now)
  const amounts = new Map(
    kept.flatMap(({ terms }) => terms.access.segments.map(({ id, amount }) => [id, amount] as const)),
  )
  const manual = await findManualLedgerEntries(
    scope,
    granted.map(({ id }) => id),
  )
  const addedBy = sumBySegment(manual)
  for (const balance of granted) {
    const { id, origin, terms } = balance
    if (origin?.kind !== 'RECURRING' || origin.subscription === null) continue
    const place = subscriptionIds.indexOf(origin.subscription.subscriptionId)
    if (place === -1) continue
    for (const segment of terms.access.segments) {
      const drawn = (movedBy.get(segment.id) ?? ZERO).negated()
      const amount = amounts.get(segment.id) ?? ZERO
      if (!amount.lessThan(segment.amount)) continue
      const carried = sumBySegment(await findCarriedDraws(transaction, balance)).get(segment.id) ?? ZERO
      const least = drawn.plus(carried)
      // What was added by hand to a segment goes with it.
      const added = amounts.has(segment.id) ? (addedBy.get(segment.id) ?? ZERO) : ZERO
      const isLeft = !amount.plus(added).lessThan(least)
      const isCarried = !(terms.rolloverFraction ?? ZERO).times(amount).lessThan(carried)
      if (isLeft && isCarried) continue
      const byRenewal = carried.isZero() ? '' : `, and ${carried.toFixed()} of what it left to a renewal`
      throw invalid(
        `update_subscriptions.${place}: would leave ${amount.toFixed()} of ${id}, of which finalized invoices have drawn ${drawn.toFixed()}${byRenewal}`,
      )
    }
  }
}
