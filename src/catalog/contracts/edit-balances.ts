import { notFound } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { applyBalanceUpdate } from '../balances/apply-update.ts'
import { archiveBalance } from '../balances/archive.ts'
import type { BalanceUpdate } from '../balances/balance-update.ts'
import { getBalance, type BalanceKind } from '../balances/get.ts'
import { refuseArchivedBalance } from '../balances/refuse-archived.ts'
import type { CatalogBalance } from '../balances/rows.ts'
import type { Catalog } from '../database.ts'
import type { Contract } from './rows.ts'

/** What an edit of a contract changes of its commits and credits. */
export interface BalanceChanges {
  commitUpdates: readonly BalanceUpdateOf[]
  creditUpdates: readonly BalanceUpdateOf[]
  archivedCommitIds: readonly string[]
  archivedCreditIds: readonly string[]
}

/** A change of the commit or credit with an id. */
export interface BalanceUpdateOf {
  id: string
  update: BalanceUpdate
}

/** The commits and credits that changes archive, or give other dates of access or payment. */
export function balancesGivenSchedules(changes: BalanceChanges): string[] {
  const { commitUpdates, creditUpdates, archivedCommitIds, archivedCreditIds } = changes
  const given = [...commitUpdates, ...creditUpdates].filter(
    ({ update }) => update.access !== undefined || update.invoice !== undefined,
  )
  return [...given.map(({ id }) => id), ...archivedCommitIds, ...archivedCreditIds]
}

/**
 * Changes and archives commits and credits of a contract, within the transaction of the contract's edit (OpenAPI,
 * editContract: update_commits, archive_commits).
 * @throws Problem not_found where the contract has no such commit or credit, invalid where a rule is broken, both naming
 * the field.
 */
export async function editBalances(
  transaction: Catalog,
  contract: Contract,
  changes: BalanceChanges,
  { contractVersionId, createdAt }: { contractVersionId: string; createdAt: Instant },
): Promise<void> {
  const occasion = { kind: 'EDIT', contractVersionId, createdAt } as const
  for (const [kind, updates] of [
    ['commit', changes.commitUpdates],
    ['credit', changes.creditUpdates],
  ] as const) {
    for (const [index, { id, update }] of updates.entries()) {
      const fieldPrefix = `update_${kind}s.${index}.`
      const field = `${fieldPrefix}${kind}_id`
      const balance = await balanceOf(transaction, contract, { kind, id, field }, createdAt)
      refuseArchivedBalance(balance, `${field}: ${kind}`)
      await applyBalanceUpdate(transaction, balance, update, { ...occasion, fieldPrefix })
    }
  }
  for (const [kind, ids] of [
    ['commit', changes.archivedCommitIds],
    ['credit', changes.archivedCreditIds],
  ] as const) {
    for (const [index, id] of ids.entries()) {
      const field = `archive_${kind}s.${index}.id`
      const balance = await balanceOf(transaction, contract, { kind, id, field }, createdAt)
      await archiveBalance(transaction, balance, { field: `${field}: ${kind}`, now: createdAt })
    }
  }
}

async function balanceOf(
  transaction: Catalog,
  contract: Contract,
  { kind, id, field }: { kind: BalanceKind; id: string; field: string },
  now: Instant,
): Promise<CatalogBalance> {
  const { customerId } = contract
  const balance = await getBalance(transaction, { kind, customerId, id }, now, field)
  if (balance.contractId !== contract.id) throw notFound(`${field}: ${kind}`, id)
  return balance
}
