import type { Contract } from '../../catalog/contracts/rows.ts'
import type { Instant } from '../../kernel/instant.ts'
import { rangeHoldsEnd } from '../../kernel/window.ts'
import { drawsAt } from './contract-charges.ts'
import { GRACE_MS, lastUsagePeriod } from './usage-periods.ts'
import type { ContractCharge, InvoiceHead } from '../invoice.ts'

/** What a contract's subscriptions charge up to the start of their next period that is not on a final invoice that stands. */
export interface PendingCharges {
  contract: Contract
  charges: readonly ContractCharge[]
}

/** When a charge draws, and when the invoice is final that bills it. */
export interface PendingDraw {
  contract: Contract
  at: Instant
  dueAt: Instant
  /** That invoice; null where it is ahead. */
  head: InvoiceHead | null
}

/**
 * When subscriptions draw, and when that is final: an increase may be billed long after the time from which it draws, and
 * what is in advance draws after the period of the usage invoice that bills it.
 * @param heads of the contracts' invoices, on their dates.
 */
export function pendingDraws(
  pending: readonly PendingCharges[],
  heads: readonly InvoiceHead[],
): PendingDraw[] {
  return pending.flatMap(({ contract, charges }) => {
    const own = heads.filter((head) => head.contract.id === contract.id)
    return charges.map((charged) => ({ contract, at: drawsAt(charged), ...billedBy(contract, charged, own) }))
  })
}

/**
 * Which invoice bills a charge, and when it is final: one of its own, or the usage invoice of its time. Where that is not there
 * yet, nobody can have moved it, so that its date follows from the terms.
 */
function billedBy(
  { terms }: Contract,
  charged: ContractCharge,
  heads: readonly InvoiceHead[],
): Pick<PendingDraw, 'dueAt' | 'head'> {
  const { billedAt } = charged.charge
  const byItself = heads.find(({ charges }) => charges.includes(charged))
  const head = byItself ?? heads.find(({ period }) => period !== null && rangeHoldsEnd(period, billedAt))
  if (head !== undefined) return { dueAt: head.dueAt, head }
  const period = lastUsagePeriod(terms, { from: billedAt - 1, to: billedAt })
  return { dueAt: period === null ? -Infinity : period.to + GRACE_MS, head: null }
}
