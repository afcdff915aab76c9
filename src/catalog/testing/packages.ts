import { Decimal } from '../../kernel/decimal.ts'
import type { PackageChoice } from '../packages/choose-package.ts'
import { createContractFromPackage } from '../packages/create-contract.ts'
import { createPackage } from '../packages/create.ts'
import { AT_START, type Offset } from '../packages/offset.ts'
import type { PackageAlias } from '../packages/rows.ts'
import type {
  NewPackageBalance,
  NewPackageCharge,
  NewPackageRecurring,
  NewPackageTerms,
  PackageOverride,
  PackageSubscription,
} from '../packages/terms.ts'
import { newCredit, newRecurring } from './balances.ts'
import { newOverride, newSubscription, openDealDesk } from './contract-terms.ts'
import { newContract } from './fixtures.ts'
import { at } from './memory-catalog.ts'

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
    commits: [],
    credits: [],
    recurringCommits: [],
    recurringCredits: [],
    spendThreshold: null,
    prepaidThreshold: null,
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

/** A credit of 1,000 for the contract's first month. */
export function packageCredit(
  productId: string,
  changes: Partial<NewPackageBalance> = {},
): NewPackageBalance {
  const segment = { amount: new Decimal(1000), startingAtOffset: AT_START, duration: months(1) }
  return {
    ...newCredit(productId),
    access: { creditTypeId: null, segments: [segment] },
    invoice: null,
    ...changes,
  }
}

/** A PREPAID commit of 1,000 for the contract's first month, paid at its start as two units at 500. */
export function packageCommit(
  productId: string,
  changes: Partial<NewPackageBalance> = {},
): NewPackageBalance {
  const { items } = packageCharge(productId, AT_START)
  return packageCredit(productId, {
    type: 'PREPAID',
    invoice: { creditTypeId: null, items, doNotInvoice: false },
    ...changes,
  })
}

/** A credit, or free commit, of 10 times 5 each month from the contract's start on, to be drawn for a month. */
export function packageRecurring(
  productId: string,
  changes: Partial<NewPackageRecurring> = {},
): NewPackageRecurring {
  const { startingAt: _, endingBefore: __, ...recurring } = newRecurring(productId)
  return { ...recurring, startingAtOffset: AT_START, duration: null, ...changes }
}

/** A desk that also makes packages on its card, and signs contracts on them. */
export async function openPackageDesk() {
  const desk = await openDealDesk()
  const make = (terms: Partial<NewPackageTerms> = {}, aliases: PackageAlias[] = [], name = 'Starter') =>
    createPackage(desk.scope, {
      name,
      uniquenessKey: null,
      aliases,
      terms: newPackageTerms({ rateCardId: desk.card.id, ...terms }),
    })
  const signOn = (
    choice: PackageChoice,
    startingAt = at('2024-08-01T00:00:00Z'),
    changes: { uniquenessKey?: string } = {},
  ) =>
    createContractFromPackage(
      desk.scope,
      choice,
      newContract(desk.customer.id, { startingAt, customFields: { plan: 'own' }, ...changes }),
    )
  return { ...desk, make, signOn }
}
