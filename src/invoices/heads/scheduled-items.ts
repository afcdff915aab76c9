import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import type { ChargedItem, PurchasedItem, ScheduledItem } from '../invoice.ts'

/**
 * Everything dated that a contract bills, whenever that is: charges, discounts, then the commits that are paid with it;
 * archived ones are not.
 * @param balances of its customer; those that other contracts bill are left out.
 */
export function scheduledItems(
  contract: Pick<Contract, 'id' | 'terms'>,
  balances: readonly CatalogBalance[],
): ScheduledItem[] {
  const { scheduledCharges, discounts } = contract.terms
  const charges = scheduledCharges.filter(({ archivedAt }) => archivedAt === null)
  return [
    ...charges.flatMap((source) => chargedItems('CHARGE', source)),
    ...discounts.flatMap((source) => chargedItems('DISCOUNT', source)),
    ...balances
      .filter((balance) => balance.type === 'PREPAID' && isBilledBy(balance, contract))
      .flatMap(purchasedItems),
  ]
}

/** Whether a contract bills a commit: its own, or a customer's that names it; not one that is billed elsewhere. */
export function isBilledBy(
  { archivedAt, contractId, terms: { invoice, invoiceContractId } }: CatalogBalance,
  contract: Pick<Contract, 'id'>,
): boolean {
  const isBilled = archivedAt === null && invoice !== null && !invoice.doNotInvoice
  return isBilled && (contractId ?? invoiceContractId) === contract.id
}

function chargedItems(kind: ChargedItem['kind'], source: ChargedItem['source']): ChargedItem[] {
  const { creditTypeId, productId } = source
  return source.items.map((item) => ({ kind, source, item, creditTypeId, productId }))
}

function purchasedItems(source: CatalogBalance): PurchasedItem[] {
  const { invoice, productId } = source.terms
  if (invoice === null) return []
  const { creditTypeId } = invoice
  return invoice.items.map((item) => ({ kind: 'PURCHASE', source, item, creditTypeId, productId }))
}
