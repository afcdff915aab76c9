import type { z } from 'zod'
import type { packageView } from '../../../schemas/packages.ts'
import type { Names } from '../../catalog/find-names.ts'
import type { Package } from '../../catalog/packages/rows.ts'
import type { PackageCharge, PackageOverride, PackageSubscription } from '../../catalog/packages/terms.ts'
import { readPrice } from '../../catalog/rates/read-price.ts'
import { formatInstant } from '../../kernel/instant.ts'
import type { OverrideSpecifier } from '../../rating/override.ts'
import { unlessEmpty, wireInstant, writeProduct, writeUnit } from '../wire-fields.ts'
import { writeRounding } from '../contracts/write-schedule.ts'
import { writeUsageSpecifier } from '../contracts/write-terms.ts'
import { writeThresholds } from '../thresholds/write-threshold.ts'
import { toWirePrice } from '../wire-price.ts'
import { namedPartId, partId } from './part-ids.ts'
import { writePackageBalances, writePackageItem } from './write-package-balances.ts'
import { writeRelativeTerm } from './write-relative-term.ts'

type View = z.output<typeof packageView>

/** A package as responses show it. It never changes, so its parts' ids follow from their places. */
export function writePackage(one: Package, references: Names): View {
  const { terms } = one
  const { frequency, day } = terms.usageStatementSchedule
  const idOf = (list: string, ...places: number[]) => partId(one, list, ...places)
  return {
    id: one.id,
    name: one.name,
    contract_name: terms.contractName ?? undefined,
    uniqueness_key: one.uniquenessKey ?? undefined,
    rate_card_id: terms.rateCardId ?? undefined,
    aliases: one.aliases.map((alias) => ({
      name: alias.name,
      starting_at: wireInstant(alias.startingAt),
      ending_before: wireInstant(alias.endingBefore),
    })),
    duration: terms.duration ?? undefined,
    net_payment_terms_days: terms.netPaymentTermsDays ?? undefined,
    usage_statement_schedule: { frequency, day },
    scheduled_charges_on_usage_invoices: terms.scheduledChargesOnUsageInvoices ?? undefined,
    multiplier_override_prioritization: terms.multiplierOverridePrioritization,
    ...writePackageBalances(one, references),
    ...writeThresholds(terms),
    overrides: terms.overrides.map((override, index) => ({
      id: idOf('overrides', index),
      ...writeOverride(one, override, references),
    })),
    scheduled_charges: terms.scheduledCharges.map((charge, index) => ({
      id: idOf('scheduled_charges', index),
      ...writeCharge(charge, references, (place) => idOf('schedule_items', index, place)),
    })),
    subscriptions: terms.subscriptions.map((subscription, index) => ({
      id: idOf('subscriptions', index),
      ...writeSubscription(subscription, references),
    })),
    created_at: formatInstant(one.createdAt),
    created_by: 'API',
    archived_at: wireInstant(one.archivedAt),
  }
}

function writeOverride(
  one: Package,
  override: PackageOverride,
  references: Names,
): Omit<View['overrides'][number], 'id'> {
  const { overwriteRate: rate, tiers } = override
  return {
    override_specifiers: override.specifiers.map((specifier) => writeSpecifier(one, specifier)),
    ...writeRelativeTerm(override),
    entitled: override.isEntitled ?? undefined,
    type: override.type ?? undefined,
    priority: override.priority ?? undefined,
    multiplier: override.multiplier ?? undefined,
    overwrite_rate:
      rate === null
        ? undefined
        : {
            ...toWirePrice(readPrice(rate.price, '')),
            credit_type: rate.creditTypeId === null ? undefined : writeUnit(rate.creditTypeId, references),
          },
    override_tiers: unlessEmpty(
      (tiers ?? []).map(({ size, multiplier }) => ({ size: size ?? undefined, multiplier })),
    ),
    is_commit_specific: override.isCommitSpecific,
    target: override.target ?? undefined,
  }
}

function writeCharge(
  charge: PackageCharge,
  references: Names,
  idOfItem: (place: number) => string,
): Omit<View['scheduled_charges'][number], 'id'> {
  return {
    product: writeProduct(charge.productId, references),
    name: charge.name ?? undefined,
    schedule: {
      credit_type: writeUnit(charge.creditTypeId, references),
      schedule_items: charge.items.map((item, place) => writePackageItem(item, idOfItem(place))),
    },
    custom_fields: { ...charge.customFields },
  }
}

function writeSubscription(
  subscription: PackageSubscription,
  references: Names,
): Omit<View['subscriptions'][number], 'id'> {
  const { rounding, seatConfig } = subscription
  return {
    name: subscription.name ?? undefined,
    description: subscription.description ?? undefined,
    subscription_rate: {
      billing_frequency: subscription.billingFrequency,
      product: writeProduct(subscription.productId, references),
    },
    collection_schedule: subscription.collectionSchedule,
    proration: {
      is_prorated: subscription.isProrated ?? true,
      invoice_behavior: subscription.invoiceBehavior ?? 'BILL_ON_NEXT_COLLECTION_DATE',
      rounding: writeRounding(rounding),
    },
    initial_quantity: subscription.initialQuantity ?? undefined,
    quantity_management_mode: subscription.quantityManagementMode,
    seat_config: seatConfig === null ? undefined : { seat_group_key: seatConfig.seatGroupKey },
    ...writeRelativeTerm(subscription),
    billing_cycle_config: { invoice_placement: subscription.invoicePlacement },
    custom_fields: { ...subscription.customFields },
  }
}

/** Which usage an override is for; the package's commits that it names go by their ids. */
function writeSpecifier(one: Package, specifier: OverrideSpecifier) {
  const { commitIds, recurringCommitIds, anyCommitOrCreditIds } = specifier
  return {
    ...writeUsageSpecifier(specifier),
    commit_template_ids: commitIds?.map((name) => namedPartId(one, name, ['commits'])),
    recurring_commit_template_ids: recurringCommitIds?.map((name) =>
      namedPartId(one, name, ['recurringCommits']),
    ),
    any_commit_or_credit_template_ids: anyCommitOrCreditIds?.map((name) =>
      namedPartId(one, name, ['commits', 'recurringCommits', 'recurringCredits']),
    ),
  }
}
