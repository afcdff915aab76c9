import { invalid } from '../../kernel/errors.ts'
import type { OverrideSpecifier } from '../../rating/override.ts'
import type { ContractBook } from './contract-book.ts'

/** What the overrides of a request may name, by id or by the request's temporary id: each name, and the id. */
export interface NamedBalances {
  commits: ReadonlyMap<string, string>
  recurringCommits: ReadonlyMap<string, string>
  /** Commits, credits and recurring ones of both. */
  all: ReadonlyMap<string, string>
}

/** A thing that a request makes, and what it calls it. */
export interface Named {
  id: string
  temporaryId: string | null
}

/**
 * Gathers what overrides may name: what there is already, and what the request adds.
 * @param added the request's new ones; of each the name of its list.
 * @throws Problem invalid where a temporary id is used twice.
 */
export function nameBalances(
  { terms, balances }: ContractBook,
  added: { commits: readonly Named[]; recurringCommits: readonly Named[]; others: readonly Named[] },
): NamedBalances {
  refuseTwice([...added.commits, ...added.recurringCommits, ...added.others])
  const commits = balances.filter(({ type }) => type !== 'CREDIT')
  const { recurringCommits, recurringCredits } = terms
  return {
    commits: byName(commits, added.commits),
    recurringCommits: byName(recurringCommits, added.recurringCommits),
    all: byName(
      [...balances, ...recurringCommits, ...recurringCredits],
      [...added.commits, ...added.recurringCommits, ...added.others],
    ),
  }
}

/**
 * The same specifier with the ids of what it names.
 * @param fieldPrefix where it is in the request, such as `overrides.0.override_specifiers.0.`
 * @throws Problem invalid where it names what there is not.
 */
export function resolveCommits(
  names: NamedBalances,
  specifier: OverrideSpecifier,
  fieldPrefix: string,
): OverrideSpecifier {
  const { commitIds, recurringCommitIds, anyCommitOrCreditIds } = specifier
  if (anyCommitOrCreditIds !== null && (commitIds !== null || recurringCommitIds !== null)) {
    const beside = commitIds === null ? 'recurring_commit_ids' : 'commit_ids'
    throw invalid(`${fieldPrefix}any_commit_or_credit_ids: cannot be given together with ${beside}`)
  }
  return {
    ...specifier,
    commitIds: resolve(names.commits, commitIds, `${fieldPrefix}commit_ids: the customer has no commit`),
    recurringCommitIds: resolve(
      names.recurringCommits,
      recurringCommitIds,
      `${fieldPrefix}recurring_commit_ids: the contract has no recurring commit`,
    ),
    anyCommitOrCreditIds: resolve(
      names.all,
      anyCommitOrCreditIds,
      `${fieldPrefix}any_commit_or_credit_ids: the customer has no commit or credit`,
    ),
  }
}

function resolve(
  ids: ReadonlyMap<string, string>,
  names: readonly string[] | null,
  refusal: string,
): string[] | null {
  if (names === null) return null
  const missing = names.filter((name) => !ids.has(name))
  if (missing.length > 0) throw invalid(`${refusal} ${missing.join(', ')}`)
  return names.map((name) => ids.get(name) ?? name)
}

function byName(existing: readonly { id: string }[], added: readonly Named[]): Map<string, string> {
  const ids = [...existing, ...added].map(({ id }) => [id, id] as const)
  const temporary = added.flatMap(({ id, temporaryId }) =>
    temporaryId === null ? [] : [[temporaryId, id] as const],
  )
  return new Map([...ids, ...temporary])
}

function refuseTwice(named: readonly Named[]): void {
  const names = named.flatMap(({ temporaryId }) => temporaryId ?? [])
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw invalid(`temporary_id: ${JSON.stringify(twice)} is used twice`)
}
