import type { GroupValues } from './usage-line.ts'

/** Which usage something is for: everything given must hold; what is null or empty admits all (reference section 6). */
export interface UsageSpecifier {
  productId: string | null
  /** The product has all of them. */
  productTags: readonly string[]
  pricingGroupValues: Readonly<Record<string, string>>
  presentationGroupValues: GroupValues
  /** It is not for products that have all the tags of any of these. */
  exclude: readonly { productTags: readonly string[] }[]
}

/** Usage as specifiers see it. */
export interface SpecifiedUsage {
  productId: string
  productTags: readonly string[]
  pricingGroupValues: GroupValues
  presentationGroupValues: GroupValues
}

/** Whether everything that a specifier gives holds for some usage. */
export function specifies(specifier: UsageSpecifier, usage: SpecifiedUsage): boolean {
  const { productId, productTags, exclude } = specifier
  return (
    (productId === null || productId === usage.productId) &&
    hasAllTags(usage, productTags) &&
    hasValues(usage.pricingGroupValues, specifier.pricingGroupValues) &&
    hasValues(usage.presentationGroupValues, specifier.presentationGroupValues) &&
    !exclude.some((one) => one.productTags.length > 0 && hasAllTags(usage, one.productTags))
  )
}

/** Whether a product has at least one of some tags. */
export function hasAnyTag({ productTags }: SpecifiedUsage, wanted: readonly string[]): boolean {
  return wanted.some((tag) => productTags.includes(tag))
}

function hasAllTags({ productTags }: SpecifiedUsage, wanted: readonly string[]): boolean {
  return wanted.every((tag) => productTags.includes(tag))
}

function hasValues(values: GroupValues, wanted: GroupValues): boolean {
  return Object.entries(wanted).every(([name, value]) => values[name] === value)
}
