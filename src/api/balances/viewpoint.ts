import { findBalanceNames } from '../../catalog/balances/find-names.ts'
import type { Names } from '../../catalog/find-names.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { findBilledCharges } from '../../catalog/invoices/find-billed-charges.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { CustomerAccount } from '../../invoices/balances/account.ts'
import type { Environment } from '../environment.ts'

/** What a request asks of commits and credits beside what they say; for either, all drafts of the customer are computed. */
export interface AccountQuestion {
  isBalanceAsked: boolean
  isLedgerAsked: boolean
}

/** What it takes to show commits and credits. */
export interface BalanceViewpoint extends AccountQuestion {
  references: Names
  /** Null where neither balances nor ledgers are asked for. */
  account: CustomerAccount | null
  /** The account's commits and credits by their ids, as they are now: what is left is worked out from these. */
  currentOf: ReadonlyMap<string, CatalogBalance>
  /** The finalized invoice that bills an item of an invoice schedule; null where there is none, or it was voided. */
  invoiceIdOf: (itemId: string) => string | null
}

/** Reads what a request asks of commits and credits. */
export function readAccountQuestion(body: {
  include_balance?: boolean | undefined
  include_ledgers?: boolean | undefined
}): AccountQuestion {
  return {
    isBalanceAsked: body.include_balance ?? false,
    isLedgerAsked: body.include_ledgers ?? false,
  }
}

/**
 * Finds what it takes to show commits and credits of one customer.
 * @param account of the customer; null where nothing of it is asked for.
 */
export async function balanceViewpoint(
  environment: Environment,
  balances: readonly CatalogBalance[],
  account: CustomerAccount | null,
  question: AccountQuestion,
  at: Instant = environment.clock.now(),
): Promise<BalanceViewpoint> {
  return {
    ...question,
    references: await findBalanceNames(environment, balances, at),
    account,
    currentOf: new Map((account?.balances ?? []).map((balance) => [balance.id, balance])),
    invoiceIdOf: await invoiceFinder(environment, balances),
  }
}

async function invoiceFinder(
  environment: Environment,
  balances: readonly CatalogBalance[],
): Promise<BalanceViewpoint['invoiceIdOf']> {
  const billed = balances.find(({ terms }) => terms.invoice !== null)
  if (billed === undefined) return () => null
  const charges = await findBilledCharges(environment, [billed.customerId])
  const invoiceIds = new Map(
    charges.filter(({ isVoided }) => !isVoided).map(({ chargeId, invoiceId }) => [chargeId, invoiceId]),
  )
  return (itemId) => invoiceIds.get(itemId) ?? null
}

/** Whether the account has to be read for what is asked. */
export function isAccountAsked({ isBalanceAsked, isLedgerAsked }: AccountQuestion): boolean {
  return isBalanceAsked || isLedgerAsked
}
