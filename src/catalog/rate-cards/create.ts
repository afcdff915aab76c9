import { invalid, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Catalog } from '../database.ts'
import { findPricingUnits } from '../pricing-units/get.ts'
import type { CatalogScope } from '../scope.ts'
import { addConversions, type NewConversion } from './add-conversions.ts'
import { replaceAliases, validateAliases, type RateCardAlias } from './aliases.ts'
import { getRateCard } from './get.ts'
import type { RateCard } from './rows.ts'

export interface NewRateCard {
  name: string
  description: string | null
  currencyId: string
  aliases: readonly RateCardAlias[]
  conversions: readonly NewConversion[]
  customFields: Readonly<Record<string, string>>
}

/**
 * Creates a rate card. An alias that other cards have too names this one from now on (reference section 5).
 * @throws Problem not_found where the currency or a custom unit is unknown; invalid where the currency is none, a
 * conversion breaks a rule, or an alias ends before it starts.
 */
export async function createRateCard(scope: CatalogScope, input: NewRateCard): Promise<RateCard> {
  validateAliases(input.aliases)
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    await requireCurrency(transaction, input.currencyId)
    const id = newId()
    await transaction
      .insertInto('rate_cards')
      .values({
        id,
        name: input.name,
        description: input.description,
        fiat_credit_type_id: input.currencyId,
        custom_fields: JSON.stringify(input.customFields),
        created_at: createdAt,
        archived_at: null,
      })
      .execute()
    await replaceAliases(transaction, id, input.aliases)
    await addConversions(transaction, id, input.conversions, 'credit_type_conversions')
    return getRateCard({ catalog: transaction }, id)
  })
}

async function requireCurrency(catalog: Catalog, id: string): Promise<void> {
  const [unit] = await findPricingUnits({ catalog }, [id])
  if (unit === undefined) throw notFound('fiat_credit_type_id: currency', id)
  if (!unit.isCurrency) throw invalid(`fiat_credit_type_id: ${unit.name} is not a currency`)
}
