import type { Catalog } from '../database.ts'
import { toBalanceVersionRow, type BalanceVersion, type CatalogBalance } from './rows.ts'

/** Adds what a commit or credit says from now on, within the caller's transaction. */
export async function addBalanceVersion(
  transaction: Catalog,
  { id }: Pick<CatalogBalance, 'id'>,
  version: Omit<BalanceVersion, 'seq'>,
): Promise<void> {
  await transaction.insertInto('balance_versions').values(toBalanceVersionRow(id, version)).execute()
}
