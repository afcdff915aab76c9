import type { z } from 'zod'
import type * as wire from '../../../schemas/contract-views.ts'
import type { ScheduleItemsUpdate } from '../../catalog/contracts/change-schedule-items.ts'
import type { NewAmount } from '../../catalog/contracts/new-terms.ts'
import type { ContractReferences } from '../../catalog/contracts/references.ts'
import type {
  Discount,
  ProfessionalService,
  ResellerRoyalty,
  ScheduledCharge,
  ScheduleItem,
} from '../../catalog/contracts/terms.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import type { Override, OverrideSpecifier } from '../../rating/override.ts'
import type { AmountRounding } from '../../rating/subscription.ts'
import { toWirePrice } from '../wire-price.ts'

/** An instant as responses show it; nothing where there is none. */
export function wireInstant(instant: Instant | null): string | undefined {
  return instant === null ? undefined : formatInstant(instant)
}

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

/** Which usage an override is for, but for the commits that it is drawn from. */
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

/** A royalty without the products that it is of, which amendments do not show. */
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

type Names = Pick<ContractReferences, 'productName' | 'creditTypeName'>

/** Amounts on dates, in a unit. */
export function writeSchedule(creditTypeId: string, items: readonly ScheduleItem[], references: Names) {
  return {
    credit_type: writeUnit(creditTypeId, references),
    schedule_items: items.map((item) => ({
      id: item.id,
      timestamp: formatInstant(item.timestamp),
      amount: item.amount,
      unit_price: item.unitPrice,
      quantity: item.quantity,
    })),
  }
}

/** How a schedule's items were changed. */
export function writeItemsUpdate({ addedItems, itemUpdates, removedItemIds }: ScheduleItemsUpdate) {
  return {
    add_schedule_items: addedItems.map((item) => ({
      timestamp: formatInstant(item.timestamp),
      ...writeAmount(item),
    })),
    update_schedule_items: itemUpdates.map((item) => ({
      id: item.id,
      timestamp: wireInstant(item.timestamp),
      ...writeAmount(item),
    })),
    remove_schedule_items: removedItemIds.map((id) => ({ id })),
  }
}

function writeAmount({ amount, unitPrice, quantity }: NewAmount) {
  return {
    amount: amount ?? undefined,
    unit_price: unitPrice ?? undefined,
    quantity: quantity ?? undefined,
  }
}

/** How an amount is rounded; nothing where that is not said. */
export function writeRounding(rounding: AmountRounding | null) {
  if (rounding === null) return undefined
  return { rounding_method: rounding.method, decimal_places: rounding.decimalPlaces }
}

/** A product by its id and the name it has now. */
export function writeProduct(id: string, references: Names) {
  return { id, name: references.productName(id) }
}

export function writeUnit(id: string, references: Names) {
  return { id, name: references.creditTypeName(id) }
}

/** A list, left out where it is empty. */
export function unlessEmpty<Item>(items: readonly Item[]): Item[] | undefined {
  return items.length > 0 ? [...items] : undefined
}
