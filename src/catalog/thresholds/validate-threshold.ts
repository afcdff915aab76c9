import { Decimal, ZERO } from '../../kernel/decimal.ts'
import { invalid } from '../../kernel/errors.ts'
import type { PaymentGate, PrepaidThreshold } from '../../rating/thresholds/threshold.ts'
import type { ContractBook } from '../contracts/contract-book.ts'
import { creditTypeOf } from '../contracts/credit-type.ts'
import { smallestUnitPlaces } from '../pricing-units/smallest-unit.ts'
import type { PricingUnit } from '../pricing-units/rows.ts'
import { refuseOversized } from '../products/refuse-oversized.ts'

const THRESHOLD_CENTS_MIN = 500
const RECHARGE_CENTS_MIN = 1000
const ONE = new Decimal(1)

/** What a request calls the amounts of a threshold. */
export interface AmountFields {
  threshold: string
  rechargeTo: string
  creditType: string
}

/** The names of the amounts in a configuration at a place of the request. */
export function amountFieldsAt(fieldPrefix: string): AmountFields {
  return {
    threshold: `${fieldPrefix}threshold_amount`,
    rechargeTo: `${fieldPrefix}recharge_to_amount`,
    creditType: `${fieldPrefix}custom_credit_type_id`,
  }
}

type AmountBook = Pick<ContractBook, 'rateCardId' | 'currency' | 'creditTypes' | 'worthOfUnits'>

/** Without `rechargeToAmount` where it is a spend threshold. */
type Amounts = Pick<PrepaidThreshold, 'thresholdAmount'> &
  Partial<Pick<PrepaidThreshold, 'rechargeToAmount' | 'creditTypeId'>>

/**
 * Holds the amounts of a threshold to the least there are: 5 dollars, recharged to 10 more, or as many of the smallest
 * units of another currency. Custom units count for what the card says they are worth (reference section 6, Other).
 * @throws Problem invalid, naming the field.
 */
export function validateThresholdAmounts(
  book: AmountBook,
  { thresholdAmount, rechargeToAmount, creditTypeId = null }: Amounts,
  fields: AmountFields,
): void {
  const unit = creditTypeOf(book, creditTypeId, fields.creditType)
  refuseOversized(fields.threshold, thresholdAmount)
  requireWorth(book, unit, { amount: thresholdAmount, centsMin: THRESHOLD_CENTS_MIN }, fields.threshold)
  if (rechargeToAmount === undefined) return
  refuseOversized(fields.rechargeTo, rechargeToAmount)
  const recharge = { amount: rechargeToAmount.minus(thresholdAmount), centsMin: RECHARGE_CENTS_MIN }
  requireWorth(book, unit, recharge, fields.rechargeTo, ' more than the threshold')
}

/** Holds the share that is paid to be one. @throws Problem invalid, naming the field. */
export function validatePaymentFraction(fraction: Decimal | null, fieldPrefix: string): void {
  if (fraction === null || (fraction.greaterThan(ZERO) && fraction.lessThanOrEqualTo(ONE))) return
  throw invalid(`${fieldPrefix}discount_configuration.payment_fraction: must be more than 0 and at most 1`)
}

/** A tax is known beforehand, or there is none (OpenAPI, createContract). @throws Problem invalid, naming the field. */
export function validatePaymentGate({ taxType, precalculatedTax }: PaymentGate, fieldPrefix: string): void {
  const field = `${fieldPrefix}payment_gate_config.precalculated_tax_config`
  if (taxType === 'PRECALCULATED' && precalculatedTax === null) {
    throw invalid(`${field}: is required where tax_type is PRECALCULATED`)
  }
  if (precalculatedTax === null) return
  if (taxType !== 'PRECALCULATED') throw invalid(`${field}: is only for tax_type PRECALCULATED`)
  if (precalculatedTax.amount.isNegative()) throw invalid(`${field}.tax_amount: must not be negative`)
  refuseOversized(`${field}.tax_amount`, precalculatedTax.amount)
}

function requireWorth(
  { currency, worthOfUnits }: AmountBook,
  unit: PricingUnit,
  { amount, centsMin }: { amount: Decimal; centsMin: number },
  field: string,
  than = '',
): void {
  const money = unit.isCurrency ? unit : currency
  const least = new Decimal(centsMin).times(new Decimal(10).pow(-smallestUnitPlaces(money)))
  const worth = unit.isCurrency ? ONE : worthOfUnits.get(unit.id)
  if (worth === undefined) throw new Error(`what ${unit.id} is worth is not known`)
  if (amount.times(worth).greaterThanOrEqualTo(least)) return
  throw invalid(`${field}: must be worth at least ${least.toFixed()} ${money.name}${than}`)
}
