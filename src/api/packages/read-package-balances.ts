import type { z } from 'zod'
import type * as wire from '../../../schemas/package-balances.ts'
import type { NewPackageBalance, PackageItem, PackageSegment } from '../../catalog/packages/terms.ts'
import { readUndated } from '../balances/read-balance.ts'

type Commit = z.output<typeof wire.packageCommitInput>
type Credit = z.output<typeof wire.packageCreditInput>

/** A commit of a package. */
export function readPackageCommit(given: Commit): NewPackageBalance {
  const { type, access_schedule: access, invoice_schedule: invoice, ...rest } = given
  return {
    ...readPackageCredit({ ...rest, access_schedule: access }),
    type,
    temporaryId: rest.temporary_id ?? null,
    rolloverFraction: rest.rollover_fraction ?? null,
    invoice:
      invoice === undefined
        ? null
        : {
            creditTypeId: invoice.credit_type_id ?? null,
            items: invoice.schedule_items.map(readPackageItem),
            doNotInvoice: invoice.do_not_invoice ?? false,
          },
  }
}

/** A credit of a package. */
export function readPackageCredit({ access_schedule: access, ...rest }: Credit): NewPackageBalance {
  return {
    ...readUndated(rest),
    access: {
      creditTypeId: access.credit_type_id ?? null,
      segments: access.schedule_items.map(readSegment),
    },
    invoice: null,
  }
}

/** An amount on a date. */
export function readPackageItem(given: z.output<typeof wire.packageItemInput>): PackageItem {
  return { dateOffset: given.date_offset, unitPrice: given.unit_price, quantity: given.quantity }
}

function readSegment(given: Credit['access_schedule']['schedule_items'][number]): PackageSegment {
  return { amount: given.amount, startingAtOffset: given.starting_at_offset, duration: given.duration }
}
