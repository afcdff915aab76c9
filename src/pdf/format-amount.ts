import { USD_CENTS_ID } from '../catalog/pricing-units/get.ts'
import type { PricingUnit } from '../catalog/pricing-units/rows.ts'
import { Decimal } from '../kernel/decimal.ts'
import { isolated } from './direction.ts'

type Unit = Pick<PricingUnit, 'id' | 'name' | 'isCurrency'>

// What a quantity or a price is shown to: beyond it no reader can tell it apart.
const QUANTITY_PLACES = 8
const UNIT_PRICE_PLACES = 12

/** Currencies whose smallest unit is the whole one. */
const WITHOUT_CENTS: ReadonlySet<string> = new Set(['JPY', 'KRW'])

/** What a currency or custom unit is called: US dollars by their code, for their amounts are shown in dollars. */
export function unitLabel(unit: Unit): string {
  return unit.id === USD_CENTS_ID ? 'USD' : unit.name
}

/**
 * Writes an amount rounded half up to what can be paid (semantics 25): `$1,234.50`, `EUR 1,234.50`; of a custom unit
 * as a quantity, `1,234.5 Tokens`.
 */
export function formatAmount(amount: Decimal, unit: Unit): string {
  if (!unit.isCurrency) return `${formatQuantity(amount)} ${isolated(unit.name)}`
  const places = placesOf(unit)
  return withCurrency(inWholeUnits(amount, unit).toDecimalPlaces(places, Decimal.ROUND_HALF_UP), unit, places)
}

/** Whether an amount is shown as it is, and not rounded. */
export function isShownExactly(amount: Decimal, unit: Unit): boolean {
  return inWholeUnits(amount, unit).decimalPlaces() <= (unit.isCurrency ? placesOf(unit) : QUANTITY_PLACES)
}

/**
 * Writes the price of one: all its digits, up to the twelfth place, and at least those of an amount; the first two digits of
 * one that would be 0 so.
 */
export function formatUnitPrice(price: Decimal, unit: Unit): string {
  const exact = inWholeUnits(price, unit)
  const rounded = exact.toDecimalPlaces(UNIT_PRICE_PLACES, Decimal.ROUND_HALF_UP)
  const shown = rounded.isZero() ? exact.toSignificantDigits(2, Decimal.ROUND_HALF_UP) : rounded
  if (!unit.isCurrency) return `${grouped(shown, shown.decimalPlaces())} ${isolated(unit.name)}`
  return withCurrency(shown, unit, Math.max(placesOf(unit), shown.decimalPlaces()))
}

/** Writes a fraction of an amount, with all its digits up to the twelfth place: `2.5%`. */
export function formatFraction(fraction: Decimal): string {
  const percent = fraction.times(100).toDecimalPlaces(UNIT_PRICE_PLACES, Decimal.ROUND_HALF_UP)
  return `${grouped(percent, percent.decimalPlaces())}%`
}

/** Writes a quantity without trailing zeros, up to the eighth place: `1,234.5`. */
export function formatQuantity(quantity: Decimal): string {
  const shown = quantity.toDecimalPlaces(QUANTITY_PLACES, Decimal.ROUND_HALF_UP)
  return grouped(shown, shown.decimalPlaces())
}

/** US amounts are cents; all others are in whole units (reference section 5, Money). */
function inWholeUnits(amount: Decimal, { id }: Unit): Decimal {
  return id === USD_CENTS_ID ? amount.times('0.01') : amount
}

function placesOf({ name }: Unit): number {
  return WITHOUT_CENTS.has(name) ? 0 : 2
}

function withCurrency(amount: Decimal, { id, name }: Unit, places: number): string {
  const sign = amount.isNegative() && !amount.isZero() ? '-' : ''
  const digits = grouped(amount.abs(), places)
  return id === USD_CENTS_ID ? `${sign}$${digits}` : `${sign}${name} ${digits}`
}

/** With so many decimal places, and a comma before every three digits of the whole ones. */
function grouped(amount: Decimal, places: number): string {
  const [whole = '', fraction] = amount.toFixed(places).split('.')
  const [, sign = '', digits = ''] = /^(-?)(\d+)$/.exec(whole) ?? []
  const isZero = /^0*$/.test(digits + (fraction ?? ''))
  const withCommas = digits.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${isZero ? '' : sign}${withCommas}${fraction === undefined ? '' : `.${fraction}`}`
}
