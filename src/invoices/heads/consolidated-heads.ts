import type { Contract } from '../../catalog/contracts/rows.ts'
import type { Customer } from '../../catalog/customers/rows.ts'
import { rangeHolds, rangesOverlap, type TimeRange } from '../../kernel/window.ts'
import { contractCurrency } from '../contract-currency.ts'
import type { InvoiceHead } from '../invoice.ts'
import type { BillingScope } from '../scope.ts'
import type { BilledBefore } from './billed-before.ts'
import type { ChildUsage } from './child-usage.ts'
import { consolidatedHead, usageHead, usageHeadId } from './invoice-heads.ts'
import { isConsolidating } from './is-consolidating.ts'
import { issueDay } from './issue-date.ts'
import { usagePeriods } from './usage-periods.ts'

/**
 * The heads of a customer's consolidated invoices (docs/decisions/0018): one for each usage period of a contract that
 * consolidates, where it has a child within the period; without a rate card, only where there is a child's statement to send.
 * What is final already stays, also where the child was archived since.
 * @param heads the customer's, on their dates, and of periods of contracts without a card (`periodsWithoutCard`).
 * @param billedHeadIds what its own final invoices bill.
 */
export function consolidatedHeads(
  heads: readonly InvoiceHead[],
  billedHeadIds: ReadonlySet<string>,
  children: ChildUsage,
): InvoiceHead[] {
  const isDraft = ({ id }: InvoiceHead) => !billedHeadIds.has(id) && !children.billedHeadIds.has(id)
  return heads.flatMap((own) => {
    const { contract, period } = own
    if (period === null || !isConsolidating(contract)) return []
    // What was imported was sent elsewhere.
    if (own.id !== usageHeadId(contract.id, period)) return []
    const ofChildren = children.heads.filter((head) => isConstituent(own, head))
    const hasCard = contract.terms.rateCardId !== null
    const parts = hasCard ? [own, ...ofChildren] : ofChildren
    const head = consolidatedHead(own, period, parts.filter(isDraft))
    // Without a card, a parent has nothing to be sent by itself.
    const isSent = hasCard
      ? hasChildWithin(own, period, children)
      : children.heads.some((one) => isConstituent(own, one) || isImportedWithin(own, one))
    return billedHeadIds.has(head.id) || isSent ? [head] : []
  })
}

function hasChildWithin({ contract }: InvoiceHead, period: TimeRange, { contracts }: ChildUsage): boolean {
  return contracts.some(
    ({ hierarchy, terms: { startingAt, endingBefore } }) =>
      hierarchy?.parent?.contractId === contract.id &&
      rangesOverlap({ from: startingAt, to: endingBefore ?? Infinity }, period),
  )
}

/**
 * Statements as a consolidated invoice puts them together: a final one keeps the period that it billed, even where its
 * contract was made to end earlier after that.
 * @param heads a customer's, by the terms of now, on their agreed dates.
 */
export function statementsThatStand(
  heads: readonly InvoiceHead[],
  { standingUsage }: BilledBefore,
): InvoiceHead[] {
  return heads.map((head) => {
    const { id, customer, contract, currency, period, items } = head
    if (period === null || id !== usageHeadId(contract.id, period)) return head
    const standing = standingUsage.get(contract.id)?.find(({ from }) => from === period.from)
    if (standing === undefined || standing.to === period.to) return head
    return usageHead(customer, contract, currency, standing, items)
  })
}

/**
 * The periods of consolidating contracts that have no rate card, and so no statements of their own: their children's statements
 * are sent by these. Where a contract was made longer after a consolidated invoice was final, the rest of that period is one of
 * its own, as it is with statements.
 */
export async function periodsWithoutCard(
  scope: BillingScope,
  customer: Customer,
  contracts: readonly Contract[],
  { consolidatedEnds }: BilledBefore,
): Promise<InvoiceHead[]> {
  const heads: InvoiceHead[] = []
  for (const contract of contracts) {
    if (!isConsolidating(contract) || contract.terms.rateCardId !== null) continue
    const currency = await contractCurrency(scope, contract)
    const cuts = consolidatedEnds.get(contract.id) ?? []
    const periods = usagePeriods(contract.terms, scope.clock.now(), cuts)
    heads.push(...periods.map((period) => usageHead(customer, contract, currency, period, [])))
  }
  return heads
}

/** Whether a child's statement is put together with its parent's. `findConstituents` says the same of final ones. */
function isConstituent(own: InvoiceHead, head: InvoiceHead): boolean {
  return isOfChildWithin(own, head) && rangeHolds(issueDay(own.issuedAt), head.issuedAt)
}

/**
 * Whether it is an imported statement of a child within the period, which may be put together as well: the head of an imported
 * one does not say on which day it was issued.
 */
function isImportedWithin(own: InvoiceHead, head: InvoiceHead): boolean {
  return (
    isOfChildWithin(own, head) &&
    head.period !== null &&
    head.id !== usageHeadId(head.contract.id, head.period)
  )
}

/** Whether it is of a child whose statements are put together with its parent's, in its currency and within its period. */
function isOfChildWithin({ contract: parent, period, currency }: InvoiceHead, head: InvoiceHead): boolean {
  const { hierarchy } = head.contract
  return (
    hierarchy?.parent?.contractId === parent.id &&
    hierarchy.payer === 'PARENT' &&
    hierarchy.usageStatementBehavior === 'CONSOLIDATE' &&
    period !== null &&
    head.period !== null &&
    period.from <= head.period.from &&
    head.period.to <= period.to &&
    head.currency.id === currency.id
  )
}
