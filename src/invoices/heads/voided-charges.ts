import type { InvoicedHead } from '../../catalog/invoices/find-heads.ts'
import { rangeHoldsEnd, type TimeRange } from '../../kernel/window.ts'
import type { ContractCharge } from '../invoice.ts'
import { readsOf } from '../reads.ts'
import type { BillingScope } from '../scope.ts'
import { isChargedByItself, usageInvoicesOf } from './charged-by-itself.ts'
import { chargesUntilNextPeriod, drawsAt } from './contract-charges.ts'

/** When an invoice that is to be made anew may draw: the time of its usage, or the instant at which a subscription's charge does. */
export interface VoidedTime {
  contractId: string
  period: TimeRange
}

/**
 * When charges of subscriptions draw that voided invoices are to bill anew: what they billed, as far as it is still owed, and
 * what has become due on a voided usage invoice since it was final. The period of a usage invoice does not tell when these
 * draw: what is in advance draws after it, and an increase may draw long before.
 * @param heads what the customer's finalized invoices bill.
 * @param replaced those of them that are not made anew.
 */
export async function readVoidedCharges(
  scope: BillingScope,
  customerId: string,
  heads: readonly InvoicedHead[],
  replaced: ReadonlySet<string>,
  billed: Parameters<typeof usageInvoicesOf>[0],
): Promise<VoidedTime[]> {
  const live = new Set(heads.filter(({ isVoided }) => !isVoided).map(({ headId }) => headId))
  const voided = heads.filter(({ headId }) => !live.has(headId))
  if (voided.length === 0) return []
  const contracts = await readsOf(scope).contractsOf(customerId)
  const charged = contracts.map(async (contract) => {
    const usageInvoices = usageInvoicesOf(billed, contract)
    const anew = voided.filter(
      ({ headId, contractId }) => contractId === contract.id && !replaced.has(headId),
    )
    const isOnOneAnew = ({ charge: { billedAt } }: ContractCharge) =>
      anew.some(({ period }) => period !== null && rangeHoldsEnd(period, billedAt))
    const isMadeAnew = (one: ContractCharge) =>
      one.charge.heldBy !== null || (isOnOneAnew(one) && !isChargedByItself(one, usageInvoices))
    return (await chargesUntilNextPeriod(scope, contract)).filter(isMadeAnew).map((one) => ({
      contractId: contract.id,
      period: { from: drawsAt(one), to: drawsAt(one) + 1 },
    }))
  })
  return (await Promise.all(charged)).flat()
}
