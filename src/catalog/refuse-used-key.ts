import { conflict } from '../kernel/errors.ts'
import type { Catalog } from './database.ts'

/**
 * Refuses a uniqueness key that the table's constraint found in use, for good (reference section 6).
 * @throws Problem conflict, with the id of what has the key.
 */
export async function refuseUsedKey(
  catalog: Catalog,
  table: 'balances' | 'contracts' | 'contract_versions' | 'packages',
  uniquenessKey: string | null,
): Promise<never> {
  const earlier = await catalog
    .selectFrom(table)
    .select('id')
    .where('uniqueness_key', '=', uniquenessKey)
    .executeTakeFirstOrThrow()
  throw conflict('uniqueness_key: this uniqueness key has already been used', { conflicting_id: earlier.id })
}
