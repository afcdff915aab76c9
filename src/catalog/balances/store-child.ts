import type { Catalog } from '../database.ts'
import { insertBalance } from './insert.ts'
import { isWorkedOut, type CatalogBalance } from './rows.ts'

/**
 * Stores a child of a recurring commit or credit as it is, before a request changes it by itself, within the caller's
 * transaction. What is stored already stays.
 */
export async function storeChild(transaction: Catalog, balance: CatalogBalance): Promise<void> {
  if (!isWorkedOut(balance)) return
  await insertBalance(transaction, balance, { ...balance, contractVersionId: null })
}
