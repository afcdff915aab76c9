import { customerRevision } from '../catalog/invoices/revision.ts'
import { atOneInstant } from './at-one-instant.ts'
import type { InvoiceScope } from './scope.ts'

// Each try loses only to a change of the same customer, or of one in a hierarchy with it, that was written meanwhile.
const TRIES_MAX = 3

/**
 * Reads invoices of a customer, or what they leave of its commits and credits, again where what these follow from was changed
 * meanwhile: one that became final since its draft was found would be there twice, or not at all, draw twice, and a consolidated
 * one lack its parts. Where that is so each time, all of it is read at once, which takes longer.
 * @param read reads in the scope that it is given.
 * @throws what reading throws.
 */
export async function readUnchanged<Result>(
  scope: InvoiceScope,
  customerId: string,
  read: (scope: InvoiceScope) => Promise<Result>,
): Promise<Result> {
  let revision = await customerRevision(scope.catalog, customerId)
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const [outcome] = await Promise.allSettled([read(scope)])
    const after = await customerRevision(scope.catalog, customerId)
    if (revision === after) {
      if (outcome.status === 'rejected') throw outcome.reason
      return outcome.value
    }
    revision = after
  }
  return read(await atOneInstant(scope, customerId))
}
