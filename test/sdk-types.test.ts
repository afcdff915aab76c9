import type { Metronome } from '@metronome/sdk'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import * as balances from '../schemas/balances.ts'
import * as billableMetrics from '../schemas/billable-metrics.ts'
import * as breakdowns from '../schemas/breakdowns.ts'
import * as contractPrices from '../schemas/contract-prices.ts'
import * as contractEdits from '../schemas/contract-edits.ts'
import * as contracts from '../schemas/contracts.ts'
import * as customerBalances from '../schemas/customer-balances.ts'
import * as customers from '../schemas/customers.ts'
import type { Endpoint } from '../schemas/endpoint.ts'
import * as events from '../schemas/events.ts'
import { endpoints } from '../schemas/index.ts'
import * as historicalInvoices from '../schemas/historical-invoices.ts'
import * as invoicePdf from '../schemas/invoice-pdf.ts'
import * as invoices from '../schemas/invoices.ts'
import * as namedSchedules from '../schemas/named-schedules.ts'
import * as packages from '../schemas/packages.ts'
import * as previews from '../schemas/previews.ts'
import * as pricingUnits from '../schemas/pricing-units.ts'
import * as professionalServices from '../schemas/professional-services.ts'
import * as products from '../schemas/products.ts'
import * as rateCards from '../schemas/rate-cards.ts'
import * as rates from '../schemas/rates.ts'
import * as subscriptions from '../schemas/subscriptions.ts'
import * as usage from '../schemas/usage.ts'

/** A method of the SDK. */
type Method = (params: never) => Promise<unknown>
type Sent<M extends Method> = NonNullable<Parameters<M>[0]>
type Answer<M extends Method> = Awaited<ReturnType<M>>

/** What a method reads: of a page its items, since the SDK's types leave out that the last `next_page` is null. */
type Read<M extends Method> =
  Answer<M> extends { data: infer Items; hasNextPage(): boolean }
    ? { data: Items; next_page: string | null }
    : Answer<M> extends void
      ? object
      : Answer<M>

type Names<T> = T extends object ? (string extends keyof T ? never : keyof T & string) : never
type ItemOf<T> = T extends readonly (infer Item)[] ? Item : T
type FieldOf<T, Name> = T extends unknown ? (Name extends keyof T ? T[Name] : never) : never
type Accepted<E extends Endpoint> = Names<z.input<E['params']>> | Names<z.input<E['query']>> | Names<Body<E>>
type Body<E extends Endpoint> = ItemOf<z.input<E['body']>>

/** The names, at any depth, that `Ours` has and `Sdk` has not: a slip of the pen, or an extension. */
type Foreign<Ours, Sdk> = {
  [Name in Names<Ours>]: Name extends Names<Sdk>
    ? Foreign<ItemOf<NonNullable<FieldOf<Ours, Name>>>, ItemOf<NonNullable<FieldOf<Sdk, Name>>>>
    : Name
}[Names<Ours>]

/** The fields in which the SDK may send what `Ours` does not admit. */
type Refused<Ours, Sdk> = {
  [Name in Names<Ours> & Names<Sdk>]: FieldOf<Sdk, Name> extends FieldOf<Ours, Name> ? never : Name
}[Names<Ours> & Names<Sdk>]

/** The fields that the SDK always sends and the endpoint does not accept. */
type Unknown<Known, Sdk> = {
  [Name in Exclude<Names<Sdk>, Known>]: undefined extends FieldOf<Sdk, Name> ? never : Name
}[Exclude<Names<Sdk>, Known>]

type Without<Fault extends string, Found> = [Found] extends [never] ? unknown : Record<Fault, Found>

type Agreement<E extends Endpoint, M extends Method, Own> = {
  response: { _zod: { input: Read<M> } }
} & Without<'refuses', Refused<Body<E>, ItemOf<Sent<M>>>> &
  Without<'does not know', Unknown<Accepted<E>, ItemOf<Sent<M>>>> &
  Without<'takes of its own', Exclude<Foreign<Body<E>, ItemOf<Sent<M>>>, Own>> &
  Without<'takes of its own', Exclude<Accepted<E>, Names<ItemOf<Sent<M>>> | Own>> &
  Without<'answers of its own', Exclude<Foreign<ItemOf<z.input<E['response']>>, ItemOf<Read<M>>>, Own>>

/** Has the compiler compare an endpoint with the method of the SDK that calls it; `Own` names its extensions. */
function check<M extends Method, Own extends string = never>() {
  return <E extends Endpoint>(endpoint: E & Agreement<E, M, Own>): string => endpoint.operationId
}

