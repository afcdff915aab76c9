import type { CatalogBalance } from './rows.ts'
import type { BalanceTerms } from './terms.ts'

/** A commit or credit that is worked out each time, with the one version that it then has (docs/decisions/0014). */
export function workedOutBalance(
  made: Pick<
    CatalogBalance,
    'id' | 'customerId' | 'contractId' | 'type' | 'origin' | 'createdAt' | 'archivedAt'
  >,
  terms: BalanceTerms,
): CatalogBalance {
  const { createdAt } = made
  const version = { kind: 'CREATE', change: {}, terms, contractVersionId: null, createdAt } as const
  return { ...made, seq: 0, uniquenessKey: null, versions: [version], terms }
}
