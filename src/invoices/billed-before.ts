import { findBilledCharges, type BilledCharge } from '../catalog/invoices/find-billed-charges.ts'
import { findInvoiceHeads } from '../catalog/invoices/find-heads.ts'
import type { CatalogScope } from '../catalog/scope.ts'
import type { Instant } from '../kernel/instant.ts'

/** What a customer's finalized invoices have billed. */
export interface BilledBefore {
  /** Of the invoices, voided ones too: these are made anew on request alone. */
  headIds: ReadonlySet<string>
  /** Where usage invoices of a contract end, by its id. */
  usageEnds: ReadonlyMap<string, readonly Instant[]>
  /** By the charge's id, the invoice that is not voided, or else the last one that is. */
  charges: ReadonlyMap<string, BilledCharge>
}

/** Finds what a customer's finalized invoices have billed. */
export async function findBilledBefore(
  scope: Pick<CatalogScope, 'catalog'>,
  customerId: string,
): Promise<BilledBefore> {
  const heads = await findInvoiceHeads(scope, customerId)
  const usageEnds = new Map<string, Instant[]>()
  for (const { contractId, period } of heads) {
    if (period !== null) usageEnds.set(contractId, [...(usageEnds.get(contractId) ?? []), period.to])
  }
  const charges = new Map<string, BilledCharge>()
  for (const billed of await findBilledCharges(scope, customerId)) {
    if (charges.get(billed.chargeId)?.isVoided !== false) charges.set(billed.chargeId, billed)
  }
  return { headIds: new Set(heads.map(({ headId }) => headId)), usageEnds, charges }
}

/**
 * Chooses the invoice that bills a charge, so that each is billed once: the one that has billed it, else the first that
 * is not final.
 * @param headIdAt the ids of the invoices that may, in order; there is always one more.
 * @returns null where an invoice has billed it that would not any more.
 */
export function billingHeadId(
  { headIds, charges }: BilledBefore,
  chargeId: string,
  headIdAt: (place: number) => string,
): string | null {
  const before = charges.get(chargeId)
  for (let place = 0; ; place += 1) {
    const id = headIdAt(place)
    if (id === before?.headId) return id
    if (!headIds.has(id)) return before?.isVoided === false ? null : id
  }
}