type V1 = Metronome['v1']
type V2 = Metronome['v2']
type Events = NonNullable<Sent<V1['usage']['ingest']>['usage']>
type GroupedUsage = V1['usage']['listWithGroups']
// The SDK's type leaves out that an event without a property is in the group of null.
type GroupedRows = {
  data: (Omit<ItemOf<Read<GroupedUsage>['data']>, 'group'> & { group?: Record<string, string | null> })[]
  next_page: string | null
}
/** In the API's own document, and not in the SDK's types of packages. */
type NotInSdkPackages = 'exclude' | 'minimum_config' | 'type'
type MetricExtensions = 'applies_from' | 'view'
// The API's own document has them; the SDK's types leave them out.
type ContractFields = 'minimum_config' | 'exclude'
type CompositeFields = 'composite_scope' | 'include_composite_spend'

const checked = [
  // The SDK sends the list itself as the body.
  check<(events: Events) => ReturnType<V1['usage']['ingest']>>()(events.ingestEvents),
  check<V1['usage']['search'], 'unmatched_billable_metrics' | MetricExtensions>()(events.searchEvents),
  check<V1['usage']['list']>()(usage.listUsage),
  check<(params: Sent<GroupedUsage>) => Promise<GroupedRows>>()(usage.listGroupedUsage),
  check<V1['billableMetrics']['create'], 'applies_from'>()(billableMetrics.createMetric),
  check<V1['billableMetrics']['retrieve'], MetricExtensions>()(billableMetrics.getMetric),
  check<V1['billableMetrics']['list'], MetricExtensions>()(billableMetrics.listMetrics),
  check<V1['billableMetrics']['archive']>()(billableMetrics.archiveMetric),
  check<V1['customers']['create']>()(customers.createCustomer),
  check<V1['customers']['retrieve']>()(customers.getCustomer),
  check<V1['customers']['list']>()(customers.listCustomers),
  check<V1['customers']['archive']>()(customers.archiveCustomer),
  check<V1['customers']['setName']>()(customers.setCustomerName),
  check<V1['customers']['updateConfig']>()(customers.updateCustomerConfig),
  check<V1['customers']['setIngestAliases']>()(customers.setIngestAliases),
  check<V1['customers']['listBillableMetrics'], MetricExtensions>()(customers.listCustomerBillableMetrics),
  check<V1['contracts']['products']['create'], CompositeFields>()(products.createProduct),
  check<V1['contracts']['products']['retrieve'], CompositeFields>()(products.getProduct),
  check<V1['contracts']['products']['update'], CompositeFields>()(products.updateProduct),
  check<V1['contracts']['products']['list'], CompositeFields>()(products.listProducts),
  check<V1['contracts']['products']['archive']>()(products.archiveProduct),
  check<V1['contracts']['rateCards']['create']>()(rateCards.createRateCard),
  check<V1['contracts']['rateCards']['retrieve']>()(rateCards.getRateCard),
  check<V1['contracts']['rateCards']['list']>()(rateCards.listRateCards),
  check<V1['contracts']['rateCards']['update']>()(rateCards.updateRateCard),
  check<V1['contracts']['rateCards']['archive']>()(rateCards.archiveRateCard),
  check<V1['contracts']['rateCards']['productOrders']['set']>()(rateCards.setRateCardProductsOrder),
  check<V1['contracts']['rateCards']['productOrders']['update']>()(rateCards.moveRateCardProducts),
  check<V1['contracts']['rateCards']['retrieveRateSchedule'], 'minimum_config'>()(rates.getRateSchedule),
  check<V1['contracts']['rateCards']['rates']['add'], 'minimum_config'>()(rates.addRate),
  check<V1['contracts']['rateCards']['rates']['addMany'], 'minimum_config'>()(rates.addRates),
  check<V1['contracts']['rateCards']['rates']['list'], 'minimum_config'>()(rates.listRates),
  check<V1['contracts']['create'], ContractFields>()(contracts.createContract),
  check<V1['contracts']['retrieve'], ContractFields>()(contracts.getContractV1),
  check<V1['contracts']['list'], ContractFields>()(contracts.listContractsV1),
  check<V2['contracts']['retrieve'], ContractFields | 'package_id'>()(contracts.getContractV2),
  check<V2['contracts']['list'], ContractFields | 'package_id'>()(contracts.listContractsV2),
  check<V1['contracts']['updateEndDate']>()(contracts.updateContractEndDate),
  check<V1['contracts']['archive']>()(contracts.archiveContract),
  check<V1['contracts']['setUsageFilter']>()(contracts.setUsageFilter),
  check<V1['contracts']['amend'], ContractFields>()(contractEdits.amendContract),
  check<V2['contracts']['edit'], ContractFields>()(contractEdits.editContract),
  check<V2['contracts']['getEditHistory'], ContractFields>()(contractEdits.getContractEditHistory),
  check<V1['customers']['commits']['create'], 'exclude'>()(balances.createCustomerCommit),
  check<V1['customers']['commits']['list'], 'exclude'>()(balances.listCustomerCommits),
  check<V1['customers']['commits']['updateEndDate']>()(balances.updateCommitEndDate),
  check<V2['contracts']['editCommit'], 'exclude'>()(balances.editCommit),
  check<V1['customers']['credits']['create'], 'exclude'>()(balances.createCustomerCredit),
  check<V1['customers']['credits']['list'], 'exclude'>()(balances.listCustomerCredits),
  check<V1['customers']['credits']['updateEndDate']>()(balances.updateCreditEndDate),
  check<V2['contracts']['editCredit'], 'exclude'>()(balances.editCredit),
  check<V1['contracts']['addManualBalanceEntry']>()(balances.addManualBalanceLedgerEntry),
  check<V1['contracts']['listBalances'], 'exclude'>()(customerBalances.listCustomerBalances),
  check<V1['contracts']['getNetBalance']>()(customerBalances.getNetBalance),
  check<V1['contracts']['listSeatBalances']>()(customerBalances.listSeatBalances),
  check<V1['contracts']['retrieveSubscriptionQuantityHistory']>()(
    subscriptions.getSubscriptionQuantityHistory,
  ),
  check<V1['contracts']['getSubscriptionSeatsHistory']>()(subscriptions.getSubscriptionSeatsHistory),
  check<V1['contracts']['scheduleProServicesInvoice'], 'id' | 'minimum_config'>()(
    professionalServices.scheduleProServicesInvoice,
  ),
  check<V1['contracts']['retrieveRateSchedule'], 'minimum_config'>()(contractPrices.getContractRateSchedule),
  check<V1['customers']['invoices']['retrieve'], 'id' | 'minimum_config'>()(invoices.getInvoice),
  check<V1['customers']['invoices']['list'], 'id' | 'minimum_config'>()(invoices.listInvoices),
  check<V1['customers']['invoices']['listBreakdowns'], 'id' | 'minimum_config'>()(
    breakdowns.listBreakdownInvoices,
  ),
  check<V1['customers']['previewEvents'], 'id' | 'minimum_config' | 'contract_id'>()(
    previews.previewCustomerEvents,
  ),
  check<V1['contracts']['createHistoricalInvoices'], 'id' | 'minimum_config'>()(
    historicalInvoices.createHistoricalInvoices,
  ),
  check<V1['customers']['invoices']['retrievePdf']>()(invoicePdf.getInvoicePdf),
  check<V1['invoices']['void']>()(invoices.voidInvoice),
  check<V1['invoices']['regenerate']>()(invoices.regenerateInvoice),
  check<V1['pricingUnits']['list']>()(pricingUnits.listPricingUnits),
  check<V1['packages']['create'], NotInSdkPackages>()(packages.createPackage),
  check<V1['packages']['retrieve'], NotInSdkPackages>()(packages.getPackage),
  check<V1['packages']['list'], NotInSdkPackages>()(packages.listPackages),
  check<V1['packages']['archive']>()(packages.archivePackage),
  check<V1['packages']['listContractsOnPackage']>()(packages.listContractsOnPackage),
  // The SDK has the contract's and the rate card's the other way round.
  check<V1['contracts']['rateCards']['namedSchedules']['retrieve'], 'properties'>()(
    namedSchedules.getContractNamedSchedule,
  ),
  check<V1['contracts']['rateCards']['namedSchedules']['update'], 'properties'>()(
    namedSchedules.updateContractNamedSchedule,
  ),
  check<V1['contracts']['namedSchedules']['retrieve']>()(namedSchedules.getRateCardNamedSchedule),
  check<V1['contracts']['namedSchedules']['update']>()(namedSchedules.updateRateCardNamedSchedule),
  check<V1['customers']['namedSchedules']['retrieve']>()(namedSchedules.getCustomerNamedSchedule),
  check<V1['customers']['namedSchedules']['update']>()(namedSchedules.updateCustomerNamedSchedule),
]

/** Endpoints of the API's own document that the SDK has no method for. */
const notInSdk = [
  'updateBillableMetric',
  'listContractsNamedSchedules',
  'archiveCommit',
  'archiveCredit',
  'disableCommitTrueup',
  'releaseThresholdCommit',
  'updateActiveRechargeConfig',
  'updateInvoiceIssueDate',
]

test('every endpoint that the SDK calls is compared with it', () => {
  const wire = endpoints.filter(
    ({ path, operationId }) => !path.startsWith('/ext/') && !notInSdk.includes(operationId),
  )
  expect(checked.toSorted()).toEqual(wire.map(({ operationId }) => operationId).toSorted())
})
