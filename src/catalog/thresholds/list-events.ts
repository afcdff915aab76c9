import { getContractById } from '../contracts/get.ts'
import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { fromThresholdEventRow } from './rows.ts'

/**
 * Lists the thresholds of a contract that were reached, oldest first.
 * @throws Problem not_found, or invalid on a cursor that is not this list's.
 */
export async function listThresholdEvents(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  contractId: string,
  request: PageRequest,
) {
  const position = pagePosition(request)
  await getContractById({ catalog }, contractId)
  const rows = await catalog
    .selectFrom('threshold_events')
    .selectAll()
    .where('contract_id', '=', contractId)
    .where('seq', '>', position.afterSeq)
    .orderBy('seq')
    .limit(position.readRows)
    .execute()
  return pageOf(rows, position, fromThresholdEventRow)
}
