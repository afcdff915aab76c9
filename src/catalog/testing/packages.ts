import { Decimal } from '../../kernel/decimal.ts'
import { AT_START, type Offset } from '../packages/offset.ts'
import type {
  NewPackageCharge,
  NewPackageTerms,
  PackageOverride,
  PackageSubscription,
} from '../packages/terms.ts'
import { newOverride, newSubscription } from './contract-terms.ts'

export const days = (value: number): Offset => ({ value, unit: 'DAYS' })
export const months = (value: number): Offset => ({ value, unit: 'MONTHS' })
export const years = (value: number): Offset => ({ value, unit: 'YEARS' })

/** Terms of a package: no card, no end, billed by the month, nothing else said. */
export function newPackageTerms(changes: Partial<NewPackageTerms> = {}): NewPackageTerms {
  return {
    rateCardId: null,
    rateCardAlias: null,
    contractName: null,
    duration: null,
    netPaymentTermsDays: null,
    usageStatementSchedule: {
      frequency: 'MONTHLY',
      day: 'FIRST_OF_MONTH',
      invoiceGenerationStartingAtOffset: null,
    },
    scheduledChargesOnUsageInvoices: null,
    multiplierOverridePrioritization: 'LOWEST_MULTIPLIER',
    overrides: [],
    scheduledCharges: [],
    subscriptions: [],
    ...changes,
  }
}

/** A halving of every price, from the contract's start on. */
export function packageOverride(changes: Partial<PackageOverride> = {}): PackageOverride {
  const { startingAt: _, endingBefore: __, ...override } = newOverride()
  return { ...override, startingAtOffset: AT_START, duration: null, ...changes }
}

/** Two units at 500 on a date. */
export function packageCharge(
  productId: string,
  dateOffset: Offset,
  changes: Partial<NewPackageCharge> = {},
): NewPackageCharge {
  const items = [{ dateOffset, unitPrice: new Decimal(500), quantity: new Decimal(2) }]
  return { productId, name: null, creditTypeId: null, items, customFields: {}, ...changes }
}

/** A monthly subscription of 10, from the contract's start on. */
export function packageSubscription(
  productId: string,
  changes: Partial<PackageSubscription> = {},
): PackageSubscription {
  const { startingAt: _, endingBefore: __, anchorAt: ___, ...subscription } = newSubscription(productId)
  return { ...subscription, startingAtOffset: AT_START, duration: null, ...changes }
}
