import { Decimal } from '../../kernel/decimal.ts'
import { newId } from '../../kernel/ids.ts'
import type { StreamingDefinition } from '../../metrics/definition.ts'
import { createContract, type NewContract } from '../contracts/create.ts'
import { createCustomer } from '../customers/create.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import { createProduct, type NewProduct } from '../products/create.ts'
import { createRateCard, type NewRateCard } from '../rate-cards/create.ts'
import type { NewRate } from '../rates/validate.ts'
import type { CatalogScope } from '../scope.ts'
import { at } from './memory-catalog.ts'

/** Puts a COUNT metric with these group keys straight into the catalog, without its view. */
export async function addMetric(
  { catalog, clock }: CatalogScope,
  groupKeys: StreamingDefinition['groupKeys'] = [],
  archivedAt: number | null = null,
): Promise<string> {
  const id = newId()
  const definition: StreamingDefinition = {
    kind: 'streaming',
    aggregation: 'COUNT',
    aggregationKey: null,
    eventTypeFilter: { inValues: ['request'], notInValues: null },
    propertyFilters: [],
    groupKeys,
  }
  await catalog
    .insertInto('billable_metrics')
    .values({
      id,
      name: 'Requests',
      definition: JSON.stringify(definition),
      after_sequence: null,
      custom_fields: '{}',
      created_at: clock.now(),
      archived_at: archivedAt,
    })
    .execute()
  return id
}

/** A plain product to create: no group keys, no conversion, no rounding. */
export function newProduct(billableMetricId: string, changes: Partial<NewProduct> = {}): NewProduct {
  return {
    name: 'API requests',
    tags: [],
    customFields: {},
    billableMetricId,
    quantityConversion: null,
    quantityRounding: null,
    pricingGroupKey: [],
    presentationGroupKey: [],
    sqlBreakdownGranularity: 'HOUR',
    ...changes,
  }
}

/** Creates a product on a metric of its own that has the group keys it needs. */
export async function addProduct(scope: CatalogScope, changes: Partial<NewProduct> = {}) {
  const groupKey = [...(changes.pricingGroupKey ?? []), ...(changes.presentationGroupKey ?? [])]
  return createProduct(scope, newProduct(await addMetric(scope, [groupKey]), changes))
}

/** Creates a rate card in US cents without aliases. */
export async function addRateCard(scope: CatalogScope, changes: Partial<NewRateCard> = {}) {
  return createRateCard(scope, {
    name: 'List prices',
    description: null,
    currencyId: USD_CENTS_ID,
    aliases: [],
    customFields: {},
    ...changes,
  })
}

/** A rate of 5 to add: entitled, in force from August 2024 on. */
export function newRate(productId: string, changes: Partial<NewRate> = {}): NewRate {
  return {
    productId,
    pricingGroupValues: {},
    startingAt: at('2024-08-01T00:00:00Z'),
    endingBefore: null,
    isEntitled: true,
    price: new Decimal(5),
    creditTypeId: null,
    ...changes,
  }
}

/** Creates a customer without aliases. */
export async function addCustomer(scope: CatalogScope, name = 'Acme') {
  return createCustomer(scope, { name, ingestAliases: [], customFields: {} })
}

/** A contract to create: open-ended from August 2024 on, no card chosen. */
export function newContract(customerId: string, changes: Partial<NewContract> = {}): NewContract {
  return {
    customerId,
    rateCardId: null,
    rateCardAlias: null,
    name: null,
    uniquenessKey: null,
    startingAt: at('2024-08-01T00:00:00Z'),
    endingBefore: null,
    billingDay: 'FIRST_OF_MONTH',
    netPaymentTermsDays: null,
    customFields: {},
    ...changes,
  }
}

/** Creates a contract on a rate card of its own, unless the changes choose one. */
export async function addContract(
  scope: CatalogScope,
  customerId: string,
  changes: Partial<NewContract> = {},
) {
  const rateCardId = changes.rateCardId ?? (await addRateCard(scope)).id
  return createContract(scope, newContract(customerId, { ...changes, rateCardId }))
}
