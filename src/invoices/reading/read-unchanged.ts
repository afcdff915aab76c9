import { customerRevision } from '../../catalog/invoices/revision.ts'
import { atOneInstant } from './at-one-instant.ts'
import type { InvoiceScope } from '../scope.ts'

/**
 * Reads invoices of a customer, or what they leave of its commits and credits; once more, as they are at one instant, where
 * what they follow from was changed meanwhile. Else an invoice that became final after its draft was found could be there
 * twice or not at all, or draw twice, and a consolidated one could lack its parts.
 * @param read reads in the scope that it is given.
 * @throws what reading throws.
 */
export async function readUnchanged<Result>(
  scope: InvoiceScope,
  customerId: string,
  read: (scope: InvoiceScope) => Promise<Result>,
): Promise<Result> {
  const revision = await customerRevision(scope.catalog, customerId)
  const [outcome] = await Promise.allSettled([read(scope)])
  if (revision !== (await customerRevision(scope.catalog, customerId))) {
    return read(await atOneInstant(scope, customerId))
  }
  if (outcome.status === 'rejected') throw outcome.reason
  return outcome.value
}
