import type { Package } from '../../catalog/packages/rows.ts'
import { derivedId } from '../../kernel/ids.ts'

type NamedParts = 'commits' | 'recurringCommits' | 'recurringCredits' | 'subscriptions'

/** The id of a part of a package. A package never changes, so it follows from the part's place. */
export function partId({ id }: Pick<Package, 'id'>, list: string, ...places: number[]): string {
  return derivedId(id, list, ...places.map(String))
}

/**
 * The id of what another part of a package calls by a temporary id.
 * @param lists those in which it may be.
 * @throws Error where it is in none of them, which no package is stored with.
 */
export function namedPartId(one: Package, temporaryId: string, lists: readonly NamedParts[]): string {
  for (const list of lists) {
    const index = one.terms[list].findIndex((part) => part.temporaryId === temporaryId)
    if (index !== -1) return partId(one, LISTS[list], index)
  }
  throw new Error(`package ${one.id} has no part ${JSON.stringify(temporaryId)}`)
}

/** What ids are derived from. */
const LISTS: Readonly<Record<NamedParts, string>> = {
  commits: 'commits',
  recurringCommits: 'recurring_commits',
  recurringCredits: 'recurring_credits',
  subscriptions: 'subscriptions',
}
