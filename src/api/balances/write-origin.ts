import type { BalanceOrigin, CatalogBalance } from '../../catalog/balances/rows.ts'

/** What made a commit: a request, or else what of this service. */
export function writeCommitOrigin({ origin }: CatalogBalance) {
  return {
    ...writeCreator(origin),
    recurring_commit_id: origin?.kind === 'RECURRING' ? origin.recurringId : undefined,
    rolled_over_from:
      origin?.kind === 'ROLLOVER'
        ? { commit_id: origin.balanceId, contract_id: origin.contractId }
        : undefined,
  }
}

/** What made a credit: a request, or else what of this service. */
export function writeCreditOrigin({ origin }: CatalogBalance) {
  return {
    ...writeCreator(origin),
    recurring_credit_id: origin?.kind === 'RECURRING' ? origin.recurringId : undefined,
    rolled_over_from:
      origin?.kind === 'ROLLOVER'
        ? { credit_id: origin.balanceId, contract_id: origin.contractId }
        : undefined,
  }
}

function writeCreator(origin: BalanceOrigin | null) {
  const subscription = origin?.kind === 'RECURRING' ? origin.subscription : null
  return {
    created_by: origin === null ? 'API' : undefined,
    subscription_config:
      subscription === null
        ? undefined
        : {
            subscription_id: subscription.subscriptionId,
            allocation: subscription.allocation,
            apply_seat_increase_config: { is_prorated: subscription.isSeatIncreaseProrated },
          },
  }
}
