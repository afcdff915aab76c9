import type { Instant } from '../../kernel/instant.ts'
import type { CatalogScope } from '../scope.ts'

/** Finds when a customer's contracts end, archived ones too, by their ids; those that have no end are left out. */
export async function findContractEnds(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  customerId: string,
): Promise<Map<string, Instant>> {
  const rows = await catalog
    .selectFrom('contracts')
    .select(['id', 'ending_before'])
    .where('customer_id', '=', customerId)
    .where('ending_before', 'is not', null)
    .execute()
  return new Map(rows.flatMap(({ id, ending_before: end }) => (end === null ? [] : [[id, end] as const])))
}
