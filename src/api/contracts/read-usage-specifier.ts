import type { z } from 'zod'
import type { creditInput } from '../../../schemas/balance-terms.ts'
import type { UsageSpecifier } from '../../rating/usage-specifier.ts'

type GivenSpecifier = NonNullable<z.output<typeof creditInput>['specifiers']>[number]

/** Which usage an override, a commit or a credit is for; what is left out admits all. */
export function readUsageSpecifier(given: GivenSpecifier): UsageSpecifier {
  return {
    productId: given.product_id ?? null,
    productTags: given.product_tags ?? [],
    pricingGroupValues: given.pricing_group_values ?? {},
    presentationGroupValues: given.presentation_group_values ?? {},
    exclude: (given.exclude ?? []).map(({ product_tags: tags }) => ({ productTags: tags ?? [] })),
  }
}
