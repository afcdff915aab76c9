import type { z } from 'zod'
import type { subscriptionView } from '../../../schemas/contract-views.ts'
import type { ContractReferences } from '../../catalog/contracts/references.ts'
import { billingPeriodsAround, quantitiesFrom } from '../../catalog/contracts/subscription-at.ts'
import type { ContractSubscription, ContractTerms } from '../../catalog/contracts/terms.ts'
import { formatInstant, type Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { wireInstant, writeProduct } from '../wire-fields.ts'
import { writeRounding } from './write-schedule.ts'

/** A subscription of a contract as it is at an instant: its periods around it and the quantities from it on. */
export function writeSubscription(
  subscription: ContractSubscription,
  terms: ContractTerms,
  { at, references }: { at: Instant; references: ContractReferences },
): z.output<typeof subscriptionView> {
  const { rounding, seatGroupKey } = subscription
  const periods = billingPeriodsAround(subscription, terms, at)
  return {
    id: subscription.id,
    subscription_rate: {
      billing_frequency: subscription.billingFrequency,
      product: writeProduct(subscription.productId, references),
    },
    name: subscription.name ?? undefined,
    description: subscription.description ?? undefined,
    collection_schedule: subscription.collectionSchedule,
    proration: {
      is_prorated: subscription.isProrated,
      invoice_behavior: subscription.invoiceBehavior,
      rounding: writeRounding(rounding),
    },
    quantity_schedule: quantitiesFrom(subscription, terms, at).map(({ quantity, from, to }) => ({
      quantity,
      starting_at: formatInstant(from),
      ending_before: wireInstant(to),
    })),
    billing_periods: {
      previous: writePeriod(periods.previous),
      current: writePeriod(periods.current),
      next: writePeriod(periods.next),
    },
    quantity_management_mode: subscription.quantityManagementMode,
    seat_config: seatGroupKey === null ? undefined : { seat_group_key: seatGroupKey },
    starting_at: formatInstant(subscription.startingAt),
    ending_before: wireInstant(subscription.endingBefore),
    fiat_credit_type_id: references.currencyIdOf(terms.rateCardId),
    billing_cycle_config: {
      anchor_date: formatInstant(subscription.anchorAt),
      invoice_placement: subscription.invoicePlacement,
    },
    custom_fields: { ...subscription.customFields },
  }
}

function writePeriod(period: TimeRange | null) {
  if (period === null) return undefined
  return { starting_at: formatInstant(period.from), ending_before: formatInstant(period.to) }
}
