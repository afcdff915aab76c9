import { readContractUsage, type ContractUsage } from '../contract-usage.ts'
import type { InvoiceHead } from '../invoice.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * Reads what usage invoices are computed from, asked together. What cannot be read is left out: it is asked again where its
 * invoice is computed, which then fails for the reason there is.
 */
export async function readUsageAhead(
  batch: InvoiceScope,
  heads: readonly InvoiceHead[],
): Promise<Map<InvoiceHead, ContractUsage>> {
  const read = await Promise.allSettled(
    heads.flatMap((head) => {
      const { customer, contract, period } = head
      if (period === null) return []
      return [readContractUsage(batch, customer, contract, period).then((usage) => [head, usage] as const)]
    }),
  )
  return new Map(read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])))
}
