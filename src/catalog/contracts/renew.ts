import { invalid } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { addContractVersion } from './add-version.ts'
import { endBalances, storeEndedBalances } from './end-balances.ts'
import { endTerms } from './end-terms.ts'
import { getContract } from './get.ts'

/** The contract that a new one renews; its usage is billed by the new one from there on. */
export interface Renewal {
  fromContractId: string
  /** Whether true-ups of the renewed contract that fall after the renewal are not billed. */
  isTrueupRemoved: boolean
}

/**
 * Ends the contract that a new one renews where the new one starts, unless it ends before, and its commits and credits
 * with it (`endBalances`), within the caller's transaction (OpenAPI, createContract: transition).
 * @throws Problem not_found where the customer has no such contract; invalid where it is archived, is renewed already
 * or does not start before the new one.
 */
export async function endRenewedContract(
  transaction: Catalog,
  { fromContractId }: Renewal,
  { customerId, startingAt }: { customerId: string; startingAt: Instant },
  createdAt: Instant,
): Promise<void> {
  const field = 'transition.from_contract_id'
  const ref = { customerId, contractId: fromContractId }
  const contract = await getContract({ catalog: transaction }, ref, field)
  if (contract.archivedAt !== null) throw invalid(`${field}: contract ${contract.id} is archived`)
  const renewal = await findRenewal(transaction, contract.id)
  if (renewal !== undefined) {
    throw invalid(`${field}: contract ${contract.id} is renewed by contract ${renewal.id} already`)
  }
  const { terms } = contract
  if (startingAt <= terms.startingAt) {
    throw invalid(`${field}: contract ${contract.id} must start before the contract that renews it`)
  }
  if (terms.endingBefore !== null && terms.endingBefore <= startingAt) return
  const ended = await endBalances(transaction, contract, startingAt, { isRenewed: true, now: createdAt })
  const contractVersionId = await addContractVersion(transaction, contract, {
    kind: 'END_DATE',
    change: { endingBefore: startingAt, ...ended.change },
    terms: endTerms(terms, startingAt),
    createdAt,
  })
  await storeEndedBalances(transaction, ended, { contractVersionId, createdAt })
}

/**
 * Holds the end of a contract to the start of the one that renews it: between them usage would be billed twice.
 * @returns whether there is one that does.
 * @throws Problem invalid, naming the field.
 */
export async function requireEndByRenewal(
  transaction: Catalog,
  contractId: string,
  endingBefore: Instant | null,
  field: string,
): Promise<boolean> {
  const renewal = await findRenewal(transaction, contractId)
  if (renewal === undefined) return false
  if (endingBefore !== null && endingBefore <= renewal.starting_at) return true
  throw invalid(`${field}: must not be after the start of contract ${renewal.id}, which renews this one`)
}

function findRenewal(catalog: Catalog, contractId: string) {
  return catalog
    .selectFrom('contracts')
    .select(['id', 'starting_at'])
    .where('renewed_from_id', '=', contractId)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
}
