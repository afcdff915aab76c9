import { readContractUsage } from '../charges/contract-usage.ts'
import type { ContractUsage } from '../reads.ts'
import type { InvoiceHead } from '../invoice.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * Reads what usage invoices are computed from, asked together. Where that fails, so does who needs it, for the same reason.
 * @returns all of them settled.
 */
export async function readUsageAhead(
  batch: InvoiceScope,
  heads: readonly InvoiceHead[],
): Promise<Map<InvoiceHead, Promise<ContractUsage>>> {
  const reading = new Map<InvoiceHead, Promise<ContractUsage>>()
  for (const head of heads) {
    if (head.period !== null) reading.set(head, readContractUsage(batch, head, head.period))
  }
  await Promise.allSettled(reading.values())
  return reading
}
