import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { Decimal, ZERO, sumOf } from '../../kernel/decimal.ts'
import { isInForce } from '../../kernel/term.ts'
import type { CustomerAccount } from '../balances/account.ts'
import { openSegments } from './open-segments.ts'
import { restOf } from './postings.ts'

/**
 * What may be drawn of a commit or credit at the account's instant, in its own unit: what is left of the segments that
 * can be drawn then, drafts and all manual entries of these segments counted (OpenAPI, listCustomerBalances: balance). A
 * segment from which more was taken by hand than it had counts as 0, as does what is archived, or of a contract that is over.
 */
export function balanceOf(account: CustomerAccount, balance: CatalogBalance): Decimal {
  return sumOf(
    openSegments(account, balance).filter((segment) => isInForce(segment, account.at)),
    (segment) => Decimal.max(restOf(account, segment), ZERO),
  )
}
