import { invalid } from '../../kernel/errors.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'

/**
 * Holds the end of a contract to that of its finalized usage invoices, for where a request asks for that (OpenAPI,
 * updateContractEndDate: allow_ending_before_finalized_invoice). Voided ones do not count.
 * @param endingBefore null where it is to have no end.
 * @throws Problem invalid, naming the field.
 */
export async function requireEndAfterInvoices(
  transaction: Catalog,
  contractId: string,
  endingBefore: Instant | null,
  field: string,
): Promise<void> {
  if (endingBefore === null) return
  const last = await transaction
    .selectFrom('invoices')
    .select(['id', 'period_to'])
    .where('contract_id', '=', contractId)
    .where('type', '=', 'USAGE')
    .where('voided_at', 'is', null)
    .where('period_to', '>', endingBefore)
    .orderBy('period_to', 'desc')
    .executeTakeFirst()
  if (last === undefined || last.period_to === null) return
  const end = formatInstant(last.period_to)
  throw invalid(
    `${field}: must not be before ${end}, where finalized invoice ${last.id} ends, unless the request allows that`,
  )
}
