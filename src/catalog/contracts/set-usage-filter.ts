import type { CatalogScope } from '../scope.ts'
import { addContractVersion } from './add-version.ts'
import { getActiveContract, type ContractRef } from './get.ts'
import type { UsageFilter } from './terms.ts'
import { validateUsageFilter, withUsageFilter } from './usage-filters.ts'

/**
 * Has a contract bill, from the filter's start on, only what the filter admits, in place of any other until the next
 * one starts (semantics 36; OpenAPI, setUsageFilter).
 * @throws Problem not_found, or invalid, naming the field.
 */
export async function setUsageFilter(
  scope: CatalogScope,
  ref: ContractRef,
  filter: UsageFilter,
): Promise<void> {
  const createdAt = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const contract = await getActiveContract({ catalog: transaction }, ref)
    const { terms } = contract
    await validateUsageFilter(transaction, terms, filter, { fieldPrefix: '', now: createdAt })
    await addContractVersion(transaction, contract, {
      kind: 'USAGE_FILTER',
      change: { usageFilters: [filter] },
      terms: { ...terms, usageFilters: withUsageFilter(terms.usageFilters, filter) },
      createdAt,
    })
  })
}
