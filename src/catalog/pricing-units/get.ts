import { notFound } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import { fromPricingUnitRow, type PricingUnit } from './rows.ts'

/** US dollars, whose amounts are cents; Metronome's own id (reference section 5, Money). */
export const USD_CENTS_ID = '2714e483-4ff1-48e4-9e25-ac732e8f24f2'

/** Finds a currency or custom pricing unit. @throws Problem not_found */
export async function getPricingUnit(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  id: string,
): Promise<PricingUnit> {
  const [unit] = await findPricingUnits({ catalog }, [id])
  if (unit === undefined) throw notFound('credit_type_id: pricing unit', id)
  return unit
}

/** Finds those of the pricing units that exist. An empty list of ids finds none. */
export async function findPricingUnits(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  ids: readonly string[],
): Promise<PricingUnit[]> {
  if (ids.length === 0) return []
  const rows = await catalog
    .selectFrom('pricing_units')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('seq')
    .execute()
  return rows.map(fromPricingUnitRow)
}
