import { decodeCursor, encodeCursor } from '../kernel/cursor.ts'
import type { Instant } from '../kernel/instant.ts'
import { computeDraft } from './compute-draft.ts'
import { draftHeads } from './draft-heads.ts'
import type { Invoice, InvoiceHead } from './invoice.ts'
import type { InvoiceScope } from './scope.ts'

export interface InvoiceFilter {
  status?: 'DRAFT' | 'FINALIZED' | 'VOID' | undefined
  type?: 'USAGE' | 'USAGE_CONSOLIDATED' | 'SCHEDULED' | undefined
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

/**
 * Lists a customer's invoices by the instant they are issued, then id (semantics 32).
 * @throws Problem not_found, or invalid on a cursor of another list.
 */
export async function listInvoices(
  scope: InvoiceScope,
  customerId: string,
  filter: InvoiceFilter,
): Promise<{ invoices: Invoice[]; nextCursor: string | null }> {
  const after = filter.cursor === undefined ? null : decodeCursor(filter.cursor, isPosition)
  const direction = filter.isNewestFirst ? -1 : 1
  const heads = (await draftHeads(scope, customerId))
    .filter((head) => isWanted(head, filter))
    .sort((a, b) => direction * compare(position(a), position(b)))
    .filter((head) => after === null || direction * compare(position(head), after) > 0)
  const shown = heads.slice(0, filter.limit)
  const invoices: Invoice[] = []
  for (const head of shown) invoices.push(await computeDraft(scope, head))
  const last = shown.at(-1)
  const hasMore = heads.length > shown.length && last !== undefined
  return { invoices, nextCursor: hasMore ? encodeCursor(position(last)) : null }
}

function isWanted(head: InvoiceHead, filter: InvoiceFilter): boolean {
  return (
    (filter.status === undefined || filter.status === 'DRAFT') &&
    (filter.type === undefined || filter.type === head.type) &&
    (filter.contractId === undefined || filter.contractId === head.contract.id) &&
    (filter.creditTypeId === undefined || filter.creditTypeId === head.currency.id) &&
    (filter.startingOn === undefined || (head.period?.from ?? head.issuedAt) >= filter.startingOn) &&
    (filter.endingBefore === undefined || (head.period?.to ?? head.issuedAt) <= filter.endingBefore)
  )
}

type Position = readonly [issuedAt: Instant, id: string]

function position(head: InvoiceHead): Position {
  return [head.issuedAt, head.id]
}

function compare([atA, idA]: Position, [atB, idB]: Position): number {
  if (atA !== atB) return atA - atB
  if (idA === idB) return 0
  return idA < idB ? -1 : 1
}

function isPosition(value: unknown): value is Position {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    Number.isSafeInteger(value[0]) &&
    typeof value[1] === 'string'
  )
}
