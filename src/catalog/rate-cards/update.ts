import type { CatalogScope } from '../scope.ts'
import { addConversions, type NewConversion } from './add-conversions.ts'
import { replaceAliases, validateAliases, type RateCardAlias } from './aliases.ts'
import { getNamedRateCard } from './get.ts'

/** What changes; a field that is undefined stays as it is. */
export interface RateCardChanges {
  name?: string | undefined
  description?: string | undefined
  /** All of the card's aliases; those not among them are dropped. */
  aliases?: readonly RateCardAlias[] | undefined
  /** These come to the ones that are there. */
  addedConversions?: readonly NewConversion[] | undefined
}

/**
 * Changes how a card is named and found, and what more it converts (OpenAPI, updateRateCard; SDK, rateCards.update).
 * Contracts keep the card they chose. An archived card can be changed too, to free its aliases.
 * @throws Problem not_found where the card or a custom unit does not exist; invalid where an alias ends before it
 * starts, or a conversion breaks a rule.
 */
export async function updateRateCard(
  scope: CatalogScope,
  id: string,
  changes: RateCardChanges,
): Promise<void> {
  const { name, description, aliases, addedConversions } = changes
  if (aliases !== undefined) validateAliases(aliases)
  await scope.catalog.transaction().execute(async (transaction) => {
    const card = await getNamedRateCard({ catalog: transaction }, id)
    await transaction
      .updateTable('rate_cards')
      .set({ name: name ?? card.name, description: description ?? card.description })
      .where('id', '=', id)
      .execute()
    if (aliases !== undefined) await replaceAliases(transaction, id, aliases)
    await addConversions(transaction, id, addedConversions ?? [], 'add_credit_type_conversions')
  })
}
