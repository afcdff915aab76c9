import { Decimal, divideQuantity } from '../../kernel/decimal.ts'
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

/** Who pays a share of a period's price. */
interface Payer {
  seatId: string
  /** The seat as whose it is billed, so that it is once. */
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

/**
 * Who pays for a period: who had a seat at its start by what was said before it, or first, and is not taken out of it since.
 * Who is added to the start afterwards does not pay: the price may be billed already, and that stays. Where none of those is
 * left, the first of who is there instead pays, as the last of them: if the price is billed, it is so as that one's, too.
 * @param atStart who has a seat at the period's start by now.
 */
function payersOf(
  { versions }: Contract,
  subscriptionId: string,
  from: Instant,
  atStart: readonly string[],
): Payer[] {
  const said = versions.flatMap(({ terms, createdAt }) => {
    const seats = terms.subscriptions.find(({ id }) => id === subscriptionId)?.seats ?? []
    const then = seats.findLast(({ startingAt }) => startingAt <= from)
    return then === undefined ? [] : [{ createdAt, seatIds: then.seatIds }]
  })
  const last = said.findLastIndex(({ createdAt }) => createdAt < from)
  const agreed = said.slice(Math.max(last, 0))
  const [first, ...later] = agreed.slice(agreed.findIndex(({ seatIds }) => seatIds.length > 0))
  let payers = first?.seatIds ?? []
  for (const { seatIds } of later) {
    const left = payers.filter((seatId) => seatIds.includes(seatId))
    const [billedAs] = payers
    if (left.length === 0 && billedAs !== undefined) {
      return atStart.slice(0, 1).map((seatId) => ({ seatId, billedAs }))
    }
    payers = left
  }
  return payers.map((seatId) => ({ seatId, billedAs: seatId }))
}

/** Equal shares of an amount, cut off at 20 fractional digits; the last takes what is left. */
function sharesOf(amount: Decimal | null, count: number): Decimal[] {
  if (amount === null) return []
  const share = count === 0 ? amount : divideQuantity(amount, count)
  return Array.from({ length: count }, (_, index) =>
    index < count - 1 ? share : amount.minus(share.times(count - 1)),
  )
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
