import { invalid } from '../../kernel/errors.ts'
import type { CatalogBalance } from './rows.ts'

/** Refuses what is archived. @throws Problem invalid, naming the field, and what it was archived with. */
export function refuseArchivedBalance(
  { id, contractId, archivedAt, archivedWith }: CatalogBalance,
  field: string,
): void {
  if (archivedAt === null) return
  if (archivedWith === null) throw invalid(`${field} ${id} is archived already`)
  const other = archivedWith === 'CONTRACT' ? `contract ${contractId}` : 'its customer'
  throw invalid(`${field} ${id} is archived, as ${other} is`)
}
