import { ZERO } from '../kernel/decimal.ts'
import type { Invoice, InvoiceHead, InvoiceLine } from './invoice.ts'
import { professionalServiceLines } from './professional-service-lines.ts'
import { scheduledInvoiceLines } from './scheduled-invoice-lines.ts'
import type { InvoiceScope } from './scope.ts'
import { usageInvoiceLines } from './usage-invoice-lines.ts'

/**
 * Computes a draft from the events there are now (decision 5): what was acknowledged before the call is in it.
 * @throws where the warehouse fails; a failed computation is never a zero (semantics 33).
 */
export async function computeDraft(scope: InvoiceScope, head: InvoiceHead): Promise<Invoice> {
  const lines = await linesOf(scope, head)
  const own = lines.filter(({ creditType }) => creditType.id === head.currency.id)
  return { ...head, lines, total: own.reduce((sum, line) => sum.plus(line.total), ZERO) }
}

function linesOf(scope: InvoiceScope, head: InvoiceHead): Promise<InvoiceLine[]> {
  if (head.period !== null) return usageInvoiceLines(scope, head, head.period)
  if (head.professionalServices === null) return scheduledInvoiceLines(scope, head)
  return professionalServiceLines(scope, head, head.professionalServices)
}
