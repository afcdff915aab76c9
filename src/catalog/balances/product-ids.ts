import type { NewApplicability } from './new-balance.ts'

/** What a request says of a commit or credit, as far as it names products. */
export interface NamesProducts extends Partial<
  Pick<NewApplicability, 'applicableProductIds' | 'specifiers'>
> {
  productId?: string | undefined
}

/** The products that a request names of a commit or credit. */
export function productIdsOfBalance({
  productId,
  applicableProductIds,
  specifiers,
}: NamesProducts): string[] {
  const ofSpecifiers = (specifiers ?? []).flatMap((specifier) => specifier.productId ?? [])
  return [...(productId === undefined ? [] : [productId]), ...(applicableProductIds ?? []), ...ofSpecifiers]
}
