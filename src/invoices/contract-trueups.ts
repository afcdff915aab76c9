import type { CatalogBalance } from '../catalog/balances/rows.ts'
import type { Contract } from '../catalog/contracts/rows.ts'
import type { ScheduleItem } from '../catalog/contracts/terms.ts'
import type { Instant } from '../kernel/instant.ts'
import type { BilledBefore } from './billed-before.ts'
import { GRACE_MS, lastUsagePeriod } from './draft-periods.ts'
import { isBilledBy } from './scheduled-items.ts'

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
 * the commit (reference section 7).
 * @param balances the commits and credits of its customer.
 * @param contracts the customer's.
 * @param voidedUsage usage that is to be invoiced anew: until then nobody knows what it draws, and none falls due.
 */
export function contractTrueups(
  contract: Contract,
  balances: readonly CatalogBalance[],
  contracts: readonly Contract[],
  voidedUsage: BilledBefore['voidedUsage'],
): Trueup[] {
  const renewal = contracts.find(({ renewedFromId }) => renewedFromId === contract.id)
  const isRemoved = ({ timestamp }: ScheduleItem) =>
    renewal !== undefined && renewal.isTrueupRemoved && timestamp >= renewal.terms.startingAt
  return balances.flatMap((balance) => {
    const { invoice, isTrueupDisabled } = balance.terms
    if (balance.type !== 'POSTPAID' || invoice === null || isTrueupDisabled) return []
    const [item] = invoice.items
    if (item === undefined || !isBilledBy(balance, contract) || isRemoved(item)) return []
    const issuedAt = item.timestamp
    const isWaiting = voidedUsage.some((usage) => mayDraw(balance, usage))
    const finalFrom = isWaiting ? Infinity : lastUsageFinalAt(balance, contracts)
    return [{ balance, creditTypeId: invoice.creditTypeId, issuedAt, finalFrom }]
  })
}

/** Whether usage of a contract in a period may draw on a commit. */
function mayDraw(
  { contractId: owner, terms }: CatalogBalance,
  { contractId, period }: BilledBefore['voidedUsage'][number],
): boolean {
  const ids = owner === null ? terms.applicableContractIds : [owner]
  return (
    (ids === null || ids.includes(contractId)) &&
    terms.access.segments.some(
      ({ startingAt, endingBefore }) => startingAt < period.to && period.from < endingBefore,
    )
  )
}

/** When the last usage invoice is final that may draw on a commit; long ago where there is none. */
function lastUsageFinalAt({ contractId, terms }: CatalogBalance, contracts: readonly Contract[]): Instant {
  const ids = contractId === null ? terms.applicableContractIds : [contractId]
  const ends = contracts
    .filter(({ id, terms: { rateCardId } }) => rateCardId !== null && (ids === null || ids.includes(id)))
    .flatMap((contract) =>
      terms.access.segments.map(({ startingAt, endingBefore }) =>
        lastUsagePeriod(contract.terms, { from: startingAt, to: endingBefore }),
      ),
    )
  return Math.max(...ends.map((period) => (period === null ? -Infinity : period.to + GRACE_MS)), -Infinity)
}
