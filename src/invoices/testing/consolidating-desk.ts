import type { NewHierarchy } from '../../catalog/contracts/make-hierarchy.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import { findInvoices } from '../../catalog/invoices/find.ts'
import type { RunReport } from '../batch/run-report.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { readInvoice } from '../document/document.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import { generateInvoices, type GenerateOptions } from '../runs/generate.ts'
import type { InvoiceScope } from '../scope.ts'
import { openHierarchyDesk } from './hierarchy.ts'

export const CONSOLIDATED = { payer: 'PARENT', usageStatementBehavior: 'CONSOLIDATE' } as const
export const CONCATENATE: NewHierarchy = {
  parent: null,
  payer: null,
  usageStatementBehavior: null,
  invoiceConsolidationType: 'CONCATENATE',
}
export const SEPARATE = { payer: 'PARENT', usageStatementBehavior: 'SEPARATE' } as const

/** Acme, whose invoices put Berlin's together with its own, and not Oslo's; each is charged 200 as August ends. */
export async function openConsolidatingDesk() {
  const desk = await openHierarchyDesk()
  const { scope, sign, onUsageInvoice: subscriptions } = desk
  const parent = await sign('Acme', { subscriptions, hierarchy: CONCATENATE })
  const berlin = await sign('Berlin', { subscriptions }, parent, CONSOLIDATED)
  const oslo = await sign('Oslo', { subscriptions }, parent, SEPARATE)
  const storedOf = async ({ customerId }: Contract) => findInvoices(scope, customerId)
  const consolidated = async () =>
    (await storedOf(parent)).filter(({ type }) => type === 'USAGE_CONSOLIDATED').map(readInvoice)
  /** The usage invoice of August. */
  const statementOf = async (contract: Contract) => {
    const found = (await storedOf(contract)).find(({ type }) => type === 'USAGE')
    if (found === undefined) throw new Error('August is not final')
    return readInvoice(found)
  }
  const draft = async () => {
    const heads = await draftHeads(scope, parent.customerId)
    const ofAugust = (head: (typeof heads)[number]) =>
      head.consolidation?.period.from === parent.terms.startingAt
    const { drafts } = await computeDrafts(scope, [parent.customerId], heads, ofAugust)
    return drafts[0]?.invoice
  }
  return { ...desk, parent, berlin, oslo, consolidated, statementOf, draft }
}

/** Generates invoices, of which nobody else does. */
export function generatorOf(scope: InvoiceScope) {
  const finalizer = { runAlone: (work: () => Promise<RunReport>) => work() }
  return (options: Partial<GenerateOptions>) =>
    generateInvoices({ ...scope, finalizer }, { isDryRun: false, ...options })
}

/** Whose statements an invoice puts together, by name. */
export const customersOf = (invoice: { constituents?: readonly { customerName: string }[] } | undefined) =>
  invoice?.constituents?.map(({ customerName }) => customerName)
