import type { InvoicedHead } from '../catalog/invoices/find-heads.ts'
import type { TimeRange } from '../kernel/window.ts'
import { readsOf } from './reads.ts'
import type { BillingScope } from './scope.ts'
import { chargesUntilNextPeriod } from './subscription-lines.ts'

/** What an invoice that is to be made anew bills: usage of a time, or subscriptions for it. */
export interface VoidedTime {
  contractId: string
  period: TimeRange
}

/**
 * What subscriptions charge that voided invoices of their own billed, as far as it is still owed: those are to be made anew.
 * @param heads what the customer's finalized invoices bill.
 */
export async function readVoidedCharges(
  scope: BillingScope,
  customerId: string,
  heads: readonly InvoicedHead[],
): Promise<VoidedTime[]> {
  const dates = heads.filter(
    ({ period, consolidatedPeriod }) => period === null && consolidatedPeriod === null,
  )
  const live = new Set(dates.filter(({ isVoided }) => !isVoided).map(({ headId }) => headId))
  const voided = dates.filter(({ headId }) => !live.has(headId))
  if (voided.length === 0) return []
  const contractIds = new Set(voided.map(({ contractId }) => contractId))
  const contracts = (await readsOf(scope).contractsOf(customerId)).filter(({ id }) => contractIds.has(id))
  const headIds = new Set(voided.map(({ headId }) => headId))
  const charged = contracts.map(async (contract) =>
    (await chargesUntilNextPeriod(scope, contract))
      .filter(({ charge: { heldBy } }) => heldBy !== null && headIds.has(heldBy))
      .map(({ charge: { period } }) => ({ contractId: contract.id, period })),
  )
  return (await Promise.all(charged)).flat()
}
