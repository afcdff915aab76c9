import { invalid, notFound } from '../../kernel/errors.ts'
import type { Catalog } from '../database.ts'
import { findCustomers } from './get.ts'

/** Holds a customer to be there and not archived. @throws Problem not_found or invalid, naming `customer_id`. */
export async function requireActiveCustomer(catalog: Catalog, id: string): Promise<void> {
  const [customer] = await findCustomers({ catalog }, [id])
  if (customer === undefined) throw notFound('customer_id: customer', id)
  if (customer.archivedAt !== null) throw invalid(`customer_id: customer ${id} is archived`)
}
