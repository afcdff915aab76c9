import { Decimal } from '../../kernel/decimal.ts'
import { derivedId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { AccessSegment } from '../../rating/drawdown/balance.ts'
import type { RecurringChild } from '../../rating/drawdown/recurring.ts'
import { individualGrants, pooledGrants, type SeatTerms } from '../../rating/drawdown/seat-grants.ts'
import { clipRange } from '../../rating/billing-period.ts'
import type { RecurringBalance, RecurringSubscription } from '../contracts/recurring-balance.ts'
import type { Contract } from '../contracts/rows.ts'
import { subscriptionTerm } from '../contracts/subscription-at.ts'
import type { ContractSubscription, ScheduleItem } from '../contracts/terms.ts'
import type { BalanceType } from '../tables.ts'
import type { CatalogBalance, RecurringSeats } from './rows.ts'
import { payersOf, sharesOf } from './seat-payers.ts'
import type { InvoiceSchedule } from './terms.ts'
import { workedOutBalance } from './worked-out.ts'

const ONE = new Decimal(1)

/** One of the commits or credits that are made for a period. */
interface Part {
  id: string
  /** At least one; the first starts first. */
  segments: readonly AccessSegment[]
  seats: RecurringSeats | null
  /** Null where it is free. */
  invoiceAmount: Decimal | null
  /** As which part's it is billed. */
  billedAs: string
}

/**
 * The commits or credits that a recurring one makes for a period: one, or where each seat has its own, as many as there
 * are seats in it. None where it is of a subscription that does not run then.
 * @param recurring as it was when the period started.
 */
export function childBalances(
  contract: Contract,
  recurring: RecurringBalance,
  child: RecurringChild,
  type: BalanceType,
): CatalogBalance[] {
  return partsOf(contract, recurring, child).map(({ id, segments, seats, invoiceAmount, billedAs }) =>
    workedOutBalance(
      {
        id,
        customerId: contract.customerId,
        contractId: contract.id,
        type,
        origin: { kind: 'RECURRING', recurringId: recurring.id, subscription: seats },
        createdAt: startOf(segments),
        archivedAt: contract.archivedAt,
      },
      {
        name: recurring.name,
        description: recurring.description,
        productId: recurring.productId,
        priority: recurring.priority,
        rateType: recurring.rateType,
        applicableProductIds: recurring.applicableProductIds,
        applicableProductTags: recurring.applicableProductTags,
        specifiers: recurring.specifiers,
        access: { creditTypeId: recurring.accessAmount.creditTypeId, segments },
        invoice: invoiceOf(recurring, child, billedAs, invoiceAmount),
        invoiceContractId: null,
        isTrueupDisabled: false,
        rolloverFraction: recurring.rolloverFraction,
        applicableContractIds: null,
        childAccess: recurring.childAccess,
        netsuiteSalesOrderId: recurring.netsuiteSalesOrderId,
        salesforceOpportunityId: null,
        customFields: {},
      },
    ),
  )
}

function partsOf(contract: Contract, recurring: RecurringBalance, child: RecurringChild): Part[] {
  const { id, segment, invoiceAmount, period } = child
  if (recurring.subscription === null) {
    return [{ id, segments: [segment], seats: null, invoiceAmount, billedAs: id }]
  }
  const { subscriptionId } = recurring.subscription
  const subscription = contract.terms.subscriptions.find((one) => one.id === subscriptionId)
  // A contract that ends before its subscription starts has it no more.
  if (subscription === undefined) return []
  const term = subscriptionTerm(subscription, contract.terms)
  if (clipRange(period, term.startingAt, term.endingBefore) === null) return []
  // What was to join once it has ended never does.
  const isOfTerm = ({ startingAt }: { startingAt: Instant }) => startingAt < (term.endingBefore ?? Infinity)
  const quantities = subscription.quantities.filter(isOfTerm)
  const seats = subscription.seats.filter(isOfTerm)
  const terms: SeatTerms = {
    unitPrice: recurring.accessAmount.unitPrice,
    proration: recurring.proration,
    rounding: recurring.accessRounding,
    isIncreaseProrated: recurring.subscription.isSeatIncreaseProrated,
  }
  return recurring.subscription.allocation === 'POOLED'
    ? [pooledPart(recurring.subscription, terms, child, quantities)]
    : seatParts(contract, recurring.subscription, terms, child, { ...subscription, seats })
}

function pooledPart(
  of: RecurringSubscription,
  terms: SeatTerms,
  child: RecurringChild,
  quantities: ContractSubscription['quantities'],
): Part {
  return {
    id: child.id,
    segments: pooledGrants(terms, child, quantities),
    seats: { ...of, seatId: null, seatGroupKey: null },
    invoiceAmount: child.invoiceAmount,
    billedAs: child.id,
  }
}

/** The period's price is one: those that have a seat at its start share it, and those that join cost nothing more. */
function seatParts(
  contract: Contract,
  of: RecurringSubscription,
  terms: SeatTerms,
  child: RecurringChild,
  { seats, seatGroupKey }: ContractSubscription,
): Part[] {
  const grants = individualGrants(terms, child, seats)
  const { invoiceAmount, period } = child
  const atStart = grants.filter(({ since }) => since === period.from).map(({ seatId }) => seatId)
  const payers = invoiceAmount === null ? [] : payersOf(contract, of.subscriptionId, period.from, atStart)
  const shares = sharesOf(invoiceAmount, payers.length)
  const idOf = (seatId: string) => derivedId('seat child', child.id, seatId)
  return grants.map(({ seatId, segment }) => {
    const place = payers.findIndex((payer) => payer.seatId === seatId)
    return {
      id: idOf(seatId),
      segments: [segment],
      seats: { ...of, seatId, seatGroupKey },
      invoiceAmount: shares[place] ?? null,
      billedAs: idOf(payers[place]?.billedAs ?? seatId),
    }
  })
}

function startOf([first]: readonly AccessSegment[]): Instant {
  if (first === undefined) throw new Error('a child has a segment')
  return first.startingAt
}

/** It is paid where its period starts. */
function invoiceOf(
  { invoiceAmount }: RecurringBalance,
  { period }: RecurringChild,
  billedAs: string,
  amount: Decimal | null,
): InvoiceSchedule | null {
  if (invoiceAmount === null || amount === null) return null
  const { unitPrice, quantity, creditTypeId } = invoiceAmount
  const price = unitPrice.times(quantity).equals(amount)
    ? { unitPrice, quantity }
    : { unitPrice: amount, quantity: ONE }
  const item: ScheduleItem = {
    id: derivedId('recurring invoice item', billedAs),
    timestamp: period.from,
    amount,
    ...price,
  }
  return { creditTypeId, items: [item], doNotInvoice: false }
}
