import type { Decimal } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { addMonths } from '../../rating/billing-period.ts'
import type { Subscription } from '../../rating/subscription.ts'
import { makeApplicability } from '../balances/make-applicability.ts'
import { validateFraction } from '../balances/validate-balance.ts'
import { refuseOversized } from '../products/refuse-oversized.ts'
import type { ContractBook } from './contract-book.ts'
import { creditTypeOf } from './credit-type.ts'
import { activeProductOf } from './make-scheduled-charge.ts'
import type { NewRecurringBalance } from './new-terms.ts'
import type { RecurringBalance, RecurringSubscription } from './recurring-balance.ts'
import { requireWithinContract } from './within-contract.ts'

/** The subscriptions that a recurring commit can be of, by what a request may call them. */
export type NamedSubscriptions = ReadonlyMap<string, Pick<Subscription, 'id' | 'quantityManagementMode'>>

/**
 * Makes a recurring commit or credit (reference section 6; OpenAPI, createContract: recurring_commits).
 * @param fieldPrefix where it is in the request, such as `recurring_commits.0.`
 * @throws Problem not_found or invalid, naming the field and the rule.
 */
export function makeRecurringBalance(
  book: ContractBook,
  subscriptions: NamedSubscriptions,
  given: NewRecurringBalance,
  fieldPrefix: string,
): RecurringBalance {
  const { temporaryId: _, ...rest } = given
  activeProductOf(book, given.productId, 'FIXED', `${fieldPrefix}product_id`)
  requireWithinContract(book.terms, given, fieldPrefix)
  refuseLongDaily(given, book.now, fieldPrefix)
  validateFraction(given.rolloverFraction, `${fieldPrefix}rollover_fraction`)
  const { accessAmount, invoiceAmount, subscription } = given
  validateAmount(accessAmount, `${fieldPrefix}access_amount.`)
  creditTypeOf(book, accessAmount.creditTypeId, `${fieldPrefix}access_amount.credit_type_id`)
  if (invoiceAmount !== null) {
    validateAmount(invoiceAmount, `${fieldPrefix}invoice_amount.`)
    creditTypeOf(book, invoiceAmount.creditTypeId, `${fieldPrefix}invoice_amount.credit_type_id`)
  }
  const isOfSubscription = subscription !== null
  if (!isOfSubscription && accessAmount.quantity === null) {
    throw invalid(`${fieldPrefix}access_amount.quantity: is required where there is no subscription_config`)
  }
  if (isOfSubscription && accessAmount.quantity !== null) {
    throw invalid(
      `${fieldPrefix}access_amount.quantity: is the subscription's where there is a subscription_config`,
    )
  }
  return {
    ...rest,
    id: newId(),
    rateType: given.rateType ?? 'LIST_RATE',
    ...makeApplicability(book, given, fieldPrefix),
    proration: given.proration ?? 'FIRST_AND_LAST',
    subscription: isOfSubscription
      ? makeSubscriptionPart(subscriptions, given, subscription, `${fieldPrefix}subscription_config.`)
      : null,
    createdAt: book.now,
  }
}

const DAILY_YEARS_MAX = 10

/** What it has granted by now is worked out whenever a balance is: with too many days of that, nothing could be billed. */
function refuseLongDaily(
  { recurrenceFrequency, startingAt }: Pick<NewRecurringBalance, 'recurrenceFrequency' | 'startingAt'>,
  now: Instant,
  fieldPrefix: string,
): void {
  if (recurrenceFrequency !== 'DAILY' || addMonths(startingAt, DAILY_YEARS_MAX * 12) >= now) return
  throw invalid(
    `${fieldPrefix}starting_at: a DAILY recurrence must not begin more than ${DAILY_YEARS_MAX} years ago`,
  )
}

/** Holds a unit price and a quantity to their rules. @throws Problem invalid, naming the field. */
export function validateAmount(
  { unitPrice, quantity }: { unitPrice: Decimal; quantity: Decimal | null },
  fieldPrefix: string,
): void {
  for (const [name, value] of [
    ['unit_price', unitPrice],
    ['quantity', quantity],
  ] as const) {
    if (value === null) continue
    if (value.isNegative()) throw invalid(`${fieldPrefix}${name}: must not be negative`)
    refuseOversized(`${fieldPrefix}${name}`, value)
  }
}

/** A contract may have one that recurs daily, in each of the lists. @throws Problem invalid, naming the field. */
export function refuseSecondDaily(
  before: readonly RecurringBalance[],
  added: readonly RecurringBalance[],
  listField: string,
): void {
  const isDaily = ({ recurrenceFrequency }: RecurringBalance) => recurrenceFrequency === 'DAILY'
  const index = added.findIndex(
    (one, place) => isDaily(one) && [...before, ...added.slice(0, place)].some(isDaily),
  )
  if (index === -1) return
  throw invalid(`${listField}.${index}.recurrence_frequency: the contract has a DAILY one already`)
}

function makeSubscriptionPart(
  subscriptions: NamedSubscriptions,
  { recurrenceFrequency }: NewRecurringBalance,
  given: RecurringSubscription,
  fieldPrefix: string,
): RecurringSubscription {
  const subscription = subscriptions.get(given.subscriptionId)
  if (subscription === undefined) {
    throw invalid(
      `${fieldPrefix}subscription_id: the contract has no subscription ${JSON.stringify(given.subscriptionId)}`,
    )
  }
  if (given.allocation === 'INDIVIDUAL' && subscription.quantityManagementMode !== 'SEAT_BASED') {
    throw invalid(`${fieldPrefix}allocation: INDIVIDUAL needs a SEAT_BASED subscription`)
  }
  if (recurrenceFrequency === 'DAILY') {
    throw invalid(`${fieldPrefix}subscription_id: a DAILY recurrence cannot be of a subscription`)
  }
  return { ...given, subscriptionId: subscription.id }
}
