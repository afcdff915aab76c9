import { invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import { refuseTwice } from '../refuse-twice.ts'
import type { ContractBook } from './contract-book.ts'
import { foldQuantities } from './fold-quantities.ts'
import { foldSeats, quantitiesOfSeats } from './fold-seats.ts'
import { activeProductOf } from './make-scheduled-charge.ts'
import type { NewSubscription } from './new-terms.ts'
import type { ContractSubscription, QuantityUpdate, SeatUpdate } from './terms.ts'
import { requireWithinContract } from './within-contract.ts'

/**
 * Makes a subscription, of a SUBSCRIPTION product that the card has a rate for at its start, of its frequency
 * (reference section 6, Subscriptions; OpenAPI, createContract). It is prorated unless the request says otherwise, and
 * what is added within a period is billed with the next one.
 * @param fieldPrefix where it is in the request, such as `subscriptions.0.`
 * @throws Problem not_found or invalid, naming the field and the rule.
 */
export function makeSubscription(
  book: ContractBook,
  given: NewSubscription,
  fieldPrefix: string,
): ContractSubscription {
  const { temporaryId: _, billingFrequency, initialQuantity: __, seatConfig, ...rest } = given
  const startingAt = given.startingAt ?? book.terms.startingAt
  requireWithinContract(book.terms, { startingAt, endingBefore: given.endingBefore }, fieldPrefix)
  requireRate(book, given, startingAt, `${fieldPrefix}subscription_rate`)
  const invoiceBehavior = given.invoiceBehavior ?? 'BILL_ON_NEXT_COLLECTION_DATE'
  if (invoiceBehavior === 'BILL_IMMEDIATELY' && given.collectionSchedule !== 'ADVANCE') {
    throw invalid(
      `${fieldPrefix}proration.invoice_behavior: BILL_IMMEDIATELY needs collection_schedule ADVANCE`,
    )
  }
  return {
    ...rest,
    id: newId(),
    billingFrequency,
    isProrated: given.isProrated ?? true,
    invoiceBehavior,
    startingAt,
    anchorAt: given.anchorAt ?? book.terms.usageStatementSchedule.anchorAt,
    seatGroupKey: seatConfig?.seatGroupKey ?? null,
    ...firstQuantities(given, startingAt, fieldPrefix),
    createdAt: book.now,
  }
}

function requireRate(
  book: ContractBook,
  { productId, billingFrequency }: NewSubscription,
  startingAt: Instant,
  field: string,
): void {
  activeProductOf(book, productId, 'SUBSCRIPTION', `${field}.product_id`)
  if (book.rateCardId === null) throw invalid(`${field}: the contract has no rate card`)
  const hasRate = book.rates.some(
    (rate) =>
      rate.productId === productId &&
      rate.billingFrequency === billingFrequency &&
      isInForce(rate, startingAt),
  )
  if (hasRate) return
  throw invalid(
    `${field}: the rate card has no ${billingFrequency} rate for product ${productId} when the subscription starts`,
  )
}

type Quantities = Pick<ContractSubscription, 'quantities' | 'quantityUpdates' | 'seats' | 'seatUpdates'>

function firstQuantities(given: NewSubscription, startingAt: Instant, fieldPrefix: string): Quantities {
  const { quantityManagementMode: mode, initialQuantity, seatConfig } = given
  if (mode === 'QUANTITY_ONLY') {
    if (seatConfig !== null) throw invalid(`${fieldPrefix}seat_config: is only for SEAT_BASED subscriptions`)
    const field = `${fieldPrefix}initial_quantity`
    if (initialQuantity === null)
      throw invalid(`${field}: is required, as quantity_management_mode is ${mode}`)
    return quantitiesOf([{ startingAt, quantity: initialQuantity, quantityDelta: null }], () => field)
  }
  if (initialQuantity !== null) {
    throw invalid(`${fieldPrefix}initial_quantity: is only for QUANTITY_ONLY subscriptions`)
  }
  const field = `${fieldPrefix}seat_config`
  if (seatConfig === null) throw invalid(`${field}: is required, as quantity_management_mode is ${mode}`)
  const { initialSeatIds, initialUnassignedSeats } = seatConfig
  refuseTwice(initialSeatIds, `${field}.initial_seat_ids`)
  // The seats come first, as they would take the unassigned ones.
  const updates: SeatUpdate[] = [
    { startingAt, action: 'ADD_SEATS', seatIds: initialSeatIds },
    { startingAt, action: 'ADD_UNASSIGNED', quantity: initialUnassignedSeats },
  ]
  return seatsOf(updates, (index) =>
    index === 0 ? `${field}.initial_seat_ids` : `${field}.initial_unassigned_seats`,
  )
}

/** What follows from the updates of a subscription with a quantity. @throws Problem invalid, naming the field. */
export function quantitiesOf(
  quantityUpdates: readonly QuantityUpdate[],
  fieldOf: (index: number) => string,
): Quantities {
  return { quantityUpdates, quantities: foldQuantities(quantityUpdates, fieldOf), seatUpdates: [], seats: [] }
}

/** What follows from the updates of a subscription with seats. @throws Problem invalid, naming the field. */
export function seatsOf(seatUpdates: readonly SeatUpdate[], fieldOf: (index: number) => string): Quantities {
  const seats = foldSeats(seatUpdates, fieldOf)
  return { quantityUpdates: [], quantities: quantitiesOfSeats(seats), seatUpdates, seats }
}
