import type { z } from 'zod'
import type * as wire from '../../../schemas/contract-terms.ts'
import type {
  NewOverride,
  NewProfessionalService,
  NewResellerRoyalty,
  NewScheduledCharge,
  NewSubscription,
} from '../../catalog/contracts/new-terms.ts'
import { fromWirePrice } from '../wire-price.ts'
import { readRounding, readSchedule } from './read-schedule.ts'
import { readUsageSpecifier } from './read-usage-specifier.ts'

/** An override, as a request gives it. */
export function readOverride(given: z.output<typeof wire.overrideInput>): NewOverride {
  const { starting_at: startingAt, ending_before: endingBefore = null } = given
  return { startingAt, endingBefore, ...readUndatedOverride(given) }
}

/** An override but for its dates. */
export function readUndatedOverride(
  given: Omit<z.output<typeof wire.overrideInput>, 'starting_at' | 'ending_before'>,
): Omit<NewOverride, 'startingAt' | 'endingBefore'> {
  const { overwrite_rate: rate } = given
  return {
    isEntitled: given.entitled ?? null,
    type: given.type ?? null,
    multiplier: given.multiplier ?? null,
    priority: given.priority ?? null,
    overwriteRate:
      rate === undefined ? null : { price: fromWirePrice(rate), creditTypeId: rate.credit_type_id ?? null },
    tiers: given.tiers?.map(({ size, multiplier }) => ({ size: size ?? null, multiplier })) ?? null,
    productId: given.product_id ?? null,
    applicableProductTags: given.applicable_product_tags ?? [],
    specifiers: (given.override_specifiers ?? []).map((specifier) => ({
      ...readUsageSpecifier(specifier),
      billingFrequency: specifier.billing_frequency ?? null,
      commitIds: specifier.commit_ids ?? null,
      recurringCommitIds: specifier.recurring_commit_ids ?? null,
      anyCommitOrCreditIds: specifier.any_commit_or_credit_ids ?? null,
    })),
    isCommitSpecific: given.is_commit_specific ?? false,
    target: given.target ?? null,
  }
}

/** A scheduled charge, or a discount. */
export function readScheduledCharge(given: z.output<typeof wire.scheduledChargeInput>): NewScheduledCharge {
  return {
    productId: given.product_id,
    name: given.name ?? null,
    schedule: readSchedule(given.schedule),
    customFields: given.custom_fields ?? {},
    netsuiteSalesOrderId: given.netsuite_sales_order_id ?? null,
  }
}

/** A professional service, as a request gives it. */
export function readProfessionalService(
  given: z.output<typeof wire.professionalServiceInput>,
): NewProfessionalService {
  return {
    productId: given.product_id,
    description: given.description ?? null,
    unitPrice: given.unit_price,
    quantity: given.quantity,
    maxAmount: given.max_amount,
    customFields: given.custom_fields ?? {},
    netsuiteSalesOrderId: given.netsuite_sales_order_id ?? null,
  }
}

/** A reseller's royalty; what is left out is as in the one that the contract has. */
export function readRoyalty(given: z.output<typeof wire.royaltyUpdateInput>): NewResellerRoyalty {
  return {
    resellerType: given.reseller_type,
    fraction: given.fraction ?? null,
    netsuiteResellerId: given.netsuite_reseller_id ?? null,
    applicableProductIds: given.applicable_product_ids ?? [],
    applicableProductTags: given.applicable_product_tags ?? [],
    startingAt: given.starting_at ?? null,
    endingBefore: given.ending_before,
    resellerContractValue: given.reseller_contract_value ?? null,
    awsAccountNumber: given.aws_options?.aws_account_number ?? null,
    awsPayerReferenceId: given.aws_options?.aws_payer_reference_id ?? null,
    awsOfferId: given.aws_options?.aws_offer_id ?? null,
    gcpAccountId: given.gcp_options?.gcp_account_id ?? null,
    gcpOfferId: given.gcp_options?.gcp_offer_id ?? null,
  }
}

/** A subscription, as a request gives it. */
export function readSubscription(given: z.output<typeof wire.subscriptionInput>): NewSubscription {
  return {
    startingAt: given.starting_at ?? null,
    endingBefore: given.ending_before ?? null,
    anchorAt: given.billing_cycle_config?.anchor_date ?? null,
    ...readUndatedSubscription(given),
  }
}

/** A subscription but for its dates. */
export function readUndatedSubscription(
  given: Omit<z.output<typeof wire.subscriptionInput>, 'starting_at' | 'ending_before'>,
): Omit<NewSubscription, 'startingAt' | 'endingBefore' | 'anchorAt'> {
  const { subscription_rate: rate, proration, seat_config: seats, billing_cycle_config: cycle } = given
  return {
    temporaryId: given.temporary_id ?? null,
    name: given.name ?? null,
    description: given.description ?? null,
    productId: rate.product_id,
    billingFrequency: rate.billing_frequency,
    collectionSchedule: given.collection_schedule,
    isProrated: proration.is_prorated ?? null,
    invoiceBehavior: proration.invoice_behavior ?? null,
    rounding: proration.rounding === undefined ? null : readRounding(proration.rounding),
    invoicePlacement: cycle?.invoice_placement ?? 'ON_USAGE_INVOICE',
    quantityManagementMode: given.quantity_management_mode ?? 'QUANTITY_ONLY',
    initialQuantity: given.initial_quantity ?? null,
    seatConfig:
      seats === undefined
        ? null
        : {
            seatGroupKey: seats.seat_group_key,
            initialSeatIds: seats.initial_seat_ids,
            initialUnassignedSeats: seats.initial_unassigned_seats ?? 0,
          },
    customFields: given.custom_fields ?? {},
  }
}
