import type { Instant } from '../../kernel/instant.ts'
import { endsEarlier } from '../contracts/end-terms.ts'
import type { Contract } from '../contracts/rows.ts'
import { recurringChildrenOf } from './recurring-children.ts'
import type { BalanceVersion, CatalogBalance } from './rows.ts'

/** Whether a version is what an earlier end left of a child; a change by itself is never empty. */
export function isKeptVersion({ kind, change }: BalanceVersion): boolean {
  return kind === 'END_DATE' && Object.keys(change).length === 0
}

/**
 * Whether a child that its contract no longer makes is there all the same, as an end left it. It is not where the contract
 * made it again since, and an edit then took its seat: a child goes with its seat, of which nothing was drawn
 * (`requireSeatDrawsKept`).
 * @param contract whose it is, by the terms that hold.
 */
export function isKept(balance: CatalogBalance, contract: Contract | undefined, at: Instant): boolean {
  const { id, origin, versions } = balance
  if (origin?.kind !== 'RECURRING' || !versions.some(isKeptVersion)) return false
  const seatId = origin.subscription?.seatId ?? null
  if (contract === undefined || seatId === null) return true
  // What it said once may be asked for: later versions are not known then.
  const known = 1 + contract.versions.findLastIndex(({ terms }) => terms === contract.terms)
  const last = contract.versions
    .slice(0, known)
    .findLastIndex(({ terms }) =>
      recurringChildrenOf({ ...contract, terms }, at).some((child) => child.id === id),
    )
  const [before, after] = [contract.versions[last], contract.versions[last + 1]]
  const end = after?.terms.endingBefore ?? null
  return before === undefined || (end !== null && endsEarlier(before.terms, end))
}
