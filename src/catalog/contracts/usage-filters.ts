import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { findMetrics } from '../billable-metrics/get.ts'
import type { Catalog } from '../database.ts'
import { findProducts } from '../products/get.ts'
import { productAt, type Product } from '../products/rows.ts'
import type { ContractTerms, UsageFilter } from './terms.ts'
import { requireInstantWithin } from './within-contract.ts'

/**
 * Holds a usage filter to the contract and its card: each streaming metric that the card's USAGE products count by, now
 * or later, has the key in a group key, and none is a LATEST (reference section 6, Other; OpenAPI, setUsageFilter).
 * @param fieldPrefix where the filter is in the request: nothing, or `usage_filter.`
 * @throws Problem invalid, naming the field and the metric.
 */
export async function validateUsageFilter(
  catalog: Catalog,
  terms: ContractTerms,
  filter: UsageFilter,
  { fieldPrefix, now }: { fieldPrefix: string; now: Instant },
): Promise<void> {
  requireInstantWithin(terms, filter.startingAt, `${fieldPrefix}starting_at`)
  const field = `${fieldPrefix}group_key`
  for (const { id, name, definition } of await findMetrics(
    { catalog },
    await metricIds(catalog, terms, now),
  )) {
    if (definition.kind !== 'streaming') continue
    const metric = `billable metric ${JSON.stringify(name)} (${id})`
    if (definition.aggregation === 'LATEST') {
      throw invalid(`${field}: usage of ${metric} cannot be filtered, as its aggregation is LATEST`)
    }
    if (definition.groupKeys.some((key) => key.includes(filter.groupKey))) continue
    throw invalid(`${field}: ${JSON.stringify(filter.groupKey)} is in no group key of ${metric}`)
  }
}

/** Adds a filter in its place; one that starts at the same instant is replaced. */
export function withUsageFilter(filters: readonly UsageFilter[], added: UsageFilter): UsageFilter[] {
  const others = filters.filter(({ startingAt }) => startingAt !== added.startingAt)
  return [...others, added].sort((a, b) => a.startingAt - b.startingAt)
}

async function metricIds(catalog: Catalog, { rateCardId }: ContractTerms, now: Instant): Promise<string[]> {
  if (rateCardId === null) return []
  const rows = await catalog
    .selectFrom('rates')
    .select('product_id')
    .distinct()
    .where('rate_card_id', '=', rateCardId)
    .execute()
  const products = await findProducts(
    { catalog },
    rows.map((row) => row.product_id),
  )
  return [...new Set(products.flatMap((product) => metricIdsFrom(product, now)))]
}

function metricIdsFrom(product: Product, now: Instant): string[] {
  const later = product.versions.filter(({ startingAt }) => startingAt !== null && startingAt > now)
  return [productAt(product, now), ...later].flatMap(({ billableMetricId }) => billableMetricId ?? [])
}
