import { pageOf, pagePosition, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { fromCustomerRows, type Customer } from './rows.ts'

export interface CustomerFilter extends PageRequest {
  /** Only the customer with this ingest alias. */
  ingestAlias?: string | undefined
  /** Only these customers; an empty list selects none. */
  customerIds?: readonly string[] | undefined
  /** Only the customers that these Salesforce accounts are of; an empty list selects none. */
  salesforceAccountIds?: readonly string[] | undefined
  /** Archived customers instead of active ones. */
  isArchived: boolean
}

/** Lists customers in order of creation. */
export async function listCustomers({ catalog }: CatalogScope, filter: CustomerFilter) {
  const position = pagePosition(filter)
  let query = catalog
    .selectFrom('customers')
    .selectAll()
    .where('seq', '>', position.afterSeq)
    .where('archived_at', filter.isArchived ? 'is not' : 'is', null)
  const { ingestAlias, customerIds, salesforceAccountIds } = filter
  if (ingestAlias !== undefined) {
    query = query.where('id', 'in', (from) =>
      from.selectFrom('customer_aliases').select('customer_id').where('alias', '=', ingestAlias),
    )
  }
  if (customerIds !== undefined) query = query.where('id', 'in', customerIds)
  if (salesforceAccountIds !== undefined) {
    query = query.where('salesforce_account_id', 'in', salesforceAccountIds)
  }
  const rows = await query.orderBy('seq').limit(position.readRows).execute()
  const customers = await fromCustomerRows(catalog, rows)
  return pageOf(customers, position, (customer): Customer => customer)
}
