import type { Instant } from '../../kernel/instant.ts'
import { addContractVersion } from '../contracts/add-version.ts'
import { getActiveContract } from '../contracts/get.ts'
import type { Catalog } from '../database.ts'
import type { CatalogScope } from '../scope.ts'
import type { BalanceVersionKind } from '../tables.ts'
import { applyBalanceUpdate } from './apply-update.ts'
import type { BalanceUpdate } from './balance-update.ts'
import { getBalance, type BalanceRef } from './get.ts'
import { refuseArchivedBalance } from './refuse-archived.ts'
import type { CatalogBalance } from './rows.ts'

/**
 * Changes a commit or credit, a customer's or a contract's; of a contract's the change is in the contract's history
 * (OpenAPI, editCommit and editCredit).
 * @throws Problem not_found or invalid, naming the field.
 */
export async function editBalance(
  scope: CatalogScope,
  ref: BalanceRef,
  update: BalanceUpdate,
): Promise<void> {
  const createdAt = scope.clock.now()
  await scope.catalog.transaction().execute(async (transaction) => {
    const balance = await getActiveBalance(transaction, ref, createdAt)
    await changeBalance(transaction, balance, update, { kind: 'EDIT', createdAt })
  })
}

/** Finds a commit or credit that a request is to change. @throws Problem not_found, or invalid where it is archived. */
export async function getActiveBalance(
  catalog: Catalog,
  ref: BalanceRef,
  now: Instant,
): Promise<CatalogBalance> {
  const balance = await getBalance(catalog, ref, now)
  refuseArchivedBalance(balance, `${ref.kind}_id: ${ref.kind}`)
  return balance
}

/** Changes a commit or credit, and adds a version to the contract that it is of, within the caller's transaction. */
export async function changeBalance(
  transaction: Catalog,
  balance: CatalogBalance,
  update: BalanceUpdate,
  { kind, createdAt }: { kind: BalanceVersionKind; createdAt: Instant },
): Promise<void> {
  const contractVersionId = await addVersionOfContract(transaction, balance, createdAt)
  await applyBalanceUpdate(transaction, balance, update, {
    kind,
    contractVersionId,
    createdAt,
    fieldPrefix: '',
  })
}

async function addVersionOfContract(
  transaction: Catalog,
  { customerId, contractId }: CatalogBalance,
  createdAt: Instant,
): Promise<string | null> {
  if (contractId === null) return null
  const contract = await getActiveContract({ catalog: transaction }, { customerId, contractId })
  return addContractVersion(transaction, contract, {
    kind: 'EDIT',
    change: {},
    terms: contract.terms,
    createdAt,
  })
}
