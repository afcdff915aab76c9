import { readQuantities } from './read-quantities.ts'
import type { InvoiceReads } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'

/** What was read for a batch of how much was used, or what the warehouse answers. */
export function quantitiesOf(scope: InvoiceScope): InvoiceReads['quantities'] {
  const { reads } = scope
  return (products, question) =>
    reads === undefined ? readQuantities(scope, products, question) : reads.quantities(products, question)
}
