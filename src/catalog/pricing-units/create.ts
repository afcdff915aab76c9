import { conflict } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { CatalogScope } from '../scope.ts'
import { getPricingUnit } from './get.ts'
import type { PricingUnit } from './rows.ts'

/**
 * Creates a custom pricing unit, which cards can price in once they have a conversion for it (semantics 37).
 * @throws Problem conflict where a currency or custom unit has the name already.
 */
export async function createPricingUnit(scope: CatalogScope, name: string): Promise<PricingUnit> {
  return scope.catalog.transaction().execute(async (transaction) => {
    const other = await transaction
      .selectFrom('pricing_units')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirst()
    if (other !== undefined) {
      throw conflict(`name: ${JSON.stringify(name)} is the name of the pricing unit ${other.id}`)
    }
    const id = newId()
    await transaction.insertInto('pricing_units').values({ id, name, is_currency: 0 }).execute()
    return getPricingUnit({ catalog: transaction }, id)
  })
}
