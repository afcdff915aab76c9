import type { BillingScope } from './scope.ts'
import { readsOf } from './reads.ts'
import type { Contract } from '../catalog/contracts/rows.ts'
import { getPricingUnit, USD_CENTS_ID } from '../catalog/pricing-units/get.ts'
import type { PricingUnit } from '../catalog/pricing-units/rows.ts'
import type { UnitConversion } from '../rating/convert-units.ts'

/** What custom units are worth in a contract's currency; none where it has no card (reference section 5, Money). */
export async function unitConversions(
  scope: BillingScope,
  { terms }: Pick<Contract, 'terms'>,
): Promise<UnitConversion[]> {
  if (terms.rateCardId === null) return []
  const { conversions } = await readsOf(scope).rateCard(terms.rateCardId)
  return conversions.map(({ unit, fiatPerCustomCredit }) => ({
    customCreditTypeId: unit.id,
    fiatPerCustomCredit,
  }))
}

/** The currency of a contract: its card's, or US cents where it has none. */
export async function contractCurrency(
  scope: BillingScope,
  { terms }: Pick<Contract, 'terms'>,
): Promise<PricingUnit> {
  if (terms.rateCardId === null) return getPricingUnit(scope, USD_CENTS_ID)
  return (await readsOf(scope).rateCard(terms.rateCardId)).currency
}

/**
 * The currency of the invoice that an amount is charged on by itself: the contract's, which the card turns custom units
 * into. Without a card there are none, and each currency has invoices of its own.
 */
export function invoiceCurrencyId(
  { rateCardId }: Pick<Contract['terms'], 'rateCardId'>,
  currency: PricingUnit,
  creditTypeId: string,
): string {
  return rateCardId === null ? creditTypeId : currency.id
}
