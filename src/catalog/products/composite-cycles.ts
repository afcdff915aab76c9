import { invalid } from '../../kernel/errors.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { findProducts } from './get.ts'
import { productAt, type Product } from './rows.ts'

/**
 * Refuses a composite that contains itself, directly or through the products that other composites name, at any
 * instant from `since` on. Tags make no cycle: a composite skips itself among the products that have them.
 * @throws Problem invalid, naming the first instant at which it would.
 */
export async function refuseCycle(catalog: Catalog, product: Product, since: Instant): Promise<void> {
  const products = await findContained(catalog, product)
  const starts = [...products.values()].flatMap(({ versions }) =>
    versions.map((version) => version.startingAt),
  )
  const changes = starts.filter((start) => start !== null).filter((start) => start > since)
  for (const at of [since, ...changes.toSorted((a, b) => a - b)]) {
    if (!containsItself(product, products, at)) continue
    throw invalid(
      `composite_product_ids: product ${product.id} would contain itself from ${formatInstant(at)} on`,
    )
  }
}

/** The product and all that it ever contains, by id. */
async function findContained(catalog: Catalog, product: Product): Promise<Map<string, Product>> {
  const found = new Map([[product.id, product]])
  let latest = [product]
  while (latest.length > 0) {
    const ids = latest.flatMap(({ versions }) =>
      versions.flatMap(({ composite }) => composite?.productIds ?? []),
    )
    latest = await findProducts(
      { catalog },
      [...new Set(ids)].filter((id) => !found.has(id)),
    )
    for (const next of latest) found.set(next.id, next)
  }
  return found
}

function containsItself(product: Product, products: ReadonlyMap<string, Product>, at: Instant): boolean {
  const reached = new Set<string>()
  const open = [product]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const id of productAt(next, at).composite?.productIds ?? []) {
      if (id === product.id) return true
      const contained = products.get(id)
      if (contained === undefined || reached.has(id)) continue
      reached.add(id)
      open.push(contained)
    }
  }
  return false
}
