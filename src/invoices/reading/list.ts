import { getContract } from '../../catalog/contracts/get.ts'
import type { StoredInvoice } from '../../catalog/invoices/rows.ts'
import { getPricingUnit } from '../../catalog/pricing-units/get.ts'
import type { InvoiceType } from '../../catalog/tables.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { computeDrafts } from '../drafts/compute-drafts.ts'
import { readInvoice, statusOf } from '../document/document.ts'
import { draftHeads } from '../heads/draft-heads.ts'
import type { Invoice, InvoiceHead } from '../invoice.ts'
import { compareIssue, type IssuePlace } from './order-of-issue.ts'
import { readUnchanged } from './read-unchanged.ts'
import { readsOf } from '../reads.ts'
import type { InvoiceScope } from '../scope.ts'

export interface InvoiceFilter {
  status?: 'DRAFT' | 'FINALIZED' | 'VOID' | undefined
  type?: InvoiceType | undefined
  contractId?: string | undefined
  creditTypeId?: string | undefined
  /** Only invoices whose period starts at or after this. */
  startingOn?: Instant | undefined
  /** Only invoices whose period ends at or before this (semantics 32). */
  endingBefore?: Instant | undefined
  isNewestFirst: boolean
  limit: number
  cursor: string | undefined
}

interface InvoicePage {
  invoices: Invoice[]
  nextCursor: string | null
}

/**
 * Lists a customer's invoices by the instant they are issued, then id (semantics 32): those that were finalized, the
 * voided ones too, and the drafts.
 * @throws Problem not_found, also of the filter's contract and unit, or invalid on a cursor of another list.
 */
export function listInvoices(
  scope: InvoiceScope,
  customerId: string,
  filter: InvoiceFilter,
): Promise<InvoicePage> {
  return readUnchanged(scope, customerId, (one) => listOnce(one, customerId, filter))
}

async function listOnce(
  scope: InvoiceScope,
  customerId: string,
  filter: InvoiceFilter,
): Promise<InvoicePage> {
  const after = filter.cursor === undefined ? null : placeOf(decodeCursor(filter.cursor, isPosition))
  const direction = filter.isNewestFirst ? -1 : 1
  const heads = await draftHeads(scope, customerId)
  const { contractId, creditTypeId } = filter
  if (contractId !== undefined) await getContract(scope, { customerId, contractId })
  if (creditTypeId !== undefined) await getPricingUnit(scope, creditTypeId)
  const stored = await readsOf(scope).invoicesOf(customerId)
  const listed = [...heads.map(listedDraft), ...stored.map(listedInvoice)]
    .filter((one) => isWanted(one, filter))
    .sort((a, b) => direction * compareIssue(a, b))
    .filter((one) => after === null || direction * compareIssue(one, after) > 0)
  const shown = listed.slice(0, filter.limit)
  const ids = new Set(shown.flatMap(({ id, stored: found }) => (found === null ? [id] : [])))
  const { drafts } = await computeDrafts(scope, [customerId], heads, ({ id }) => ids.has(id))
  const draftOf = new Map(drafts.map(({ invoice }) => [invoice.id, invoice]))
  const invoices = shown.map(({ id, stored: found }) => {
    const invoice = found === null ? draftOf.get(id) : readInvoice(found)
    if (invoice === undefined) throw new Error(`draft ${id} was not computed`)
    return invoice
  })
  const last = shown.at(-1)
  const hasMore = listed.length > shown.length && last !== undefined
  return { invoices, nextCursor: hasMore ? encodeCursor([last.issuedAt, last.id]) : null }
}

/** What the list is chosen from, before anything is computed. */
interface Listed {
  id: string
  status: Invoice['status']
  type: InvoiceType
  contractId: string
  creditTypeId: string
  period: TimeRange | null
  issuedAt: Instant
  /** Null where it is a draft. */
  stored: StoredInvoice | null
}

function listedDraft({ id, type, contract, currency, issuedAt, ...head }: InvoiceHead): Listed {
  const ids = { contractId: contract.id, creditTypeId: currency.id }
  const period = head.period ?? head.consolidation?.period ?? null
  return { id, status: 'DRAFT', type, ...ids, period, issuedAt, stored: null }
}

function listedInvoice(found: StoredInvoice): Listed {
  const { id, type, contractId, currencyId: creditTypeId, period, issuedAt } = found
  return { id, status: statusOf(found), type, contractId, creditTypeId, period, issuedAt, stored: found }
}

function isWanted(one: Listed, filter: InvoiceFilter): boolean {
  return (
    (filter.status === undefined || filter.status === one.status) &&
    (filter.type === undefined || filter.type === one.type) &&
    (filter.contractId === undefined || filter.contractId === one.contractId) &&
    (filter.creditTypeId === undefined || filter.creditTypeId === one.creditTypeId) &&
    (filter.startingOn === undefined || (one.period?.from ?? one.issuedAt) >= filter.startingOn) &&
    (filter.endingBefore === undefined || (one.period?.to ?? one.issuedAt) <= filter.endingBefore)
  )
}

type Position = readonly [issuedAt: Instant, id: string]

function placeOf([issuedAt, id]: Position): IssuePlace {
  return { issuedAt, id }
}

function isPosition(value: unknown): value is Position {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    Number.isSafeInteger(value[0]) &&
    typeof value[1] === 'string'
  )
}
