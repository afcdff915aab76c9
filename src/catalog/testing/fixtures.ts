import { Decimal } from '../../kernel/decimal.ts'
import { newId } from '../../kernel/ids.ts'
import type { StreamingDefinition } from '../../metrics/definition.ts'
import { createContract, type NewContract } from '../contracts/create.ts'
import { NO_NEW_TERMS } from '../contracts/new-terms.ts'
import { MONTHLY_STATEMENTS } from '../contracts/usage-statement-schedule.ts'
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

/** A plain USAGE product to create: no group keys, no conversion, no rounding. */
export function newProduct(billableMetricId: string, changes: Partial<NewProduct> = {}): NewProduct {
  return { type: 'USAGE', name: 'API requests', customFields: {}, billableMetricId, ...changes }
}

/** Creates a product; a USAGE one, where no type is given, on a metric of its own that has the group keys it needs. */
export async function addProduct(scope: CatalogScope, changes: Partial<NewProduct> = {}) {
  if (changes.type !== undefined && changes.type !== 'USAGE') {
    return createProduct(scope, { type: changes.type, name: 'Support', customFields: {}, ...changes })
  }
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
    conversions: [],
    customFields: {},
    ...changes,
  })
}

/** A price for each unit. */
export function flatPrice(price: number | string | Decimal) {
  return { rateType: 'FLAT', price: new Decimal(price) } as const
}

/** A rate of 5 to add: entitled, in force from August 2024 on. */
export function newRate(productId: string, changes: Partial<NewRate> = {}): NewRate {
  return {
    productId,
    pricingGroupValues: {},
    billingFrequency: null,
    startingAt: at('2024-08-01T00:00:00Z'),
    endingBefore: null,
    isEntitled: true,
    price: flatPrice(5),
    commitRate: null,
    creditTypeId: null,
    ...changes,
  }
}

/** Creates a customer without aliases. */
export async function addCustomer(scope: CatalogScope, name = 'Acme') {
  return createCustomer(scope, { name, ingestAliases: [], customFields: {} })
}

/** A contract to create: open-ended from August 2024 on, billed by the month, no card chosen, nothing else said. */
export function newContract(customerId: string, changes: Partial<NewContract> = {}): NewContract {
  return {
    customerId,
    packageId: null,
    rateCardId: null,
    rateCardAlias: null,
    name: null,
    uniquenessKey: null,
    startingAt: at('2024-08-01T00:00:00Z'),
    endingBefore: null,
    netPaymentTermsDays: null,
    totalContractValue: null,
    netsuiteSalesOrderId: null,
    salesforceOpportunityId: null,
    usageStatementSchedule: MONTHLY_STATEMENTS,
    scheduledChargesOnUsageInvoices: null,
    multiplierOverridePrioritization: 'LOWEST_MULTIPLIER',
    usageFilter: null,
    transition: null,
    hierarchy: null,
    customFields: {},
    ...NO_NEW_TERMS,
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
