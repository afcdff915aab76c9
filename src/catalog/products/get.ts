import { notFound } from '../../kernel/errors.ts'
import type { CatalogScope } from '../scope.ts'
import type { Known } from '../terms-known.ts'
import { fromProductRows, type Product } from './rows.ts'

/** Finds a product, archived or not. @throws Problem not_found */
export async function getProduct({ catalog }: Pick<CatalogScope, 'catalog'>, id: string): Promise<Product> {
  const [product] = await findProducts({ catalog }, [id])
  if (product === undefined) throw notFound('product', id)
  return product
}

/**
 * Finds those of the products that exist, archived ones too. An empty list of ids finds none.
 * @param known as they were known once; as they are now where it is left out.
 */
export async function findProducts(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  ids: readonly string[],
  known?: Known,
): Promise<Product[]> {
  const found: Product[] = []
  for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
    const some = ids.slice(start, start + IDS_PER_QUERY)
    const rows = await catalog
      .selectFrom('products')
      .selectAll()
      .where('id', 'in', some)
      .orderBy('seq')
      .execute()
    found.push(...(await fromProductRows(catalog, rows, known)))
  }
  return found
}

// SQLite takes at most 32,766 parameters in a statement.
const IDS_PER_QUERY = 30_000
