import { ZERO, type Decimal } from '../../kernel/decimal.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import type { Catalog } from '../database.ts'
import { findPricingUnits } from '../pricing-units/get.ts'
import { refuseOversized } from '../products/refuse-oversized.ts'

/** What one of a custom unit is worth in a card's currency. */
export interface NewConversion {
  customCreditTypeId: string
  /** In the currency's amounts: cents, where that is US dollars. */
  fiatPerCustomCredit: Decimal
}

/**
 * Gives a card conversions of custom pricing units into its currency. One that is there is never changed, as it says
 * what was billed (reference section 5, Money; SDK, rateCards.update).
 * @param field where the conversions are in the request, for the messages
 * @throws Problem not_found where a unit does not exist; invalid where it is a currency, has a conversion already, or
 * is given one that is not above 0 or too long.
 */
export async function addConversions(
  catalog: Catalog,
  rateCardId: string,
  conversions: readonly NewConversion[],
  field: string,
): Promise<void> {
  const ids = conversions.map((conversion) => conversion.customCreditTypeId)
  const units = new Map((await findPricingUnits({ catalog }, ids)).map((unit) => [unit.id, unit]))
  const converted = new Set(await findConvertedIds(catalog, rateCardId))
  for (const [index, { customCreditTypeId: id, fiatPerCustomCredit: worth }] of conversions.entries()) {
    const unit = units.get(id)
    const idField = `${field}.${index}.custom_credit_type_id`
    if (unit === undefined) throw notFound(`${idField}: pricing unit`, id)
    if (unit.isCurrency) throw invalid(`${idField}: ${unit.name} is a currency, not a custom pricing unit`)
    if (converted.has(id)) throw invalid(`${idField}: ${unit.name} has a conversion already`)
    if (worth.lessThanOrEqualTo(ZERO))
      throw invalid(`${field}.${index}.fiat_per_custom_credit: must be above 0`)
    refuseOversized(`${field}.${index}.fiat_per_custom_credit`, worth)
    converted.add(id)
    await catalog
      .insertInto('rate_card_conversions')
      .values({
        rate_card_id: rateCardId,
        custom_credit_type_id: id,
        fiat_per_custom_credit: worth.toFixed(),
      })
      .execute()
  }
}

async function findConvertedIds(catalog: Catalog, rateCardId: string): Promise<string[]> {
  const rows = await catalog
    .selectFrom('rate_card_conversions')
    .select('custom_credit_type_id')
    .where('rate_card_id', '=', rateCardId)
    .execute()
  return rows.map((row) => row.custom_credit_type_id)
}
