import type { z } from 'zod'
import type { createPackageBody } from '../../../schemas/packages.ts'
import { MONTHLY_STATEMENTS } from '../../catalog/contracts/usage-statement-schedule.ts'
import type { NewPackage } from '../../catalog/packages/create.ts'
import { AT_START, type Offset } from '../../catalog/packages/offset.ts'
import type { NewPackageCharge, NewPackageTerms } from '../../catalog/packages/terms.ts'
import { readUndatedRecurringCommit, readUndatedRecurringCredit } from '../balances/read-recurring.ts'
import { readUndatedOverride, readUndatedSubscription } from '../contracts/read-terms.ts'
import { readThresholds } from '../thresholds/read-threshold.ts'
import { readPackageCommit, readPackageCredit, readPackageItem } from './read-package-balances.ts'

type Body = z.output<typeof createPackageBody>

/** A package to make, as a request gives it. */
export function readPackage(body: Body): NewPackage {
  return {
    name: body.name,
    uniquenessKey: body.uniqueness_key ?? null,
    aliases: (body.aliases ?? []).map((alias) => ({
      name: alias.name,
      startingAt: alias.starting_at ?? null,
      endingBefore: alias.ending_before ?? null,
    })),
    terms: readTerms(body),
  }
}

function readTerms(body: Body): NewPackageTerms {
  const { usage_statement_schedule: schedule } = body
  return {
    rateCardId: body.rate_card_id ?? null,
    rateCardAlias: body.rate_card_alias ?? null,
    contractName: body.contract_name ?? null,
    duration: body.duration ?? null,
    netPaymentTermsDays: body.net_payment_terms_days ?? null,
    usageStatementSchedule: {
      frequency: schedule?.frequency ?? MONTHLY_STATEMENTS.frequency,
      day: schedule?.day ?? 'FIRST_OF_MONTH',
      invoiceGenerationStartingAtOffset: schedule?.invoice_generation_starting_at_offset ?? null,
    },
    scheduledChargesOnUsageInvoices: body.scheduled_charges_on_usage_invoices ?? null,
    multiplierOverridePrioritization: body.multiplier_override_prioritization ?? 'LOWEST_MULTIPLIER',
    overrides: (body.overrides ?? []).map((given) => ({
      ...readUndatedOverride(given),
      ...readDates(given),
    })),
    scheduledCharges: (body.scheduled_charges ?? []).map(readCharge),
    subscriptions: (body.subscriptions ?? []).map(({ seat_config: seats, ...given }) => ({
      ...readUndatedSubscription({
        ...given,
        ...(seats === undefined ? {} : { seat_config: { ...seats, initial_seat_ids: [] } }),
      }),
      ...readDates(given),
    })),
    commits: (body.commits ?? []).map(readPackageCommit),
    credits: (body.credits ?? []).map(readPackageCredit),
    recurringCommits: (body.recurring_commits ?? []).map((given) => ({
      ...readUndatedRecurringCommit(given),
      ...readDates(given),
    })),
    recurringCredits: (body.recurring_credits ?? []).map((given) => ({
      ...readUndatedRecurringCredit(given),
      ...readDates(given),
    })),
    ...readThresholds(body),
  }
}

function readDates(given: { starting_at_offset?: Offset | undefined; duration?: Offset | undefined }) {
  return { startingAtOffset: given.starting_at_offset ?? AT_START, duration: given.duration ?? null }
}

function readCharge(given: NonNullable<Body['scheduled_charges']>[number]): NewPackageCharge {
  return {
    productId: given.product_id,
    name: given.name ?? null,
    creditTypeId: given.schedule.credit_type_id ?? null,
    items: given.schedule.schedule_items.map(readPackageItem),
    customFields: given.custom_fields ?? {},
  }
}
