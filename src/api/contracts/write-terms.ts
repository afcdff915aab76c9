import type { z } from 'zod'
import type * as wire from '../../../schemas/contract-views.ts'
import type { ContractReferences } from '../../catalog/contracts/references.ts'
import type {
  Discount,
  ProfessionalService,
  ResellerRoyalty,
  ScheduledCharge,
} from '../../catalog/contracts/terms.ts'
import { formatInstant } from '../../kernel/instant.ts'
import type { Override, OverrideSpecifier } from '../../rating/override.ts'
import { unlessEmpty, wireInstant, writeProduct, writeUnit } from '../wire-fields.ts'
import { toWirePrice } from '../wire-price.ts'
import { writeSchedule } from './write-schedule.ts'

/** An override as responses show it. */
export function writeOverride(
  override: Override,
  references: ContractReferences,
): z.output<typeof wire.overrideView> {
  const { productId, applicableProductTags: tags, specifiers, isCommitSpecific } = override
  return {
    id: override.id,
    created_at: formatInstant(override.createdAt),
    product: productId === null ? undefined : writeProduct(productId, references),
    applicable_product_tags: unlessEmpty(tags),
    override_specifiers: unlessEmpty(specifiers.map(writeSpecifier)),
    starting_at: formatInstant(override.startingAt),
    ending_before: wireInstant(override.endingBefore),
    entitled: override.isEntitled ?? undefined,
    priority: override.priority ?? undefined,
    ...writeChange(override, references),
    is_commit_specific: isCommitSpecific,
    target: isCommitSpecific ? override.target : undefined,
  }
}

function writeChange({ change }: Override, references: ContractReferences) {
  if (change === null) return {}
  const { type } = change
  switch (change.type) {
    case 'MULTIPLIER':
      return { type, multiplier: change.multiplier }
    case 'OVERWRITE':
      return {
        type,
        overwrite_rate: {
          ...toWirePrice(change.price),
          credit_type: writeUnit(change.creditTypeId, references),
        },
      }
    case 'TIERED':
      return {
        type,
        override_tiers: change.tiers.map(({ size, multiplier }) => ({ size: size ?? undefined, multiplier })),
      }
  }
}

function writeSpecifier(specifier: OverrideSpecifier) {
  return {
    ...writeUsageSpecifier(specifier),
    commit_ids: specifier.commitIds?.slice(),
    recurring_commit_ids: specifier.recurringCommitIds?.slice(),
    any_commit_or_credit_ids: specifier.anyCommitOrCreditIds?.slice(),
  }
}

/** Which usage an override is for, without the commits that it names. */
export function writeUsageSpecifier(specifier: OverrideSpecifier) {
  const { pricingGroupValues, presentationGroupValues, exclude } = specifier
  return {
    product_id: specifier.productId ?? undefined,
    product_tags: unlessEmpty(specifier.productTags),
    pricing_group_values: Object.keys(pricingGroupValues).length > 0 ? { ...pricingGroupValues } : undefined,
    presentation_group_values:
      Object.keys(presentationGroupValues).length > 0 ? { ...presentationGroupValues } : undefined,
    billing_frequency: specifier.billingFrequency ?? undefined,
    exclude: unlessEmpty(exclude.map(({ productTags }) => ({ product_tags: [...productTags] }))),
  }
}

/** A scheduled charge as responses show it, archived or not. */
export function writeScheduledCharge(
  charge: ScheduledCharge,
  references: ContractReferences,
): z.output<typeof wire.scheduledChargeView> {
  return { ...writeDiscount(charge, references), archived_at: wireInstant(charge.archivedAt) }
}

/** A discount as responses show it. */
export function writeDiscount(
  discount: Discount,
  references: ContractReferences,
): z.output<typeof wire.discountView> {
  return {
    id: discount.id,
    product: writeProduct(discount.productId, references),
    schedule: writeSchedule(discount.creditTypeId, discount.items, references),
    name: discount.name ?? undefined,
    netsuite_sales_order_id: discount.netsuiteSalesOrderId ?? undefined,
    custom_fields: { ...discount.customFields },
  }
}

/** A professional service as responses show it. */
export function writeProfessionalService(
  service: ProfessionalService,
): z.output<typeof wire.professionalServiceView> {
  return {
    id: service.id,
    product_id: service.productId,
    description: service.description ?? undefined,
    unit_price: service.unitPrice,
    quantity: service.quantity,
    max_amount: service.maxAmount,
    netsuite_sales_order_id: service.netsuiteSalesOrderId ?? undefined,
    custom_fields: { ...service.customFields },
  }
}

/** A royalty as responses show it. */
export function writeRoyalty(royalty: ResellerRoyalty): z.output<typeof wire.royaltyView> {
  return {
    ...writeRoyaltyOfAmendment(royalty),
    applicable_product_ids: unlessEmpty(royalty.applicableProductIds),
    applicable_product_tags: unlessEmpty(royalty.applicableProductTags),
  }
}

/** A royalty as an amendment shows it: without its products. */
export function writeRoyaltyOfAmendment(royalty: ResellerRoyalty) {
  return {
    reseller_type: royalty.resellerType,
    fraction: royalty.fraction,
    netsuite_reseller_id: royalty.netsuiteResellerId,
    starting_at: formatInstant(royalty.startingAt),
    ending_before: wireInstant(royalty.endingBefore),
    reseller_contract_value: royalty.resellerContractValue ?? undefined,
    aws_account_number: royalty.awsAccountNumber ?? undefined,
    aws_payer_reference_id: royalty.awsPayerReferenceId ?? undefined,
    aws_offer_id: royalty.awsOfferId ?? undefined,
    gcp_account_id: royalty.gcpAccountId ?? undefined,
    gcp_offer_id: royalty.gcpOfferId ?? undefined,
  }
}
