import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import type { Customer } from '../../catalog/customers/rows.ts'
import type { PricingUnit } from '../../catalog/pricing-units/rows.ts'
import type { ProfessionalServiceInvoice } from '../../catalog/professional-services/rows.ts'
import { derivedId } from '../../kernel/ids.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { GRACE_MS } from './usage-periods.ts'
import type { InvoiceHead, ScheduledItem } from '../invoice.ts'
import type { ScheduledDate } from './scheduled-dates.ts'

/** What a head has where nothing else is said. */
const PLAIN = {
  headId: null,
  period: null,
  meteredFrom: null,
  items: [],
  charges: [],
  takesCharge: () => true,
  professionalServices: null,
  trueup: null,
  waitsFor: [],
  consolidation: null,
  finalFrom: -Infinity,
} as const

/** The dates of an invoice whose issue was not moved. */
function datesOf(agreedAt: Instant, finalFrom: Instant = PLAIN.finalFrom) {
  return { agreedAt, issuedAt: agreedAt, finalFrom, dueAt: Math.max(agreedAt, finalFrom) }
}

/** The id of the usage invoice of a contract's period; the same each time, also where the period's end moves. */
export function usageHeadId(contractId: string, { from }: Pick<TimeRange, 'from'>): string {
  return derivedId('usage invoice', contractId, formatInstant(from))
}

/** The head of a contract's usage invoice for a period. */
export function usageHead(
  customer: Customer,
  contract: Contract,
  currency: PricingUnit,
  period: TimeRange,
  items: readonly ScheduledItem[],
): InvoiceHead {
  const id = usageHeadId(contract.id, period)
  return {
    ...PLAIN,
    id,
    headId: id,
    type: 'USAGE',
    customer,
    contract,
    currency,
    period,
    ...datesOf(period.to + GRACE_MS),
    items,
  }
}

/**
 * The id of the invoice for what a contract charges by itself at an instant in one currency; the same each time.
 * @param place 0 for the first; the next for what was added when that was final already.
 */
export function scheduledHeadId(
  contractId: string,
  { at, currencyId }: Pick<ScheduledDate, 'at' | 'currencyId'>,
  place: number,
): string {
  const date = [contractId, currencyId, formatInstant(at)]
  return derivedId('scheduled invoice', ...date, ...(place === 0 ? [] : [String(place)]))
}

/** The head of an invoice for what a contract charges by itself at an instant in one currency. */
export function scheduledHead(
  customer: Customer,
  contract: Contract,
  currency: PricingUnit,
  { headId, at, items, charges }: ScheduledDate,
): InvoiceHead {
  const dates = datesOf(at)
  return { ...PLAIN, id: headId, type: 'SCHEDULED', customer, contract, currency, ...dates, items, charges }
}

/** The head of an invoice for work. */
export function professionalServiceHead(
  customer: Customer,
  contract: Contract,
  currency: PricingUnit,
  invoice: ProfessionalServiceInvoice,
): InvoiceHead {
  return {
    ...PLAIN,
    id: invoice.id,
    type: 'SCHEDULED',
    customer,
    contract,
    currency,
    ...datesOf(invoice.issuedAt),
    professionalServices: invoice,
  }
}

/** The head of the invoice for what was not drawn of a POSTPAID commit; its id is the same each time. */
export function trueupHead(
  customer: Customer,
  contract: Contract,
  currency: PricingUnit,
  trueup: CatalogBalance,
  { issuedAt, finalFrom }: { issuedAt: Instant; finalFrom: Instant },
): InvoiceHead {
  const id = derivedId('true-up invoice', trueup.id)
  const dates = datesOf(issuedAt, finalFrom)
  return { ...PLAIN, id, type: 'SCHEDULED', customer, contract, currency, ...dates, trueup }
}

/**
 * The head of the invoice that puts together usage of a parent's contract in a period and of the children that it pays for;
 * its id is the same each time. It is issued with the contract's own statement.
 * @param drafts those of these statements that are not final; it waits for them.
 */
export function consolidatedHead(
  { customer, contract, currency, agreedAt, issuedAt }: InvoiceHead,
  period: TimeRange,
  drafts: readonly InvoiceHead[],
): InvoiceHead {
  return {
    ...PLAIN,
    id: derivedId('consolidated invoice', contract.id, formatInstant(period.from)),
    type: 'USAGE_CONSOLIDATED',
    customer,
    contract,
    currency,
    agreedAt,
    issuedAt,
    dueAt: Math.max(issuedAt, ...drafts.map(({ dueAt }) => dueAt)),
    consolidation: { period, drafts },
  }
}
