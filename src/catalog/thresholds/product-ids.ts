import { productIdsOfBalance, type NamesProducts } from '../balances/product-ids.ts'

type Named = { commit?: NamesProducts | undefined } | null

/** A contract's thresholds, or new ones. */
interface Thresholds {
  spendThreshold: Named
  prepaidThreshold: Named
}

/** Changes of a contract's thresholds. */
interface Updates {
  spendThresholdUpdate: Named | undefined
  prepaidThresholdUpdate: Named | undefined
}

/** The products that the commits of thresholds name, and those of changes of them. */
export function productIdsOfThresholds(
  { spendThreshold, prepaidThreshold }: Thresholds,
  updates?: Updates,
): string[] {
  const named = [
    spendThreshold,
    prepaidThreshold,
    updates?.spendThresholdUpdate,
    updates?.prepaidThresholdUpdate,
  ]
  return named.flatMap((one) => productIdsOfBalance(one?.commit ?? {}))
}
