import type { Metronome } from '@metronome/sdk'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import * as billableMetrics from '../schemas/billable-metrics.ts'
import * as contracts from '../schemas/contracts.ts'
import * as customers from '../schemas/customers.ts'
import type { Endpoint } from '../schemas/endpoint.ts'
import * as events from '../schemas/events.ts'
import { endpoints } from '../schemas/index.ts'
import * as invoices from '../schemas/invoices.ts'
import * as pricingUnits from '../schemas/pricing-units.ts'
import * as products from '../schemas/products.ts'
import * as rateCards from '../schemas/rate-cards.ts'
import * as rates from '../schemas/rates.ts'
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

/** A method that is called with more than its type asks for. */
type Sending<M extends Method, More> = (params: Sent<M> & More) => ReturnType<M>

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
type AddRates = V1['contracts']['rateCards']['rates']['addMany']
type GroupedUsage = V1['usage']['listWithGroups']
// The SDK's type leaves out that an event without a property is in the group of null.
type GroupedRows = {
  data: (Omit<ItemOf<Read<GroupedUsage>['data']>, 'group'> & { group?: Record<string, string | null> })[]
  next_page: string | null
}
type MetricExtensions = 'applies_from' | 'view'

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
  check<V1['customers']['setIngestAliases']>()(customers.setIngestAliases),
  check<V1['customers']['listBillableMetrics'], MetricExtensions>()(customers.listCustomerBillableMetrics),
  // Products of other types have no metric.
  check<Sending<V1['contracts']['products']['create'], { billable_metric_id: string }>>()(
    products.createProduct,
  ),
  check<V1['contracts']['products']['retrieve']>()(products.getProduct),
  check<V1['contracts']['products']['list']>()(products.listProducts),
  check<V1['contracts']['products']['archive']>()(products.archiveProduct),
  check<V1['contracts']['rateCards']['create']>()(rateCards.createRateCard),
  check<V1['contracts']['rateCards']['retrieve']>()(rateCards.getRateCard),
  check<V1['contracts']['rateCards']['list']>()(rateCards.listRateCards),
  check<V1['contracts']['rateCards']['archive']>()(rateCards.archiveRateCard),
  // Rates of other types have no price.
  check<Sending<V1['contracts']['rateCards']['rates']['add'], { price: number }>>()(rates.addRate),
  check<Sending<AddRates, { rates: (ItemOf<Sent<AddRates>['rates']> & { price: number })[] }>>()(
    rates.addRates,
  ),
  check<V1['contracts']['rateCards']['rates']['list']>()(rates.listRates),
  check<V1['contracts']['create']>()(contracts.createContract),
  check<V1['contracts']['retrieve']>()(contracts.getContractV1),
  check<V1['contracts']['list']>()(contracts.listContractsV1),
  check<V2['contracts']['retrieve']>()(contracts.getContractV2),
  check<V2['contracts']['list']>()(contracts.listContractsV2),
  check<V1['contracts']['updateEndDate']>()(contracts.updateContractEndDate),
  check<V1['contracts']['archive']>()(contracts.archiveContract),
  check<V1['customers']['invoices']['retrieve']>()(invoices.getInvoice),
  check<V1['customers']['invoices']['list']>()(invoices.listInvoices),
  check<V1['pricingUnits']['list']>()(pricingUnits.listPricingUnits),
]

/** Endpoints of the API's own document that the SDK has no method for. */
const notInSdk = ['updateBillableMetric']

test('every endpoint that the SDK calls is compared with it', () => {
  const wire = endpoints.filter(
    ({ path, operationId }) => !path.startsWith('/ext/') && !notInSdk.includes(operationId),
  )
  expect(checked.toSorted()).toEqual(wire.map(({ operationId }) => operationId).toSorted())
})
