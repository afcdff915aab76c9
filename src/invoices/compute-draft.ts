import { eventIdentifiers } from '../catalog/customers/attribution.ts'
import { ZERO } from '../kernel/decimal.ts'
import { rateUsage } from '../rating/rate-usage.ts'
import { findBilledProducts } from './billed-products.ts'
import type { Invoice, InvoiceHead } from './invoice.ts'
import { readQuantities } from './read-quantities.ts'
import type { InvoiceScope } from './scope.ts'

/**
 * Computes a draft from the events there are now (decision 5): what was acknowledged before the call is in it.
 * @throws where the warehouse fails; a failed computation is never a zero (semantics 33).
 */
export async function computeDraft(scope: InvoiceScope, head: InvoiceHead): Promise<Invoice> {
  const products = await findBilledProducts(scope, head.contract.rateCardId, head.period)
  const quantities = await readQuantities(
    scope.warehouse,
    products,
    eventIdentifiers(head.customer),
    head.period,
  )
  const lines = products.flatMap((product, index) =>
    rateUsage(product, head.period, quantities[index] ?? []).map((line) => ({ ...line, product })),
  )
  return { ...head, lines, total: lines.reduce((sum, line) => sum.plus(line.total), ZERO) }
}
