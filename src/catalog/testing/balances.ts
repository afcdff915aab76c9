import { Decimal } from '../../kernel/decimal.ts'
import type { UsageSpecifier } from '../../rating/usage-specifier.ts'
import type { BalanceUpdate } from '../balances/balance-update.ts'
import { createCustomerBalance, type NewCustomerBalance } from '../balances/create.ts'
import { getBalance } from '../balances/get.ts'
import type { NewBalance, NewSegment } from '../balances/new-balance.ts'
import { NO_CHILD_ACCESS } from '../balances/terms.ts'
import type { NewRecurringBalance } from '../contracts/new-terms.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import type { CatalogScope } from '../scope.ts'
import { newItem } from './contract-terms.ts'
import { at } from './memory-catalog.ts'

/** An amount of 1,000 to draw from one date until another. */
export function newSegment(from: string, to: string, amount: number | string = 1000): NewSegment {
  return { amount: new Decimal(amount), startingAt: at(from), endingBefore: at(to) }
}

/** A credit of 1,000 for August 2024, or what the changes say. */
export function newCredit(productId: string, changes: Partial<NewBalance> = {}): NewBalance {
  return {
    type: 'CREDIT',
    temporaryId: null,
    name: null,
    description: null,
    productId,
    priority: null,
    rateType: null,
    applicableProductIds: null,
    applicableProductTags: null,
    specifiers: null,
    access: {
      creditTypeId: null,
      segments: [newSegment('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z')],
    },
    invoice: null,
    rolloverFraction: null,
    childAccess: NO_CHILD_ACCESS,
    netsuiteSalesOrderId: null,
    salesforceOpportunityId: null,
    customFields: {},
    ...changes,
  }
}

/** A PREPAID commit of 1,000 for August 2024, paid on 1 August, or what the changes say. */
export function newCommit(productId: string, changes: Partial<NewBalance> = {}): NewBalance {
  return newCredit(productId, {
    type: 'PREPAID',
    invoice: newInvoice([newItem('2024-08-01T00:00:00Z')]),
    ...changes,
  })
}

/** A schedule of these items, billed. */
export function newInvoice(items: NonNullable<NewBalance['invoice']>['items']) {
  return { creditTypeId: null, items, recurring: null, doNotInvoice: false }
}

/** The same of a customer, for all contracts. */
export function ofCustomer(
  customerId: string,
  balance: NewBalance,
  changes: Partial<NewCustomerBalance> = {},
): NewCustomerBalance {
  return {
    ...balance,
    priority: new Decimal(1),
    customerId,
    uniquenessKey: null,
    invoiceContractId: null,
    applicableContractIds: null,
    ...changes,
  }
}

/** Makes a free PREPAID commit, or a credit, of a customer. */
export async function addCustomerBalance(scope: CatalogScope, input: NewCustomerBalance) {
  const id = await createCustomerBalance(scope, input)
  const kind = input.type === 'CREDIT' ? 'credit' : 'commit'
  return getBalance(scope.catalog, { kind, customerId: input.customerId, id }, scope.clock.now())
}

/** A credit, or free commit, of 10 times 5 each month from August 2024 on, to be drawn for a month. */
export function newRecurring(
  productId: string,
  changes: Partial<NewRecurringBalance> = {},
): NewRecurringBalance {
  return {
    temporaryId: null,
    name: null,
    description: null,
    productId,
    priority: new Decimal(1),
    rateType: null,
    applicableProductIds: null,
    applicableProductTags: null,
    specifiers: null,
    accessAmount: { unitPrice: new Decimal(10), quantity: new Decimal(5), creditTypeId: USD_CENTS_ID },
    invoiceAmount: null,
    startingAt: at('2024-08-01T00:00:00Z'),
    endingBefore: null,
    durationPeriods: 1,
    recurrenceFrequency: null,
    proration: null,
    accessRounding: null,
    invoiceRounding: null,
    subscription: null,
    rolloverFraction: null,
    childAccess: NO_CHILD_ACCESS,
    netsuiteSalesOrderId: null,
    ...changes,
  }
}

/** A specifier that admits everything but for the changes. */
export function newUsageSpecifier(changes: Partial<UsageSpecifier> = {}): UsageSpecifier {
  return {
    productId: null,
    productTags: [],
    pricingGroupValues: {},
    presentationGroupValues: {},
    exclude: [],
    ...changes,
  }
}

/** A change of the access schedule. */
export function accessUpdate(changes: Partial<NonNullable<BalanceUpdate['access']>>): BalanceUpdate {
  return { access: { added: [], updates: [], removedIds: [], ...changes } }
}
