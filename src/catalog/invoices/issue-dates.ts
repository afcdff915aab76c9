import { sql } from 'kysely'
import type { Instant } from '../../kernel/instant.ts'
import { among } from '../among.ts'
import type { Catalog } from '../database.ts'

/** The dates to which a customer's invoices were moved, by what they bill (`StoredInvoice.headId`). */
export type IssueDates = ReadonlyMap<string, Instant>

/** Finds the dates to which customers' invoices were moved, by the customer's id; an empty list of ids finds none. */
export async function findIssueDates(
  catalog: Catalog,
  customerIds: readonly string[],
): Promise<Map<string, IssueDates>> {
  const { rows } = await sql<{ customer_id: string; head_id: string; issued_at: number }>`
    SELECT customer_id, head_id, issued_at FROM invoice_issue_dates
    WHERE customer_id IN ${among(customerIds)}
    ORDER BY seq`.execute(catalog)
  const dates = (own: typeof rows) => new Map(own.map((row) => [row.head_id, row.issued_at]))
  return new Map([...Map.groupBy(rows, (row) => row.customer_id)].map(([id, own]) => [id, dates(own)]))
}

/** Moves the issue of one invoice, within the caller's transaction, which has looked whether it may be. */
export async function insertIssueDate(
  transaction: Catalog,
  { headId, customerId, issuedAt }: { headId: string; customerId: string; issuedAt: Instant },
  createdAt: Instant,
): Promise<void> {
  await transaction
    .insertInto('invoice_issue_dates')
    .values({ head_id: headId, customer_id: customerId, issued_at: issuedAt, created_at: createdAt })
    .execute()
}
