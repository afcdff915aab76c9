import type { ContractLink } from '../../catalog/contracts/hierarchy.ts'
import { type Decimal, ZERO } from '../../kernel/decimal.ts'
import type { Movement } from '../balances/account.ts'
import { draftInvoice } from '../document/draft-invoice.ts'
import { drawableOf } from '../balances/drawable-balances.ts'
import type { Draws } from '../balances/draws.ts'
import type { UsageBasis } from '../document/usage-basis.ts'
import type { Invoice, InvoiceHead } from '../invoice.ts'
import { professionalServiceLines } from './professional-service-lines.ts'
import { scheduledInvoiceLines } from './scheduled-invoice-lines.ts'
import type { InvoiceScope } from '../scope.ts'
import { trueupLines } from './trueup-lines.ts'
import { usageInvoiceLines, type ComputedLines } from './usage-invoice-lines.ts'

/** A draft, and what it does to commits and credits. */
export interface ComputedDraft {
  head: InvoiceHead
  invoice: Invoice
  movements: Movement[]
  /** What there was for it to draw on. */
  draws: Draws
  /** What the usage on it follows from; null where it bills none. */
  basisOf: (() => UsageBasis) | null
}

/**
 * Computes a draft from the events there are now (architecture, decision 5): what was acknowledged before the call is in it.
 * @param draws what is left for it after the drafts before it.
 * @param payer whose contract pays for its usage; null where it is in no hierarchy.
 * @throws where the warehouse fails; a failed computation is never a zero (semantics 33).
 */
export async function computeDraft(
  scope: InvoiceScope,
  head: InvoiceHead,
  draws: Draws,
  payer: ContractLink | null,
): Promise<ComputedDraft> {
  const { lines, applications, trueup = null, basisOf = null } = await linesOf(scope, head, draws)
  const movements =
    trueup === null
      ? movementsOf(head, 'DEDUCTION', applications, draws)
      : movementsOf(head, 'TRUEUP', [trueup], draws)
  const invoice = draftInvoice(head, lines)
  const isPaid = payer !== null && head.period !== null
  return { head, invoice: isPaid ? { ...invoice, payer } : invoice, movements, draws, basisOf }
}

/** The lines of a draft; those of true-ups say as well what they take of the commit. */
type Computed = ComputedLines & { trueup?: Taken | null }

interface Taken {
  balanceId: string
  segmentId: string
  amount: Decimal
}

async function linesOf(scope: InvoiceScope, head: InvoiceHead, draws: Draws): Promise<Computed> {
  if (head.period !== null) return usageInvoiceLines(scope, head, head.period, draws)
  if (head.trueup !== null) return trueupLines(scope, head, head.trueup, draws)
  if (head.professionalServices === null) return scheduledInvoiceLines(scope, head, draws)
  const lines = await professionalServiceLines(scope, head, head.professionalServices)
  return { lines, applications: [] }
}

/** One for each segment, dated at the end of the service period, or at the scheduled date (reference section 6). */
function movementsOf(
  { id: invoiceId, contract, period, agreedAt }: InvoiceHead,
  type: Movement['type'],
  taken: readonly Taken[],
  { drawable }: Draws,
): Movement[] {
  if (taken.length === 0) return []
  const sums = new Map<string, Taken>()
  for (const { balanceId, segmentId, amount } of taken) {
    const sum = sums.get(segmentId)?.amount ?? ZERO
    sums.set(segmentId, { balanceId, segmentId, amount: sum.minus(amount) })
  }
  const of = { invoiceId, contractId: contract.id, isDraft: true }
  return [...sums.values()].map(({ balanceId, segmentId, amount }) => {
    const { customerId } = drawableOf(drawable, balanceId).balance
    return { type, customerId, balanceId, segmentId, amount, at: period?.to ?? agreedAt, ...of }
  })
}
