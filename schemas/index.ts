import * as audit from './audit.ts'
import * as balances from './balances.ts'
import * as billableMetrics from './billable-metrics.ts'
import * as breakdowns from './breakdowns.ts'
import * as clock from './clock.ts'
import * as contractEdits from './contract-edits.ts'
import * as contractPrices from './contract-prices.ts'
import * as contracts from './contracts.ts'
import * as customerBalances from './customer-balances.ts'
import * as customers from './customers.ts'
import type { Endpoint } from './endpoint.ts'
import * as events from './events.ts'
import * as generateInvoices from './generate-invoices.ts'
import * as historicalInvoices from './historical-invoices.ts'
import * as invoicePdf from './invoice-pdf.ts'
import * as invoices from './invoices.ts'
import * as lateUsage from './late-usage.ts'
import * as issueDates from './issue-dates.ts'
import * as namedSchedules from './named-schedules.ts'
import * as packages from './packages.ts'
import * as previews from './previews.ts'
import * as pricingUnits from './pricing-units.ts'
import * as professionalServices from './professional-services.ts'
import * as products from './products.ts'
import * as rateCards from './rate-cards.ts'
import * as rates from './rates.ts'
import * as sqlMetrics from './sql-metrics.ts'
import * as subscriptions from './subscriptions.ts'
import * as thresholds from './thresholds.ts'
import * as usage from './usage.ts'

const rooms = [
  events,
  usage,
  billableMetrics,
  customers,
  products,
  rateCards,
  rates,
  contracts,
  contractEdits,
  balances,
  thresholds,
  customerBalances,
  subscriptions,
  contractPrices,
  // Before the invoices, whose ids would take its path.
  breakdowns,
  invoices,
  invoicePdf,
  historicalInvoices,
  generateInvoices,
  issueDates,
  audit,
  previews,
  lateUsage,
  professionalServices,
  namedSchedules,
  packages,
  pricingUnits,
  sqlMetrics,
  clock,
]

/** Every endpoint of the wire contract. */
export const endpoints: readonly Endpoint[] = rooms.flatMap((room) => Object.values(room).filter(isEndpoint))

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'operationId' in value
}
