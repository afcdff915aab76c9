import { newId } from '../../kernel/ids.ts'
import type { CatalogScope } from '../scope.ts'
import type { ProductType } from '../tables.ts'
import { applyChanges, type ProductChanges } from './changes.ts'
import { getProduct } from './get.ts'
import { toVersionRow, type Product, type ProductState } from './rows.ts'
import { validateChanges } from './validate-changes.ts'
import { validateVersions } from './validate-versions.ts'

/** A product to make; what is left out has the value that a plain product has. */
export interface NewProduct extends ProductChanges {
  type: ProductType
  name: string
  customFields: Readonly<Record<string, string>>
}

/**
 * Creates a product (reference section 5, Products).
 * @throws Problem not_found or invalid where a rule of `validateChanges` or `validateVersions` is broken.
 */
export async function createProduct(scope: CatalogScope, input: NewProduct): Promise<Product> {
  const { type, customFields, ...given } = input
  const createdAt = scope.clock.now()
  return scope.catalog.transaction().execute(async (transaction) => {
    await validateChanges(transaction, type, given)
    const id = newId()
    const state = applyChanges(plainState(type, given.name), given)
    await transaction
      .insertInto('products')
      .values({ id, type, custom_fields: JSON.stringify(customFields), archived_at: null })
      .execute()
    await transaction
      .insertInto('product_versions')
      .values(toVersionRow(id, { ...state, startingAt: null, changed: [], createdAt }))
      .execute()
    const product = await getProduct({ catalog: transaction }, id)
    await validateVersions(transaction, product, product.versions)
    return product
  })
}

function plainState(type: ProductType, name: string): ProductState {
  return {
    name,
    tags: [],
    isRefundable: true,
    billableMetricId: null,
    quantityConversion: null,
    quantityRounding: null,
    pricingGroupKey: [],
    presentationGroupKey: [],
    sqlBreakdownGranularity: 'HOUR',
    netsuiteInternalItemId: null,
    netsuiteOverageItemId: null,
    composite: type === 'COMPOSITE' ? PLAIN_COMPOSITE : null,
  }
}

const PLAIN_COMPOSITE = {
  productIds: [],
  tags: [],
  scope: 'CONTRACT',
  excludeFreeUsage: false,
  includeCompositeSpend: false,
} as const
