import { type Decimal, divideQuantity, sumOf, ZERO } from '../../kernel/decimal.ts'
import type { Balance } from '../../rating/drawdown/balance.ts'
import { THRESHOLD_PRIORITY } from '../../rating/thresholds/threshold.ts'
import type { CatalogBalance } from './rows.ts'
import { applicabilityOf } from './seat-applicability.ts'
import type { BalanceTerms } from './terms.ts'

/**
 * A commit or credit as charges draw on it. One that was archived by itself has no segments, so that nothing does; what
 * was archived with its contract or customer is not drawn on any more, but its invoices show what they drew.
 * @param productName the name of its product, which it has where it has none of its own.
 */
export function drawnBalance(balance: CatalogBalance, productName: string): Balance {
  const { id, type, contractId, origin, terms } = balance
  return {
    id,
    type,
    recurringId: origin?.kind === 'RECURRING' ? origin.recurringId : null,
    name: terms.name ?? productName,
    priority: terms.priority,
    rateType: terms.rateType,
    ...applicabilityOf(balance),
    contractIds: contractId === null ? terms.applicableContractIds : [contractId],
    isContractLevel: contractId !== null,
    creditTypeId: terms.access.creditTypeId,
    segments: balance.archivedAt === null || balance.archivedWith !== null ? terms.access.segments : [],
    rolledOverFrom: origin?.kind === 'ROLLOVER' ? origin.type : null,
    isDrawnLast: paysSpend(balance) && terms.priority?.equals(THRESHOLD_PRIORITY) === true,
    costBasis: costBasisOf(terms),
  }
}

/** Whether it was paid for what nothing else covered (docs/decisions/0015). */
function paysSpend({ origin }: CatalogBalance): boolean {
  return origin?.kind === 'THRESHOLD' && origin.of === 'SPEND'
}

/** What is invoiced, here or elsewhere, for one unit of access, cut off at 20 fractional digits; 0 for what is free. */
function costBasisOf({ access, invoice }: BalanceTerms): Decimal {
  const granted = totalOf(access.segments)
  return invoice === null || granted.isZero() ? ZERO : divideQuantity(totalOf(invoice.items), granted)
}

function totalOf(parts: readonly { amount: Decimal }[]): Decimal {
  return sumOf(parts, ({ amount }) => amount)
}
