import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import type { Customer } from '../../catalog/customers/rows.ts'
import { rangeHolds, rangesOverlap, type TimeRange } from '../../kernel/window.ts'
import { findBilledBefore, type BilledBefore } from './billed-before.ts'
import { contractCurrency } from '../contract-currency.ts'
import { contractUsageHeads } from './contract-usage-heads.ts'
import { usagePeriods } from './usage-periods.ts'
import { consolidatedHead, scheduledHead, usageHead, usageHeadId } from './invoice-heads.ts'
import type { InvoiceHead } from '../invoice.ts'
import { issueDay, onIssueDates } from './issue-date.ts'
import type { PendingCharges } from './pending-charges.ts'
import { readsOf } from '../reads.ts'
import { scheduledDates } from './scheduled-dates.ts'
import type { BillingScope } from '../scope.ts'
import type { VoidedTime } from './voided-charges.ts'

/** Usage of the children of a customer's contracts, as far as its own invoices wait for it or put it together. */
export interface ChildUsage {
  /** Those that are not archived. */
  contracts: readonly Contract[]
  /** Of their usage invoices, final or not, on their dates; where a true-up waits for them, of scheduled ones, too. */
  heads: readonly InvoiceHead[]
  /** None where no true-up waits for them. */
  pending: readonly PendingCharges[]
  /** Of those that are final, voided ones too. */
  billedHeadIds: ReadonlySet<string>
  voided: readonly VoidedTime[]
}

const NO_CHILD_USAGE: ChildUsage = {
  contracts: [],
  heads: [],
  pending: [],
  billedHeadIds: new Set(),
  voided: [],
}

/**
 * Reads what children of a customer's contracts bill for usage, where a contract consolidates it, or a POSTPAID commit is
 * shared whose true-up waits for it; nothing is read where neither is so.
 * @param contracts the customer's.
 * @param balances its commits and credits.
 */
export async function readChildUsage(
  scope: BillingScope,
  customerId: string,
  contracts: readonly Contract[],
  balances: readonly CatalogBalance[],
): Promise<ChildUsage> {
  const isTrueupShared = balances.some(
    ({ type, terms }) => type === 'POSTPAID' && terms.childAccess.type !== 'NONE',
  )
  const isAsked =
    isTrueupShared || contracts.some(({ hierarchy }) => hierarchy?.invoiceConsolidationType === 'CONCATENATE')
  if (!isAsked) return NO_CHILD_USAGE
  const relatedIds = await readsOf(scope).relatedCustomersOf(customerId)
  const found = await Promise.all(
    relatedIds.map((id) => usageOfChildren(scope, id, customerId, isTrueupShared)),
  )
  return {
    contracts: found.flatMap((one) => one.contracts),
    heads: found.flatMap((one) => one.heads),
    pending: found.flatMap((one) => one.pending),
    billedHeadIds: new Set(found.flatMap((one) => [...one.billedHeadIds])),
    voided: found.flatMap((one) => one.voided),
  }
}

async function usageOfChildren(
  scope: BillingScope,
  customerId: string,
  parentId: string,
  isTrueupShared: boolean,
): Promise<ChildUsage> {
  const reads = readsOf(scope)
  const contracts = (await reads.contractsOf(customerId)).filter(
    ({ hierarchy }) => hierarchy?.parent?.customerId === parentId,
  )
  if (contracts.length === 0) return NO_CHILD_USAGE
  const customer = await reads.customer(customerId)
  const billed = await findBilledBefore(scope, customerId)
  const issueDates = await reads.issueDatesOf(customerId)
  const heads: InvoiceHead[] = []
  const pending: PendingCharges[] = []
  for (const contract of contracts) {
    const currency = await contractCurrency(scope, contract)
    heads.push(...contractUsageHeads(scope.clock.now(), customer, contract, currency, billed))
    if (!isTrueupShared) continue
    const { dates, charges } = await scheduledDates(scope, contract, currency, [], billed, issueDates)
    // In which currency they are is asked of statements alone.
    heads.push(...dates.map((date) => scheduledHead(customer, contract, currency, date)))
    pending.push({ contract, charges })
  }
  return {
    contracts,
    heads: onIssueDates(heads, issueDates),
    pending,
    billedHeadIds: billed.headIds,
    voided: billed.voided,
  }
}

/**
 * The heads of a customer's consolidated invoices: one for each usage period of a contract that consolidates, within which it
 * has a child, or had one that was archived once the invoice was final; without a card, one for each in which there is a
 * child's statement to be sent (docs/decisions/0018).
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
    if (period === null || contract.hierarchy?.invoiceConsolidationType !== 'CONCATENATE') return []
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
 * Statements as they are put together: one that is final is of the time that it bills, also where its contract was made to end
 * before that since.
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
 * What stands for the statements of contracts without a card that consolidate, so that those of their children are sent. As
 * with statements, what final ones leave of a period, where a contract was made longer since, is one of its own.
 */
export async function periodsWithoutCard(
  scope: BillingScope,
  customer: Customer,
  contracts: readonly Contract[],
  { consolidatedEnds }: BilledBefore,
): Promise<InvoiceHead[]> {
  const heads: InvoiceHead[] = []
  for (const contract of contracts) {
    if (contract.hierarchy?.invoiceConsolidationType !== 'CONCATENATE') continue
    if (contract.terms.rateCardId !== null) continue
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

/** Whether it may be put together as well: on which day it was issued, its head does not say. */
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
