import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import type { BalanceType } from '../../catalog/tables.ts'
import { type Decimal, sumOf } from '../../kernel/decimal.ts'
import type { CustomerAccount } from '../balances/account.ts'
import { balanceOf } from './current-balance.ts'

/** Which commits and credits are counted: those that everything given admits. An empty list admits none. */
export interface NetBalanceFilter {
  types?: readonly BalanceType[] | undefined
  ids?: readonly string[] | undefined
  /** It has each of these fields with this value, and may have others. */
  customFields?: Readonly<Record<string, string>> | undefined
}

export interface NetBalanceQuestion {
  creditTypeId: string
  /** Any of them has to admit it; all are counted where there is no list. */
  filters?: readonly NetBalanceFilter[] | undefined
  /** FINALIZED leaves out what drafts take. */
  invoiceInclusionMode: 'FINALIZED' | 'FINALIZED_AND_DRAFT'
}

/**
 * What may be drawn, at the account's instant, of all commits and credits that a question is about (OpenAPI,
 * getNetBalance). What is below 0 counts as 0, segment for segment.
 */
export function netBalance(account: CustomerAccount, question: NetBalanceQuestion): Decimal {
  const counted = question.invoiceInclusionMode === 'FINALIZED' ? withoutDrafts(account) : account
  return sumOf(
    counted.balances.filter((balance) => isAskedFor(balance, question)),
    (balance) => balanceOf(counted, balance),
  )
}

function withoutDrafts(account: CustomerAccount): CustomerAccount {
  return { ...account, movements: account.movements.filter(({ isDraft }) => !isDraft) }
}

function isAskedFor(balance: CatalogBalance, { creditTypeId, filters }: NetBalanceQuestion): boolean {
  if (balance.terms.access.creditTypeId !== creditTypeId) return false
  return filters === undefined || filters.some((filter) => admits(filter, balance))
}

function admits(
  { types, ids, customFields = {} }: NetBalanceFilter,
  { id, type, terms }: CatalogBalance,
): boolean {
  return (
    (types === undefined || types.includes(type)) &&
    (ids === undefined || ids.includes(id)) &&
    Object.entries(customFields).every(
      ([name, value]) => Object.hasOwn(terms.customFields, name) && terms.customFields[name] === value,
    )
  )
}
