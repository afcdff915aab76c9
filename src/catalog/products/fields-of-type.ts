import { invalid } from '../../kernel/errors.ts'
import type { ProductType } from '../tables.ts'
import { changedFields, type ProductChanges, type ProductField } from './changes.ts'

interface TypedField {
  /** As requests name it. */
  name: string
  types: readonly ProductType[]
}

/** The fields that only some types have (reference section 5, Products; OpenAPI, createProduct and updateProduct). */
const TYPED_FIELDS: { readonly [Field in ProductField]?: TypedField } = {
  billableMetricId: { name: 'billable_metric_id', types: ['USAGE'] },
  quantityConversion: { name: 'quantity_conversion', types: ['USAGE'] },
  quantityRounding: { name: 'quantity_rounding', types: ['USAGE'] },
  pricingGroupKey: { name: 'pricing_group_key', types: ['USAGE'] },
  presentationGroupKey: { name: 'presentation_group_key', types: ['USAGE'] },
  sqlBreakdownGranularity: { name: 'sql_breakdown_granularity', types: ['USAGE'] },
  netsuiteOverageItemId: { name: 'netsuite_overage_item_id', types: ['USAGE', 'COMPOSITE'] },
  'composite.productIds': { name: 'composite_product_ids', types: ['COMPOSITE'] },
  'composite.tags': { name: 'composite_tags', types: ['COMPOSITE'] },
  'composite.scope': { name: 'composite_scope', types: ['COMPOSITE'] },
  'composite.excludeFreeUsage': { name: 'exclude_free_usage', types: ['COMPOSITE'] },
  'composite.includeCompositeSpend': { name: 'include_composite_spend', types: ['COMPOSITE'] },
}

/** Refuses what products of the type do not have. @throws Problem invalid, naming the first such field. */
export function refuseFieldsOfOtherTypes(type: ProductType, changes: ProductChanges): void {
  for (const field of changedFields(changes)) {
    const typed = TYPED_FIELDS[field]
    if (typed === undefined || typed.types.includes(type)) continue
    throw invalid(
      `${typed.name}: only products of type ${typed.types.join(' or ')} have it, and this is ${type}`,
    )
  }
}
