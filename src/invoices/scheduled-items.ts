import type { ContractTerms, Discount, ScheduledCharge, ScheduleItem } from '../catalog/contracts/terms.ts'

/** A dated amount that a contract charges, or takes off. */
export interface ScheduledItem {
  kind: 'CHARGE' | 'DISCOUNT'
  source: ScheduledCharge | Discount
  item: ScheduleItem
}

/** Everything dated in a contract that is billed, charges first; archived ones are not. */
export function scheduledItems(
  terms: Pick<ContractTerms, 'scheduledCharges' | 'discounts'>,
): ScheduledItem[] {
  const charges = terms.scheduledCharges.filter(({ archivedAt }) => archivedAt === null)
  return [
    ...charges.flatMap((source) => source.items.map((item) => ({ kind: 'CHARGE' as const, source, item }))),
    ...terms.discounts.flatMap((source) =>
      source.items.map((item) => ({ kind: 'DISCOUNT' as const, source, item })),
    ),
  ]
}
