import { getContract } from '../../catalog/contracts/get.ts'
import { getCustomer } from '../../catalog/customers/get.ts'
import { invalid } from '../../kernel/errors.ts'
import { warehouseInstant } from '../../kernel/instant.ts'
import { acceptedSince } from '../../ingest/queries.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import type { Invoice, InvoiceHead } from '../invoice.ts'
import { readQuantities } from '../quantities/read-quantities.ts'
import { readUnchanged } from '../reading/read-unchanged.ts'
import type { InvoiceReads } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'
import { withReads } from '../reading/with-reads.ts'
import { previewSource } from './preview-source.ts'
import {
  readPreviewEvents,
  type GivenEvent,
  type PreviewEvent,
  type PreviewLimits,
} from './read-preview-events.ts'

export interface Preview {
  /** REPLACE: as if these events were the only ones. MERGE: with those that are stored. */
  mode: 'REPLACE' | 'MERGE'
  events: readonly GivenEvent[]
  /** The one contract whose drafts are shown; all where there is none. */
  contractId?: string | undefined
}

/**
 * The usage drafts of a customer as they would be with some events, which are stored nowhere (OpenAPI,
 * previewCustomerEvents). They are read by the metrics' own SQL, and drawn as the drafts are. Where stored events count,
 * one that was accepted in the last 34 days is not counted twice (semantics 6).
 * @returns in the order in which drafts draw.
 * @throws Problem not_found, or invalid where an event breaks a rule of ingest or there is none to merge.
 */
export async function previewInvoices(
  scope: InvoiceScope,
  customerId: string,
  { mode, events: given, contractId }: Preview,
  limits: PreviewLimits,
): Promise<Invoice[]> {
  const customer = await getCustomer(scope, customerId)
  if (contractId !== undefined) await getContract(scope, { customerId, contractId })
  if (mode === 'MERGE' && given.length === 0) throw invalid('events: expected at least one to merge')
  const read = readPreviewEvents(customer.id, given, scope.clock.now(), limits)
  const events = mode === 'MERGE' ? await withoutAccepted(scope, read, limits) : read
  const source = previewSource(customer.id, events, mode)
  const quantities: InvoiceReads['quantities'] = (products, question) => {
    // Others, with whom a commit is shared, use what they did.
    const isPreviewed = question.identifiers.includes(customer.id)
    return readQuantities(scope, products, isPreviewed ? { ...question, events: source } : question)
  }
  const isAsked = ({ period, contract }: InvoiceHead) =>
    period !== null && (contractId === undefined || contract.id === contractId)
  return readUnchanged(scope, customer.id, async (one) => {
    const previewed = withReads(one, { quantities })
    const heads = await draftHeads(previewed, customer.id)
    const { drafts } = await computeDrafts(previewed, [customer.id], heads, isAsked)
    return drafts.map(({ invoice }) => invoice)
  })
}

async function withoutAccepted(
  { warehouse, clock }: InvoiceScope,
  events: readonly PreviewEvent[],
  { ageMaxMs }: PreviewLimits,
): Promise<PreviewEvent[]> {
  const rows = await warehouse.run(acceptedSince, {
    transaction_ids: events.map(({ transactionId }) => transactionId),
    accepted_after: warehouseInstant(clock.now() - ageMaxMs),
  })
  const accepted = new Set(rows.map((row) => row.transaction_id))
  return events.filter(({ transactionId }) => !accepted.has(transactionId))
}
