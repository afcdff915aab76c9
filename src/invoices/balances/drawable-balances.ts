import type { BillingScope } from '../scope.ts'
import { readsOf } from '../reads.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { drawnBalance } from '../../catalog/balances/to-drawn.ts'
import { productAt, type Product } from '../../catalog/products/rows.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Balance } from '../../rating/drawdown/balance.ts'
import type { LineCommit } from '../invoice.ts'

/** A commit or credit as charges draw on it, and as invoices show it. */
export interface DrawableBalance {
  balance: CatalogBalance
  drawn: Balance
  /** What stands for it on invoices. */
  product: Product
  commit: Omit<LineCommit, 'segmentId'>
}

/** Makes commits and credits ready to be drawn on, by their ids. @param at what has no name is called as its product is then. */
export async function openDrawableBalances(
  scope: BillingScope,
  balances: readonly CatalogBalance[],
  at: Instant = scope.clock.now(),
): Promise<Map<string, DrawableBalance>> {
  if (balances.length === 0) return new Map()
  const productIds = [...new Set(balances.map(({ terms }) => terms.productId))]
  const products = new Map(
    (await readsOf(scope).products(productIds)).map((product) => [product.id, product]),
  )
  return new Map(
    balances.map((balance) => {
      const product = products.get(balance.terms.productId)
      if (product === undefined) throw new Error(`there is no product ${balance.terms.productId}`)
      return [balance.id, drawableBalance(balance, product, productAt(product, at).name)]
    }),
  )
}

/** Makes one commit or credit ready to be drawn on. @param productName what it is called where it has no name. */
export function drawableBalance(
  balance: CatalogBalance,
  product: Product,
  productName: string,
): DrawableBalance {
  const { customFields, netsuiteSalesOrderId } = balance.terms
  return {
    balance,
    drawn: drawnBalance(balance, productName),
    product,
    commit: { id: balance.id, type: balance.type, customFields, netsuiteSalesOrderId },
  }
}

/** Finds one of them by its id. @throws Error where it is not among them. */
export function drawableOf(drawable: ReadonlyMap<string, DrawableBalance>, id: string): DrawableBalance {
  const found = drawable.get(id)
  if (found === undefined) throw new Error(`there is no commit or credit ${id}`)
  return found
}
