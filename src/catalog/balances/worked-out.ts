import type { CatalogBalance } from './rows.ts'
import type { BalanceTerms } from './terms.ts'

/**
 * A commit or credit of a contract that is worked out each time, with the one version that it then has
 * (docs/decisions/0014). It is archived with its contract alone.
 */
export function workedOutBalance(
  made: Pick<
    CatalogBalance,
    'id' | 'customerId' | 'contractId' | 'type' | 'origin' | 'createdAt' | 'archivedAt'
  >,
  terms: BalanceTerms,
): CatalogBalance {
  const { createdAt } = made
  const version = { seq: 0, kind: 'CREATE', change: {}, terms, contractVersionId: null, createdAt } as const
  const archivedWith = made.archivedAt === null ? null : 'CONTRACT'
  return { ...made, archivedWith, seq: 0, uniquenessKey: null, versions: [version], terms }
}
