import type { Contract } from '../../catalog/contracts/rows.ts'
import type { Product } from '../../catalog/products/rows.ts'
import type { Decimal } from '../../kernel/decimal.ts'
import { rangeHoldsEnd, type TimeRange } from '../../kernel/window.ts'
import type { BilledBefore } from '../heads/billed-before.ts'
import { isOnUsageInvoice, usageInvoicesOf } from '../heads/charged-by-itself.ts'
import { readsOf } from '../reads.ts'
import type { BillingScope } from '../scope.ts'
import { contractCharges } from '../heads/contract-charges.ts'

/** What was charged for a subscription, as `ContractCharge` has it. */
export interface SubscriptionSpend {
  product: Product
  charge: { period: TimeRange; total: Decimal; creditTypeId: string }
}

/**
 * What a contract's subscriptions come to on the usage invoices of one of its periods: what final ones bill, and what is
 * left to bill. So it is the same before and after they are finalized.
 * @param before what the customer's finalized invoices have billed.
 * @param period or the part of one that an invoice bills.
 */
export async function subscriptionSpend(
  scope: BillingScope,
  contract: Contract,
  before: BilledBefore,
  period: TimeRange,
): Promise<SubscriptionSpend[]> {
  const { subscriptions } = contract.terms
  if (subscriptions.length === 0) return []
  const usageInvoices = usageInvoicesOf(before, contract)
  // What is held for a voided invoice is there whenever that billed it.
  const left = (await contractCharges(scope, contract, () => period)).filter(
    (charged) => rangeHoldsEnd(period, charged.charge.billedAt) && isOnUsageInvoice(charged, usageInvoices),
  )
  const productIdOf = new Map(subscriptions.map(({ id, productId }) => [id, productId]))
  const products = await readsOf(scope).products([...new Set(productIdOf.values())])
  const billed = (await readsOf(scope).billedSubscriptionsOf(contract.customerId)).filter(
    ({ invoiceType, billedAt, isVoided }) =>
      invoiceType === 'USAGE' && rangeHoldsEnd(period, billedAt) && !isVoided,
  )
  return [
    ...left,
    ...billed.flatMap(({ subscriptionId, ...charge }) => {
      const product = products.find(({ id }) => id === productIdOf.get(subscriptionId))
      // It is another contract's.
      return product === undefined ? [] : [{ product, charge }]
    }),
  ]
}
