import type { z } from 'zod'
import type * as wire from '../../../schemas/balance-terms.ts'
import type { balanceHierarchyInput } from '../../../schemas/hierarchies.ts'
import type { BalanceUpdate } from '../../catalog/balances/balance-update.ts'
import type { NewCustomerBalance } from '../../catalog/balances/create.ts'
import type { NewApplicability, NewBalance } from '../../catalog/balances/new-balance.ts'
import { NO_CHILD_ACCESS, type ChildAccess } from '../../catalog/balances/terms.ts'
import { readItemsUpdate, readSchedule } from '../contracts/read-schedule.ts'
import { readUsageSpecifier } from '../contracts/read-usage-specifier.ts'

type Credit = z.output<typeof wire.creditInput>
type Commit = z.output<typeof wire.commitInput>
type CustomerCredit = z.output<typeof wire.customerCreditInput>
type CustomerCommit = z.output<typeof wire.customerCommitInput>
type CreditUpdate = z.output<typeof wire.creditUpdateInput>
type EditCredit = z.output<typeof wire.editCreditInput>

/** A commit of a contract. */
export function readCommit(given: Commit): NewBalance {
  return {
    ...readTerms(given),
    type: given.type,
    invoice: readInvoice(given),
    rolloverFraction: given.rollover_fraction ?? null,
    temporaryId: given.temporary_id ?? null,
  }
}

/** A credit of a contract. */
export function readCredit(given: Credit): NewBalance {
  return { ...readTerms(given), rolloverFraction: given.rollover_fraction ?? null }
}

/** A commit of a customer. */
export function readCustomerCommit(given: CustomerCommit): NewCustomerBalance {
  return {
    ...readCustomerCredit(given),
    type: given.type,
    invoice: readInvoice(given),
    invoiceContractId: given.invoice_contract_id ?? null,
  }
}

/** A credit of a customer. */
export function readCustomerCredit(given: CustomerCredit): NewCustomerBalance {
  return {
    ...readTerms(given),
    customerId: given.customer_id,
    uniquenessKey: given.uniqueness_key ?? null,
    invoiceContractId: null,
    applicableContractIds: given.applicable_contract_ids ?? null,
    salesforceOpportunityId: given.salesforce_opportunity_id ?? null,
  }
}

/** What it pays for; null is what was left out. */
export function readApplicability(given: {
  applicable_product_ids?: string[] | undefined
  applicable_product_tags?: string[] | undefined
  specifiers?: Credit['specifiers']
}): NewApplicability {
  return {
    applicableProductIds: given.applicable_product_ids ?? null,
    applicableProductTags: given.applicable_product_tags ?? null,
    specifiers: given.specifiers?.map(readUsageSpecifier) ?? null,
  }
}

/** Which child contracts may draw on it; undefined is what was left out. */
export function readChildAccess(
  given: z.output<typeof balanceHierarchyInput> | undefined,
): ChildAccess | undefined {
  if (given === undefined) return undefined
  const { type, contract_ids: contractIds = [] } = given.child_access
  return type === 'CONTRACT_IDS' ? { type, contractIds } : { type }
}

/** A change of a commit or credit; what is left out stays. */
export function readBalanceUpdate(
  given: Partial<CreditUpdate> &
    Partial<EditCredit> &
    Partial<Pick<z.output<typeof wire.editCommitInput>, 'invoice_schedule' | 'invoice_contract_id'>>,
): BalanceUpdate {
  const { access_schedule: access, invoice_schedule: invoice, specifiers } = given
  return {
    name: given.name,
    description: given.description,
    productId: given.product_id,
    priority: given.priority,
    rateType: given.rate_type,
    applicableProductIds: given.applicable_product_ids,
    applicableProductTags: given.applicable_product_tags,
    specifiers: specifiers === null ? null : specifiers?.map(readUsageSpecifier),
    rolloverFraction: given.rollover_fraction,
    childAccess: readChildAccess(given.hierarchy_configuration),
    netsuiteSalesOrderId: given.netsuite_sales_order_id,
    invoiceContractId: given.invoice_contract_id,
    access: access === undefined ? undefined : readAccessUpdate(access),
    invoice: invoice === undefined ? undefined : readItemsUpdate(invoice),
  }
}

/** What commits and credits alike say, read as a credit; what a commit has beside is added to it. */
function readTerms(given: Omit<Commit, 'type'>): NewBalance {
  const { access_schedule: access } = given
  return {
    ...readUndated(given),
    access:
      access === undefined
        ? null
        : { creditTypeId: access.credit_type_id ?? null, segments: access.schedule_items.map(readSegment) },
    invoice: null,
  }
}

/** What commits and credits alike say, but for when they can be drawn and are paid: packages say that otherwise. */
export function readUndated(
  given: Omit<Commit, 'type' | 'access_schedule' | 'invoice_schedule'>,
): Omit<NewBalance, 'access' | 'invoice'> {
  return {
    type: 'CREDIT',
    temporaryId: null,
    name: given.name ?? null,
    description: given.description ?? null,
    productId: given.product_id,
    priority: given.priority ?? null,
    rateType: given.rate_type ?? null,
    ...readApplicability(given),
    rolloverFraction: null,
    childAccess: readChildAccess(given.hierarchy_configuration) ?? NO_CHILD_ACCESS,
    netsuiteSalesOrderId: given.netsuite_sales_order_id ?? null,
    salesforceOpportunityId: null,
    customFields: given.custom_fields ?? {},
  }
}

function readInvoice({ invoice_schedule: given }: Pick<Commit, 'invoice_schedule'>): NewBalance['invoice'] {
  if (given === undefined) return null
  return { ...readSchedule(given), doNotInvoice: given.do_not_invoice ?? false }
}

function readSegment(given: NonNullable<Commit['access_schedule']>['schedule_items'][number]) {
  return { amount: given.amount, startingAt: given.starting_at, endingBefore: given.ending_before }
}

function readAccessUpdate(given: NonNullable<CreditUpdate['access_schedule']>): BalanceUpdate['access'] {
  return {
    added: (given.add_schedule_items ?? []).map(readSegment),
    updates: (given.update_schedule_items ?? []).map((item) => ({
      id: item.id,
      amount: item.amount ?? null,
      startingAt: item.starting_at ?? null,
      endingBefore: item.ending_before ?? null,
    })),
    removedIds: (given.remove_schedule_items ?? []).map(({ id }) => id),
  }
}
