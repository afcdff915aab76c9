import type { Contract } from '../catalog/contracts/rows.ts'
import type { Customer } from '../catalog/customers/rows.ts'
import type { PricingUnit } from '../catalog/pricing-units/rows.ts'
import type { ProfessionalServiceInvoice } from '../catalog/professional-services/rows.ts'
import { derivedId } from '../kernel/ids.ts'
import { formatInstant, type Instant } from '../kernel/instant.ts'
import type { TimeRange } from '../kernel/window.ts'
import { GRACE_MS } from './draft-periods.ts'
import type { InvoiceHead } from './invoice.ts'

/** The head of a contract's usage invoice for a period; its id is the same each time. */
export function usageHead(
  customer: Customer,
  contract: Contract,
  currency: PricingUnit,
  period: TimeRange,
): InvoiceHead {
  const id = derivedId('usage invoice', contract.id, formatInstant(period.from))
  const issuedAt = period.to + GRACE_MS
  return { id, type: 'USAGE', customer, contract, currency, period, issuedAt, professionalServices: null }
}

/** The head of the invoice for all that a contract charges by itself at an instant in one currency. */
export function scheduledHead(
  customer: Customer,
  contract: Contract,
  currency: PricingUnit,
  issuedAt: Instant,
): InvoiceHead {
  const id = derivedId('scheduled invoice', contract.id, currency.id, formatInstant(issuedAt))
  return {
    id,
    type: 'SCHEDULED',
    customer,
    contract,
    currency,
    period: null,
    issuedAt,
    professionalServices: null,
  }
}

/** The head of an invoice for work. */
export function professionalServiceHead(
  customer: Customer,
  contract: Contract,
  currency: PricingUnit,
  invoice: ProfessionalServiceInvoice,
): InvoiceHead {
  return {
    id: invoice.id,
    type: 'SCHEDULED',
    customer,
    contract,
    currency,
    period: null,
    issuedAt: invoice.issuedAt,
    professionalServices: invoice,
  }
}
