import { notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import { getCustomer } from '../customers/get.ts'
import type { PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { findAllBalances } from './find-all.ts'
import { BALANCE_TYPES, type BalanceKind } from './get.ts'
import { inOrderOfCreation, pageOfBalances } from './order-of-creation.ts'
import type { CatalogBalance } from './rows.ts'

/** How many commits or credits a page holds at most (OpenAPI, listCustomerCommits). */
const BALANCE_PAGE_ROWS_MAX = 25

export interface BalanceFilter extends PageRequest {
  /** Null for both. */
  kind: BalanceKind | null
  /** Only this one. */
  id?: string | undefined
  /** Only what can be drawn then. */
  coveringDate?: Instant | undefined
  /** Only what can be drawn then or later. */
  startingAt?: Instant | undefined
  /** Only what can be drawn before. */
  effectiveBefore?: Instant | undefined
  includeContractLevel: boolean
  /** Archived ones too, and those of archived contracts. */
  includeArchived: boolean
}

/** What the catalog alone does not know. */
export interface ListSupplement {
  /** Commits and credits that were rolled over, which are listed with the others. */
  rolledOver: readonly CatalogBalance[]
  /** Whether one is listed that the filter admits. */
  isWanted: (balance: CatalogBalance) => boolean
}

/**
 * Lists a customer's commits, credits or both in order of creation (OpenAPI, listCustomerCommits, listCustomerCredits and
 * listCustomerBalances).
 * @throws Problem not_found where there is no such customer, commit or credit; invalid on a cursor that is not this list's.
 */
export async function listBalances(
  { catalog, clock }: CatalogScope,
  customerId: string,
  filter: BalanceFilter,
  { rolledOver, isWanted }: ListSupplement = { rolledOver: [], isWanted: () => true },
): Promise<{ data: CatalogBalance[]; next_page: string | null }> {
  const now = clock.now()
  await getCustomer({ catalog }, customerId, 'customer_id')
  const find = async (includeArchived: boolean) => [
    ...(await findAllBalances({ catalog }, customerId, now, { includeArchived })),
    ...rolledOver.filter(({ archivedAt }) => includeArchived || archivedAt === null),
  ]
  if (filter.id !== undefined) requireKnown(await find(true), filter.id, filter.kind)
  const { includeArchived, limit = BALANCE_PAGE_ROWS_MAX, next_page } = filter
  const listed = (await find(includeArchived)).filter(
    (balance) => isListed(balance, filter) && isWanted(balance),
  )
  return pageOfBalances(inOrderOfCreation(listed), { limit, next_page })
}

/** One that is asked for by its id has to be there, whatever else is asked for. */
function requireKnown(all: readonly CatalogBalance[], id: string, kind: BalanceKind | null): void {
  if (all.some((balance) => balance.id === id && isOfKind(balance, kind))) return
  throw notFound(kind === null ? 'id: commit or credit' : `${kind}_id: ${kind}`, id)
}

function isOfKind({ type }: CatalogBalance, kind: BalanceKind | null): boolean {
  return kind === null || BALANCE_TYPES[kind].includes(type)
}

function isListed(balance: CatalogBalance, filter: BalanceFilter): boolean {
  const { id, coveringDate, startingAt, effectiveBefore } = filter
  const { segments } = balance.terms.access
  return (
    isOfKind(balance, filter.kind) &&
    (id === undefined || balance.id === id) &&
    (filter.includeContractLevel || balance.contractId === null) &&
    (coveringDate === undefined || segments.some((one) => isInForce(one, coveringDate))) &&
    (startingAt === undefined || segments.some((one) => one.endingBefore > startingAt)) &&
    (effectiveBefore === undefined || segments.some((one) => one.startingAt < effectiveBefore))
  )
}
