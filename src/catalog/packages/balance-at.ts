import type { Instant } from '../../kernel/instant.ts'
import type { NewBalance } from '../balances/new-balance.ts'
import type { NewSchedule } from '../contracts/new-terms.ts'
import { addOffset, endOfLasting } from './offset.ts'
import type { NewPackageBalance, PackageItem } from './terms.ts'

/**
 * A package's commit or credit for a contract that starts at an instant. Like any of a contract's, it may be drawn and
 * billed after the contract (reference section 6), so that nothing of it is cut to the contract's end.
 */
export function balanceAt(
  { access, invoice, ...balance }: NewPackageBalance,
  startingAt: Instant,
): NewBalance {
  return {
    ...balance,
    access: {
      creditTypeId: access.creditTypeId,
      segments: access.segments.map(({ amount, ...term }) => ({
        amount,
        startingAt: addOffset(startingAt, term.startingAtOffset),
        endingBefore: endOfLasting(startingAt, term),
      })),
    },
    invoice:
      invoice === null ? null : { ...scheduleAt(invoice, startingAt), doNotInvoice: invoice.doNotInvoice },
  }
}

/** A package's amounts on dates for a contract that starts at an instant. */
export function scheduleAt(
  { creditTypeId, items }: { creditTypeId: string | null; items: readonly PackageItem[] },
  startingAt: Instant,
): NewSchedule {
  return {
    creditTypeId,
    items: items.map(({ dateOffset, unitPrice, quantity }) => ({
      timestamp: addOffset(startingAt, dateOffset),
      amount: null,
      unitPrice,
      quantity,
    })),
    recurring: null,
  }
}
