import { customerRevision } from '../catalog/invoices/revision.ts'
import type { BillingScope } from './scope.ts'

// Each try loses only to a change of the same customer, or of one in a hierarchy with it, that was written meanwhile.
const TRIES_MAX = 20

/**
 * Reads invoices of a customer, or what they leave of its commits and credits, again where what these follow from was changed
 * meanwhile: one that became final since its draft was found would be there twice, or not at all, draw twice, and a consolidated
 * one lack its parts. The last try is taken as it is.
 * @throws what reading throws.
 */
export async function readUnchanged<Result>(
  { catalog }: Pick<BillingScope, 'catalog'>,
  customerId: string,
  read: () => Promise<Result>,
): Promise<Result> {
  let revision = await customerRevision(catalog, customerId)
  for (let tries = 1; ; tries += 1) {
    const [outcome] = await Promise.allSettled([read()])
    const after = await customerRevision(catalog, customerId)
    if (revision === after || tries === TRIES_MAX) {
      if (outcome.status === 'rejected') throw outcome.reason
      return outcome.value
    }
    revision = after
  }
}
