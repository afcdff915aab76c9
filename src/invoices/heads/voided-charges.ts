import type { InvoicedHead } from '../../catalog/invoices/find-heads.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { readsOf } from '../reads.ts'
import type { BillingScope } from '../scope.ts'
import { chargesUntilNextPeriod, drawsAt } from './contract-charges.ts'

/** When an invoice that is to be made anew may draw: the time of its usage, or the instant at which a subscription's charge does. */
export interface VoidedTime {
  contractId: string
  period: TimeRange
}

/**
 * When subscriptions draw that voided invoices billed, as far as they are still owed: those are to be made anew. On a usage
 * invoice, too, for what is in advance draws after its period.
 * @param heads what the customer's finalized invoices bill.
 */
export async function readVoidedCharges(
  scope: BillingScope,
  customerId: string,
  heads: readonly InvoicedHead[],
): Promise<VoidedTime[]> {
  const live = new Set(heads.filter(({ isVoided }) => !isVoided).map(({ headId }) => headId))
  const voided = heads.filter(({ headId }) => !live.has(headId))
  if (voided.length === 0) return []
  const contractIds = new Set(voided.map(({ contractId }) => contractId))
  const contracts = (await readsOf(scope).contractsOf(customerId)).filter(({ id }) => contractIds.has(id))
  const headIds = new Set(voided.map(({ headId }) => headId))
  const charged = contracts.map(async (contract) =>
    (await chargesUntilNextPeriod(scope, contract))
      .filter(({ charge: { heldBy } }) => heldBy !== null && headIds.has(heldBy))
      .map((charged) => ({
        contractId: contract.id,
        period: { from: drawsAt(charged), to: drawsAt(charged) + 1 },
      })),
  )
  return (await Promise.all(charged)).flat()
}
