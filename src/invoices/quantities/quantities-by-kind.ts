import type { StreamingDefinition } from '../../metrics/definition.ts'
import type { MeteredSeries } from '../../rating/metered-series.ts'
import type { BilledProduct } from '../billed-products.ts'
import { meteredVersions, type MeteredVersion } from './metered-versions.ts'
import type { FoundSeries } from './found-series.ts'
import type { SqlMeteredVersion } from './read-sql-quantities.ts'

/** A version whose metric is a streaming one. */
export interface StreamingVersion extends MeteredVersion {
  definition: StreamingDefinition
}

/**
 * Reads the quantities of products, those of streaming metrics and those of metrics in SQL each in its way, at once.
 * @returns for each product its series; a product without usage has none.
 */
export async function quantitiesByKind(
  products: readonly BilledProduct[],
  readStreaming: (versions: readonly StreamingVersion[]) => Promise<readonly FoundSeries[]>,
  readSql: (versions: readonly SqlMeteredVersion[]) => Promise<readonly FoundSeries[]>,
): Promise<Map<BilledProduct, MeteredSeries[]>> {
  const { streaming, inSql } = versionsByKind(products)
  const found =
    inSql.length === 0
      ? [await readStreaming(streaming)]
      : await Promise.all([readStreaming(streaming), readSql(inSql)])
  const ofProducts = new Map<BilledProduct, MeteredSeries[]>()
  for (const some of found) {
    for (const [product, series] of some) {
      const own = ofProducts.get(product)
      if (own === undefined) ofProducts.set(product, [series])
      else own.push(series)
    }
  }
  return ofProducts
}

interface VersionsByKind {
  streaming: readonly StreamingVersion[]
  inSql: readonly SqlMeteredVersion[]
}

const kindsByProducts = new WeakMap<readonly BilledProduct[], VersionsByKind>()

/** The same lists for all contracts that are billed for the same products. */
function versionsByKind(products: readonly BilledProduct[]): VersionsByKind {
  const known = kindsByProducts.get(products)
  if (known !== undefined) return known
  const streaming: StreamingVersion[] = []
  const inSql: SqlMeteredVersion[] = []
  for (const metered of meteredVersions(products)) {
    const { definition } = metered.metric
    if (definition.kind === 'sql') inSql.push({ ...metered, text: definition.text })
    else streaming.push({ ...metered, definition })
  }
  kindsByProducts.set(products, { streaming, inSql })
  return { streaming, inSql }
}
