import type { Catalog } from '../database.ts'
import type { StoredInvoice } from './rows.ts'

/** The id of an invoice that was made in place of a voided one, or bills what it billed; undefined where there is none. */
export async function findReplacement(
  catalog: Catalog,
  { id, headId }: Pick<StoredInvoice, 'id' | 'headId'>,
): Promise<string | undefined> {
  const found = await catalog
    .selectFrom('invoices')
    .select('id')
    .where('head_id', '=', headId)
    .where((where) => where.or([where('regenerated_from_id', '=', id), where('voided_at', 'is', null)]))
    .executeTakeFirst()
  return found?.id
}
