import { findBalancesOfContracts } from '../../catalog/balances/of-contracts.ts'
import type { CatalogBalance } from '../../catalog/balances/rows.ts'
import { findContractReferences, type ContractReferences } from '../../catalog/contracts/references.ts'
import type { Contract } from '../../catalog/contracts/rows.ts'
import type { CustomerAccount } from '../../invoices/balances/account.ts'
import { findRolledOver, rolledOverIn } from '../../invoices/ledger/find-rolled-over.ts'
import { readAccount } from '../../invoices/ledger/read-account.ts'
import type { Instant } from '../../kernel/instant.ts'
import {
  balanceViewpoint,
  isAccountAsked,
  type AccountQuestion,
  type BalanceViewpoint,
} from '../balances/viewpoint.ts'
import type { Environment } from '../environment.ts'

/** What it takes to show contracts: as of when, the names of what they refer to, and their commits and credits. */
export interface Viewpoint {
  at: Instant
  references: ContractReferences
  balances: BalanceViewpoint & {
    /** Those of a contract, in order of creation. */
    of: (contractId: string) => readonly CatalogBalance[]
  }
}

/** Neither what is left of commits and credits, nor how it came to that. */
const NOTHING_ASKED: AccountQuestion = { isBalanceAsked: false, isLedgerAsked: false }

/**
 * Finds what it takes to show contracts of one customer.
 * @param asOf they are shown as they were then; null for now.
 * @param question of their commits and credits; what is left of them is as of now in any case.
 */
export async function viewpointOn(
  environment: Environment,
  contracts: readonly Contract[],
  asOf: Instant | null = null,
  question: AccountQuestion = NOTHING_ASKED,
): Promise<Viewpoint> {
  const at = asOf ?? environment.clock.now()
  const [first] = contracts
  const isAsked = first !== undefined && isAccountAsked(question)
  const account = isAsked ? await readAccount(environment, first.customerId) : null
  const found = await findBalancesOfContracts(environment, contracts, at, asOf)
  const balances = [...found, ...(await rolledOverTo(environment, contracts, account, at))]
  const balancesOf = Map.groupBy(balances, ({ contractId }) => contractId)
  return {
    at,
    references: await findContractReferences(environment, contracts, { at, asOf }),
    balances: {
      ...(await balanceViewpoint(environment, balances, account, question, at)),
      of: (contractId) => balancesOf.get(contractId) ?? [],
    },
  }
}

/** What these contracts have of those that they renewed, up to an instant. */
async function rolledOverTo(
  environment: Environment,
  contracts: readonly Contract[],
  account: CustomerAccount | null,
  at: Instant,
): Promise<CatalogBalance[]> {
  const ids = new Set(contracts.filter(({ renewedFromId }) => renewedFromId !== null).map(({ id }) => id))
  const [first] = contracts
  if (first === undefined || ids.size === 0) return []
  const rolledOver =
    account === null ? await findRolledOver(environment, first.customerId) : rolledOverIn(account)
  return rolledOver.filter(
    ({ contractId, createdAt }) => contractId !== null && ids.has(contractId) && createdAt <= at,
  )
}

/** A commit or credit as it was made, where a version of its contract made it; else null. */
export function asMadeWith(balance: CatalogBalance, contractVersionId: string): CatalogBalance | null {
  const [first] = balance.versions
  if (first.contractVersionId !== contractVersionId) return null
  return { ...balance, archivedAt: null, archivedWith: null, versions: [first], terms: first.terms }
}

/** The commits among commits and credits, PREPAID and POSTPAID. */
export function commitsOf(balances: readonly CatalogBalance[]): CatalogBalance[] {
  return balances.filter(({ type }) => type !== 'CREDIT')
}

/** The credits among commits and credits. */
export function creditsOf(balances: readonly CatalogBalance[]): CatalogBalance[] {
  return balances.filter(({ type }) => type === 'CREDIT')
}
