import { Decimal } from '../../kernel/decimal.ts'
import { DAY_MS } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import type { MultiplierTier, Override, OverrideChange, OverrideSpecifier } from '../override.ts'
import type { Price, PriceTier } from '../price.ts'
import type { ContractPricing, UsageRate } from '../usage-line.ts'

/** A tier as it is written in tests: its size (null for all further units), and its price or multiplier. */
type WrittenTier = readonly [size: number | null, value: string]

/** A stretch of days since the epoch. */
export function days(from: number, to: number): TimeRange {
  return { from: from * DAY_MS, to: to * DAY_MS }
}

export function flat(price: string): Price {
  return { rateType: 'FLAT', price: new Decimal(price) }
}

export function tiered(...tiers: WrittenTier[]): Price {
  return { rateType: 'TIERED', tiers: priceTiers(tiers) }
}

export function percentage(fraction: string, minimum: string | null = null): Price {
  return { rateType: 'PERCENTAGE', price: new Decimal(fraction), minimum: decimalOrNull(minimum) }
}

export function tieredPercentage(...tiers: WrittenTier[]): Price {
  return { rateType: 'TIERED_PERCENTAGE', tiers: priceTiers(tiers), minimum: null }
}

export function priceTiers(tiers: readonly WrittenTier[]): PriceTier[] {
  return tiers.map(([size, price]) => ({ size: sizeOf(size), price: new Decimal(price) }))
}

export function multiplier(factor: string): OverrideChange {
  return { type: 'MULTIPLIER', multiplier: new Decimal(factor) }
}

export function multiplierTiers(...tiers: WrittenTier[]): OverrideChange {
  const written: MultiplierTier[] = tiers.map(([size, factor]) => ({
    size: sizeOf(size),
    multiplier: new Decimal(factor),
  }))
  return { type: 'TIERED', tiers: written }
}

export function overwrite(price: Price, creditTypeId = 'usd'): OverrideChange {
  return { type: 'OVERWRITE', price, creditTypeId }
}

/** An override of everything, for good; times are in days since the epoch. */
export function override(
  id: string,
  change: OverrideChange | null,
  changes: Partial<Override> & { from?: number; to?: number; priorityNumber?: string } = {},
): Override {
  const { from = 0, to, priorityNumber, ...fields } = changes
  return {
    id,
    createdAt: 0,
    startingAt: from * DAY_MS,
    endingBefore: to === undefined ? null : to * DAY_MS,
    isEntitled: null,
    change,
    priority: decimalOrNull(priorityNumber ?? null),
    productId: null,
    applicableProductTags: [],
    specifiers: [],
    isCommitSpecific: false,
    target: 'LIST_RATE',
    ...fields,
  }
}

/** A specifier that admits everything but for what is given. */
export function specifier(changes: Partial<OverrideSpecifier>): OverrideSpecifier {
  return {
    productId: null,
    productTags: [],
    pricingGroupValues: {},
    presentationGroupValues: {},
    billingFrequency: null,
    exclude: [],
    commitIds: null,
    recurringCommitIds: null,
    anyCommitOrCreditIds: null,
    ...changes,
  }
}

/** What a contract says whose multipliers go by the lowest. */
export function pricing(...overrides: Override[]): ContractPricing {
  return { overrides, prioritization: 'LOWEST_MULTIPLIER' }
}

let seq = 0

/** A rate in force for good, added after the ones made before it; times are in days since the epoch. */
export function rate(
  price: Price | string,
  changes: Partial<UsageRate> & { from?: number; to?: number; values?: Record<string, string> } = {},
): UsageRate {
  const { from = 0, to, values = {}, ...fields } = changes
  seq += 1
  return {
    id: `rate ${seq}`,
    seq,
    startingAt: from * DAY_MS,
    endingBefore: to === undefined ? null : to * DAY_MS,
    pricingGroupValues: values,
    isEntitled: true,
    price: typeof price === 'string' ? flat(price) : price,
    commitRate: null,
    billingFrequency: null,
    creditTypeId: 'usd',
    ...fields,
  }
}

function sizeOf(size: number | null): Decimal | null {
  return size === null ? null : new Decimal(size)
}

function decimalOrNull(text: string | null): Decimal | null {
  return text === null ? null : new Decimal(text)
}
