import type { PricingUnit } from '../../catalog/pricing-units/rows.ts'
import { type Decimal, ZERO } from '../../kernel/decimal.ts'
import { isCounted } from './applied-lines.ts'
import type { Invoice, InvoiceHead, InvoiceLine } from '../invoice.ts'

/** A draft of these lines. */
export function draftInvoice(head: InvoiceHead, lines: readonly InvoiceLine[]): Invoice {
  const { id, type, customer, contract, currency, period, issuedAt, consolidation } = head
  const { netPaymentTermsDays, netsuiteSalesOrderId, salesforceOpportunityId } = contract.terms
  return {
    id,
    type,
    status: 'DRAFT',
    customer: { id: customer.id, name: customer.name, customFields: customer.customFields },
    contract: {
      id: contract.id,
      customFields: contract.customFields,
      netPaymentTermsDays,
      netsuiteSalesOrderId,
      salesforceOpportunityId,
    },
    currency,
    period: period ?? consolidation?.period ?? null,
    issuedAt,
    lines,
    total: totalOf(currency, lines),
    regeneratedFromId: null,
  }
}

/** What lines come to in a currency (semantics 34). */
export function totalOf(currency: Pick<PricingUnit, 'id'>, lines: readonly InvoiceLine[]): Decimal {
  let total = ZERO
  for (const line of lines) {
    if (line.creditType.id === currency.id && isCounted(line)) total = total.plus(line.total)
  }
  return total
}
