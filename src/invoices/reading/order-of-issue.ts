import type { Instant } from '../../kernel/instant.ts'

/** What places an invoice among those of its customer in a list. */
export interface IssuePlace {
  issuedAt: Instant
  id: string
}

/** Puts invoices in the order of lists: by the instant they are issued, then id (semantics 32). */
export function compareIssue(a: IssuePlace, b: IssuePlace): number {
  return a.issuedAt - b.issuedAt || (a.id < b.id ? -1 : Number(a.id > b.id))
}
