import { derivedId } from '../../kernel/ids.ts'
import type { ThresholdGrant } from '../../rating/thresholds/threshold-charge.ts'
import type { ThresholdEvent } from './rows.ts'

/** A commit of a threshold that was reached. */
export interface GrantedCommit extends ThresholdGrant {
  /** Null where it was not paid for, or not yet. */
  balanceId: string | null
}

/** The commits of a threshold that was reached, in the order in which they are made: one for each unit, at least one. */
export function grantedCommits(
  event: Pick<ThresholdEvent, 'amount' | 'payable' | 'grants' | 'creditTypeId' | 'balanceId'>,
): GrantedCommit[] {
  const { amount, payable, creditTypeId, balanceId: firstId } = event
  const grants = event.grants ?? [{ creditTypeId, amount, payable }]
  // The event keeps the id of the first, from which those of the others follow.
  return grants.map((grant, place) => {
    const isFirst = place === 0 || firstId === null
    return { ...grant, balanceId: isFirst ? firstId : derivedId('threshold', firstId, grant.creditTypeId) }
  })
}
