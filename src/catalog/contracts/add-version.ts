import { newId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { refuseUsedKey } from '../refuse-used-key.ts'
import type { ContractVersionKind } from '../tables.ts'
import type { ContractChange } from './contract-change.ts'
import { toVersionRow, type Contract } from './rows.ts'
import type { ContractTerms } from './terms.ts'

/** A version of a contract to be stored: what it says from then on, and how it came to say that. */
export interface NewContractVersion {
  kind: ContractVersionKind
  change: ContractChange
  terms: ContractTerms
  uniquenessKey?: string | null
  createdAt: Instant
}

/**
 * Adds what a contract says from now on, within the caller's transaction.
 * @returns the version's id.
 * @throws Problem conflict where the uniqueness key was used before in the environment.
 */
export async function addContractVersion(
  transaction: Catalog,
  contract: Pick<Contract, 'id'>,
  { uniquenessKey = null, ...version }: NewContractVersion,
): Promise<string> {
  const id = newId()
  const row = await transaction
    .insertInto('contract_versions')
    .values(toVersionRow(contract.id, { ...version, id, uniquenessKey }))
    .onConflict((clash) => clash.column('uniqueness_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) await refuseUsedKey(transaction, 'contract_versions', uniquenessKey)
  await transaction
    .updateTable('contracts')
    .set({ starting_at: version.terms.startingAt, ending_before: version.terms.endingBefore })
    .where('id', '=', contract.id)
    .execute()
  return id
}
