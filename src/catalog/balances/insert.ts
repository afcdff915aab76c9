import type { Catalog } from '../database.ts'
import { refuseUsedKey } from '../refuse-used-key.ts'
import { writeStored } from '../stored-json.ts'
import { addBalanceVersion } from './add-version.ts'
import type { BalanceVersion, CatalogBalance } from './rows.ts'

/** A commit or credit that is made and not yet stored. */
export type MadeBalance = Pick<CatalogBalance, 'id' | 'type' | 'terms'>

type Owner = Pick<CatalogBalance, 'customerId' | 'contractId' | 'uniquenessKey'> &
  Partial<Pick<CatalogBalance, 'origin'>> &
  Pick<BalanceVersion, 'contractVersionId' | 'createdAt'>

/**
 * Stores a commit or credit with its first version, within the caller's transaction.
 * @throws Problem conflict where the uniqueness key was used by a commit or credit before.
 */
export async function insertBalance(
  transaction: Catalog,
  { id, type, terms }: MadeBalance,
  { customerId, contractId, origin = null, uniquenessKey, contractVersionId, createdAt }: Owner,
): Promise<void> {
  const row = await transaction
    .insertInto('balances')
    .values({
      id,
      customer_id: customerId,
      contract_id: contractId,
      type,
      origin: origin === null ? null : writeStored(origin),
      uniqueness_key: uniquenessKey,
      created_at: createdAt,
      archived_at: null,
    })
    .onConflict((clash) => clash.column('uniqueness_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) await refuseUsedKey(transaction, 'balances', uniquenessKey)
  await addBalanceVersion(
    transaction,
    { id },
    { kind: 'CREATE', change: {}, terms, contractVersionId, createdAt },
  )
}

/** Stores what a request added to a contract, with the contract's version that came of it. */
export async function insertBalancesOf(
  transaction: Catalog,
  contract: { id: string; customerId: string },
  balances: readonly MadeBalance[],
  version: Pick<BalanceVersion, 'contractVersionId' | 'createdAt'>,
): Promise<void> {
  const owner = { customerId: contract.customerId, contractId: contract.id, uniquenessKey: null }
  for (const balance of balances) await insertBalance(transaction, balance, { ...owner, ...version })
}
