import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { isTrueupLeftOut } from '../../catalog/balances/trueup-left-out.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import type { Instant } from '../../kernel/instant.ts'
import { isOpenTo, isSharedWith } from '../balances/child-access.ts'
import type { ChildUsage } from './child-usage.ts'
import { GRACE_MS, lastUsagePeriod } from './usage-periods.ts'
import { clipRange } from '../../rating/billing-period.ts'
import { isBilledBy } from './scheduled-items.ts'
import type { VoidedTime } from './voided-charges.ts'

/** A POSTPAID commit whose shortfall a contract bills, and when. */
export interface Trueup {
  balance: CatalogBalance
  /** What it is billed in. */
  creditTypeId: string
  issuedAt: Instant
  /** When all usage is final that may draw on it. */
  finalFrom: Instant
}

/**
 * The true-ups that a contract bills (reference section 6): of each POSTPAID commit at the date of its one item, unless it
 * was disabled, or the contract was renewed before without them. Each falls due once all usage is final that may draw on
 * the commit (reference section 7), that of children with whom it is shared too.
 * @param balances the commits and credits of its customer.
 * @param contracts the customer's.
 * @param voided what is to be invoiced anew: until then nobody knows what it draws, and none falls due. What a
 * contract bills no longer, as it was archived or ended since, is not waited for.
 * @param children usage of the children of the customer's contracts.
 */
export function contractTrueups(
  contract: Contract,
  balances: readonly CatalogBalance[],
  contracts: readonly Contract[],
  voided: readonly VoidedTime[],
  children: Pick<ChildUsage, 'contracts' | 'voided'>,
): Trueup[] {
  const renewal = contracts.find(({ renewedFromId }) => renewedFromId === contract.id)
  return balances.flatMap((balance) => {
    const { invoice } = balance.terms
    if (balance.type !== 'POSTPAID' || invoice === null || isTrueupLeftOut(balance, renewal)) return []
    const [item] = invoice.items
    if (item === undefined || !isBilledBy(balance, contract)) return []
    const issuedAt = item.timestamp
    const drawing = [
      ...contracts.filter((one) => isOpenTo(balance, one)),
      ...children.contracts.filter((child) => isSharedWith(balance, child)),
    ]
    const isWaiting = [...voided, ...children.voided].some(
      (usage) => mayDraw(balance, usage) && drawing.some((one) => isBilledStill(one, usage)),
    )
    const finalFrom = isWaiting ? Infinity : lastUsageFinalAt(balance, contracts, drawing)
    return [{ balance, creditTypeId: invoice.creditTypeId, issuedAt, finalFrom }]
  })
}

/** Whether a contract can bill anew what was voided: it is the contract's, which does not end before by now. */
function isBilledStill({ id, terms }: Contract, { contractId, period }: VoidedTime): boolean {
  return id === contractId && (terms.endingBefore === null || period.from < terms.endingBefore)
}

/** Whether what is of a period may draw on a commit, whosever it is. */
function mayDraw({ terms }: CatalogBalance, { period }: VoidedTime): boolean {
  return terms.access.segments.some(
    ({ startingAt, endingBefore }) => startingAt < period.to && period.from < endingBefore,
  )
}

/**
 * When the last usage invoice is final that may draw on a commit, or nothing may any more; long ago where there is none.
 * Children with whom it is shared draw on it while the parent's contract is active.
 * @param contracts those of the commit's customer.
 * @param drawing those that may draw on it.
 */
function lastUsageFinalAt(
  balance: CatalogBalance,
  contracts: readonly Contract[],
  drawing: readonly Contract[],
): Instant {
  const ends = drawing
    .filter(({ terms }) => terms.rateCardId !== null)
    .flatMap(({ terms, hierarchy, customerId }) => {
      const parentId = customerId === balance.customerId ? undefined : hierarchy?.parent?.contractId
      const active = contracts.find(({ id }) => id === parentId)?.terms ?? terms
      return balance.terms.access.segments.flatMap(({ startingAt, endingBefore }) => {
        const range = clipRange(
          { from: startingAt, to: endingBefore },
          active.startingAt,
          active.endingBefore,
        )
        if (range === null) return []
        const period = lastUsagePeriod(terms, range)
        if (period !== null) return [period.to + GRACE_MS]
        // Subscriptions charge by themselves where usage is not invoiced; what is ahead is not there yet.
        return terms.subscriptions.length === 0 ? [] : [range.to]
      })
    })
  return Math.max(...ends, -Infinity)
}
