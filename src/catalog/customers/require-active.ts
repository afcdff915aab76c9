import { invalid } from '../../kernel/errors.ts'
import type { Catalog } from '../database.ts'
import { getCustomer } from './get.ts'

/** Holds a customer to be there and not archived. @throws Problem not_found or invalid, naming `customer_id`. */
export async function requireActiveCustomer(catalog: Catalog, id: string): Promise<void> {
  const { archivedAt } = await getCustomer({ catalog }, id, 'customer_id')
  if (archivedAt !== null) throw invalid(`customer_id: customer ${id} is archived`)
}
