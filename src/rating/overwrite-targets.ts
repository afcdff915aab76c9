import type { Override } from './override.ts'

/** What an OVERWRITE gives a price of its own: a product, by all values of its pricing group key. */
export interface OverwriteTarget {
  productId: string
  pricingGroupValues: Readonly<Record<string, string>>
}

/** What an override gives a price of its own, with a rate or without; only an OVERWRITE does (reference section 6). */
export function overwriteTargets({
  change,
  productId,
  specifiers,
}: Pick<Override, 'change' | 'productId' | 'specifiers'>): OverwriteTarget[] {
  if (change?.type !== 'OVERWRITE') return []
  return [{ productId, pricingGroupValues: {} }, ...specifiers].flatMap(
    ({ productId: id, pricingGroupValues }) => (id === null ? [] : [{ productId: id, pricingGroupValues }]),
  )
}
