import type { z } from 'zod'
import type * as wire from '../../../schemas/balance-views.ts'
import type { balanceHierarchyView } from '../../../schemas/hierarchies.ts'
import type { Names } from '../../catalog/find-names.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { NewApplicability } from '../../catalog/balances/new-balance.ts'
import type { BalanceTerms, ChildAccess } from '../../catalog/balances/terms.ts'
import { formatInstant } from '../../kernel/instant.ts'
import type { UsageSpecifier } from '../../rating/usage-specifier.ts'
import { unlessEmpty, wireInstant, writeProduct, writeUnit } from '../wire-fields.ts'
import { writeSchedule } from '../contracts/write-schedule.ts'
import type { BalanceViewpoint } from './viewpoint.ts'
import { writeCommitAccount, writeCreditAccount } from './write-account.ts'
import { writeCommitOrigin, writeCreditOrigin } from './write-origin.ts'

/** A commit as version 1 shows it. */
export function writeCommit(
  balance: CatalogBalance,
  viewpoint: BalanceViewpoint,
): z.output<typeof wire.commitView> {
  return { ...writeCommitV2(balance, viewpoint), uniqueness_key: balance.uniquenessKey ?? undefined }
}

/** A commit as version 2 shows it. */
export function writeCommitV2(
  balance: CatalogBalance,
  viewpoint: BalanceViewpoint,
): z.output<typeof wire.commitViewV2> {
  const { contractId } = balance
  const invoiceContractId = balance.terms.invoiceContractId ?? contractId
  return {
    ...writeAddedCommit(balance, viewpoint.references),
    ...writeOwner(balance),
    ...writeCommitOrigin(balance),
    invoice_schedule: writeInvoicedSchedule(balance, viewpoint),
    invoice_contract: invoiceContractId === null ? undefined : { id: invoiceContractId },
    archived_at: wireInstant(balance.archivedAt),
    created_at: formatInstant(balance.createdAt),
    ...writeCommitAccount(balance, viewpoint),
  }
}

/** A credit as version 1 shows it. */
export function writeCredit(
  balance: CatalogBalance,
  viewpoint: BalanceViewpoint,
): z.output<typeof wire.creditView> {
  return {
    ...writeTerms(balance, viewpoint.references),
    type: 'CREDIT',
    ...writeOwner(balance),
    ...writeCreditOrigin(balance),
    rate_type: balance.terms.rateType,
    uniqueness_key: balance.uniquenessKey ?? undefined,
    ...writeCreditAccount(balance, viewpoint),
  }
}

/** A credit as version 2 shows it. */
export function writeCreditV2(
  balance: CatalogBalance,
  viewpoint: BalanceViewpoint,
): z.output<typeof wire.creditViewV2> {
  return {
    ...writeTerms(balance, viewpoint.references),
    type: 'CREDIT',
    ...writeOwner(balance),
    ...writeCreditOrigin(balance),
    archived_at: wireInstant(balance.archivedAt),
    created_at: formatInstant(balance.createdAt),
    ...writeCreditAccount(balance, viewpoint),
  }
}

/** A commit as an edit added it. */
export function writeAddedCommit(
  balance: CatalogBalance,
  references: Names,
): z.output<typeof wire.addedCommitView> {
  const { rateType, rolloverFraction } = balance.terms
  if (balance.type === 'CREDIT') throw new Error(`${balance.id} is a credit and no commit`)
  return {
    ...writeTerms(balance, references),
    type: balance.type,
    rate_type: rateType,
    invoice_schedule: writeInvoiceSchedule(balance, references),
    rollover_fraction: rolloverFraction ?? undefined,
  }
}

/** A credit as an edit added it. */
export function writeAddedCredit(
  balance: CatalogBalance,
  references: Names,
): z.output<typeof wire.addedCreditView> {
  const { rateType, rolloverFraction } = balance.terms
  return {
    ...writeTerms(balance, references),
    type: 'CREDIT',
    rate_type: rateType,
    rollover_fraction: rolloverFraction ?? undefined,
  }
}

/** What it pays for; nothing where that is everything. */
export function writeApplicability(terms: NewApplicability) {
  return {
    applicable_product_ids: unlessEmpty(terms.applicableProductIds ?? []),
    applicable_product_tags: unlessEmpty(terms.applicableProductTags ?? []),
    specifiers: unlessEmpty((terms.specifiers ?? []).map(writeSpecifier)),
  }
}

/** Which usage a commit or credit pays for, as responses show it. */
export function writeSpecifier(specifier: UsageSpecifier) {
  const { pricingGroupValues, presentationGroupValues, exclude } = specifier
  return {
    product_id: specifier.productId ?? undefined,
    product_tags: unlessEmpty(specifier.productTags),
    pricing_group_values: unlessWithoutNames(pricingGroupValues),
    presentation_group_values: unlessWithoutNames(presentationGroupValues),
    exclude: unlessEmpty(exclude.map(({ productTags }) => ({ product_tags: [...productTags] }))),
  }
}

/** Which child contracts may draw on it; left out where none may. */
export function writeChildAccess(access: ChildAccess) {
  return access.type === 'NONE' ? undefined : writeGivenAccess(access)
}

/** Which child contracts may draw on it, as a request gave it: also where none may. */
export function writeGivenAccess(access: ChildAccess): z.output<typeof balanceHierarchyView> {
  return {
    child_access:
      access.type === 'CONTRACT_IDS'
        ? { type: access.type, contract_ids: [...access.contractIds] }
        : { type: access.type },
  }
}

function writeTerms({ id, terms }: CatalogBalance, references: Names) {
  const { access } = terms
  return {
    id,
    name: terms.name ?? undefined,
    description: terms.description ?? undefined,
    priority: terms.priority ?? undefined,
    product: writeProduct(terms.productId, references),
    access_schedule: {
      credit_type: writeUnit(access.creditTypeId, references),
      schedule_items: access.segments.map(writeSegment),
    },
    ...writeApplicability(terms),
    hierarchy_configuration: writeChildAccess(terms.childAccess),
    netsuite_sales_order_id: terms.netsuiteSalesOrderId ?? undefined,
    salesforce_opportunity_id: terms.salesforceOpportunityId ?? undefined,
  }
}

/** What is paid for a commit and when. */
function writeInvoiceSchedule({ terms: { invoice } }: CatalogBalance, references: Names) {
  if (invoice === null) return undefined
  return {
    ...writeSchedule(invoice.creditTypeId, invoice.items, references),
    do_not_invoice: invoice.doNotInvoice,
  }
}

/** The same with the invoices that were finalized for it. */
function writeInvoicedSchedule(balance: CatalogBalance, { references, invoiceIdOf }: BalanceViewpoint) {
  const schedule = writeInvoiceSchedule(balance, references)
  if (schedule === undefined) return undefined
  const items = schedule.schedule_items.map((item) => ({ ...item, invoice_id: invoiceIdOf(item.id) }))
  return { ...schedule, schedule_items: items }
}

function writeSegment({ id, amount, startingAt, endingBefore }: BalanceTerms['access']['segments'][number]) {
  return { id, amount, starting_at: formatInstant(startingAt), ending_before: formatInstant(endingBefore) }
}

function writeOwner({ contractId, terms }: CatalogBalance) {
  return {
    contract: contractId === null ? undefined : { id: contractId },
    applicable_contract_ids: terms.applicableContractIds?.slice(),
    custom_fields: { ...terms.customFields },
  }
}

function unlessWithoutNames(values: Readonly<Record<string, string | null>>) {
  const known = Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  )
  return known.length === 0 ? undefined : Object.fromEntries(known)
}
