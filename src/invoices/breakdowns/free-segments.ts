import { sumBySegment } from '../../catalog/balances/sum-by-segment.ts'
import { findLedgerEntries } from '../../catalog/invoices/find-ledger-entries.ts'
import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { ZERO } from '../../kernel/decimal.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import { readsOf } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * Of segments by whose price something on a finalized invoice is free, finds those that covered it in all of the invoice's
 * time: something was left of them after it. One that the invoice used up covered nothing from then on.
 * @param ownerIds the customers whose segments they are.
 * @returns the ids of those that were not used up.
 */
export async function segmentsNotUsedUp(
  scope: InvoiceScope,
  { id, finalizedAt }: Pick<StoredInvoice, 'id' | 'finalizedAt'>,
  segments: readonly AccessSegment[],
  ownerIds: readonly string[],
): Promise<string[]> {
  if (segments.length === 0) return []
  const entries = await findLedgerEntries(scope, ownerIds)
  // What a voided invoice gave back was not there as it drew.
  const last = entries.findLastIndex(({ invoiceId, type }) => invoiceId === id && type === 'DEDUCTION')
  const manual = await Promise.all(ownerIds.map((ownerId) => readsOf(scope).manualEntriesOf(ownerId)))
  const moved = sumBySegment([
    ...entries.slice(0, last + 1),
    ...manual.flat().filter(({ createdAt }) => createdAt <= finalizedAt),
  ])
  return segments
    .filter((segment) => segment.amount.plus(moved.get(segment.id) ?? ZERO).greaterThan(0))
    .map((segment) => segment.id)
}
