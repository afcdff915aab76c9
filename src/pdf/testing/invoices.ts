import { USD_CENTS_ID } from '../../catalog/pricing-units/get.ts'
import { at } from '../../catalog/testing/memory-catalog.ts'
import { isCounted } from '../../invoices/document/applied-lines.ts'
import type { Invoice, InvoiceLine } from '../../invoices/invoice.ts'
import { Decimal, ZERO } from '../../kernel/decimal.ts'
import { PLAIN } from '../../invoices/document/plain-line.ts'

export const USD = { seq: 1, id: USD_CENTS_ID, name: 'USD (cents)', isCurrency: true }
export const TOKENS = { seq: 99, id: 'tokens', name: 'Tokens', isCurrency: false }
export const AUGUST = { from: at('2024-08-01T00:00:00Z'), to: at('2024-09-01T00:00:00Z') }

/** A line of 2 requests at 5 cents each, in August; of another name it is of another product. */
export function newLine(changes: Partial<InvoiceLine> = {}): InvoiceLine {
  const name = changes.name ?? 'Requests'
  return {
    ...PLAIN,
    id: 'line',
    type: 'usage',
    name,
    product: { id: name, type: 'USAGE', name, tags: [], customFields: {} },
    creditType: USD,
    period: AUGUST,
    quantity: new Decimal(2),
    unitPrice: new Decimal(5),
    total: new Decimal(10),
    ...changes,
  }
}

/** What covers a line, or what a line takes off. */
export function newCover(type: 'PREPAID' | 'POSTPAID' | 'CREDIT'): InvoiceLine['commit'] {
  return { id: type, type, segmentId: null, customFields: {}, netsuiteSalesOrderId: null }
}

/** A line that takes an amount in cents off for a commit or credit. */
export function newApplied(
  type: 'PREPAID' | 'POSTPAID' | 'CREDIT',
  name: string,
  amount: number,
): InvoiceLine {
  const total = new Decimal(-amount)
  const quantity = new Decimal(1)
  return newLine({
    type: 'applied_commit_or_credit',
    name,
    quantity,
    unitPrice: total,
    total,
    commit: newCover(type),
  })
}

/** Acme's final invoice for August in US dollars, due in 30 days. */
export function newInvoice(lines: readonly InvoiceLine[], changes: Partial<Invoice> = {}): Invoice {
  const counted = lines.filter((line) => line.creditType.id === USD.id && isCounted(line))
  return {
    id: '3f1c9d4e-8a10-4b1f-9a5e-2f6d0c7b1e42',
    type: 'USAGE',
    status: 'FINALIZED',
    customer: { id: '5b0a4f0e-9d3c-4c56-8f2b-0e3a9d7c6b11', name: 'Acme Robotics', customFields: {} },
    contract: {
      id: 'c7e1d2a3-1111-4222-8333-444455556666',
      customFields: {},
      netPaymentTermsDays: 30,
      netsuiteSalesOrderId: null,
      salesforceOpportunityId: null,
    },
    currency: USD,
    period: AUGUST,
    issuedAt: at('2024-09-02T00:00:00Z'),
    lines,
    total: counted.reduce((sum, { total }) => sum.plus(total), ZERO),
    regeneratedFromId: null,
    ...changes,
  }
}
