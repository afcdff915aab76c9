import type { z } from 'zod'
import type { packageView } from '../../../schemas/packages.ts'
import type { Names } from '../../catalog/find-names.ts'
import type { Package } from '../../catalog/packages/rows.ts'
import type { PackageBalance, PackageItem, PackageRecurring } from '../../catalog/packages/terms.ts'
import { writeApplicability } from '../balances/write-balance.ts'
import { writeCommitParts, writeSeatConfig, writeUndatedRecurring } from '../balances/write-recurring.ts'
import { writeProduct, writeUnit } from '../wire-fields.ts'
import { namedPartId, partId } from './part-ids.ts'
import { writeRelativeTerm } from './write-relative-term.ts'

type View = z.output<typeof packageView>

/** A package's commits and credits, once and recurring, as responses show them. */
export function writePackageBalances(
  one: Package,
  references: Names,
): Pick<View, 'commits' | 'credits' | 'recurring_commits' | 'recurring_credits'> {
  const { commits, credits, recurringCommits, recurringCredits } = one.terms
  const writeRecurring = (recurring: PackageRecurring, list: string, index: number) => ({
    id: partId(one, list, index),
    ...writeUndatedRecurring(recurring, references),
    ...writeApplicability(recurring),
    ...writeRelativeTerm(recurring),
    subscription_config: writeSubscription(one, recurring),
  })
  return {
    commits: commits.map((commit, index) => {
      if (commit.type === 'CREDIT') throw new Error(`commit ${index} of package ${one.id} is a credit`)
      return {
        ...writeBalance(one, commit, references, ['commits', index]),
        type: commit.type,
        rollover_fraction: commit.rolloverFraction ?? undefined,
        invoice_schedule: writeInvoice(one, commit, references, index),
      }
    }),
    credits: credits.map((credit, index) => ({
      ...writeBalance(one, credit, references, ['credits', index]),
      type: 'CREDIT',
    })),
    recurring_commits: recurringCommits.map((commit, index) => ({
      ...writeRecurring(commit, 'recurring_commits', index),
      ...writeCommitParts(commit),
    })),
    recurring_credits: recurringCredits.map((credit, index) =>
      writeRecurring(credit, 'recurring_credits', index),
    ),
  }
}

/** What commits and credits alike say. */
function writeBalance(
  one: Package,
  balance: PackageBalance,
  references: Names,
  [list, index]: [string, number],
) {
  const { access } = balance
  return {
    id: partId(one, list, index),
    name: balance.name ?? undefined,
    description: balance.description ?? undefined,
    priority: balance.priority ?? undefined,
    product: writeProduct(balance.productId, references),
    rate_type: balance.rateType,
    ...writeApplicability(balance),
    access_schedule: {
      credit_type: writeUnit(access.creditTypeId, references),
      schedule_items: access.segments.map(({ amount, startingAtOffset, duration }, place) => ({
        id: partId(one, `${list}.access_schedule`, index, place),
        amount,
        starting_at_offset: startingAtOffset,
        duration,
      })),
    },
    custom_fields: { ...balance.customFields },
  }
}

function writeInvoice(one: Package, { invoice }: PackageBalance, references: Names, index: number) {
  if (invoice === null) return undefined
  return {
    credit_type: writeUnit(invoice.creditTypeId, references),
    schedule_items: invoice.items.map((item, place) =>
      writePackageItem(item, partId(one, 'commits.invoice_schedule', index, place)),
    ),
    do_not_invoice: invoice.doNotInvoice,
  }
}

/** An amount on a date. */
export function writePackageItem({ unitPrice, quantity, dateOffset }: PackageItem, id: string) {
  return { id, unit_price: unitPrice, quantity, date_offset: dateOffset }
}

function writeSubscription(one: Package, { subscription }: PackageRecurring) {
  if (subscription === null) return undefined
  const id = namedPartId(one, subscription.subscriptionId, ['subscriptions'])
  return { ...writeSeatConfig(subscription), subscription_template_id: id }
}
