import type { Instant } from '../../kernel/instant.ts'
import { rangeHolds, type TimeRange } from '../../kernel/window.ts'
import { recurringChildren, type RecurringChild } from '../../rating/drawdown/recurring.ts'
import type { RecurringBalance } from '../contracts/recurring-balance.ts'
import { recurrenceOf, type RecurringList } from '../contracts/recurrence-of.ts'
import type { Contract } from '../contracts/rows.ts'
import type { ContractTerms } from '../contracts/terms.ts'
import { childBalances } from './child-balances.ts'
import type { CatalogBalance } from './rows.ts'

/** What a recurring commit or credit says to those of its children whose period starts within a stretch of time. */
interface Wording {
  starts: TimeRange
  terms: ContractTerms
  recurring: RecurringBalance
}

/**
 * The commits and credits that the recurring ones of a contract have made up to an instant, and one period ahead
 * (reference section 6, Recurring commits and credits), in the order of their recurring ones, and of time. They are
 * worked out anew each time, with the same ids. A child says what its recurring one said when its period started: a
 * later edit is for later ones (OpenAPI, editContract: update_recurring_commits). A contract that is made longer once it
 * was over has those of the time between as well, as that is billed. Seats are as the newest version has them, as each
 * change of theirs has a date of its own. No period starts after the contract's end. Those of an archived contract are
 * archived with it, and no more are made.
 */
export function recurringChildrenOf(contract: Contract, at: Instant): CatalogBalance[] {
  const until = Math.min(at, contract.archivedAt ?? Infinity)
  const childrenOf = (list: RecurringList) =>
    contract.terms[list].flatMap(({ id }) =>
      wordingsOf(contract, list, id).flatMap(({ starts, terms, recurring }) =>
        childrenWithin(starts, terms, recurring, until).flatMap((child) =>
          childBalances(contract, recurring, child, list === 'recurringCommits' ? 'PREPAID' : 'CREDIT'),
        ),
      ),
    )
  return [...childrenOf('recurringCommits'), ...childrenOf('recurringCredits')]
}

function childrenWithin(
  starts: TimeRange,
  { usageStatementSchedule, endingBefore }: ContractTerms,
  recurring: RecurringBalance,
  until: Instant,
): RecurringChild[] {
  return recurringChildren(recurrenceOf(recurring, endingBefore), usageStatementSchedule, until).filter(
    ({ period }) => rangeHolds(starts, period.from),
  )
}

/** Each wording of a recurring commit or credit, the first since ever, in order. */
function wordingsOf(contract: Contract, list: RecurringList, id: string): Wording[] {
  const wordings: Wording[] = []
  const end = contract.terms.endingBefore ?? Infinity
  for (const { terms, createdAt } of contract.versions) {
    const recurring = terms[list].find((one) => one.id === id)
    if (recurring === undefined) continue
    const previous = wordings.at(-1)
    if (previous !== undefined && saysTheSame(previous, { terms, recurring })) continue
    const from = previous === undefined ? -Infinity : startAfter(previous, createdAt)
    if (previous !== undefined) previous.starts.to = Math.min(from, end)
    wordings.push({ starts: { from, to: end }, terms, recurring })
  }
  return wordings
}

/** Where the contract was over before it was made longer, what is said then goes back to its end: nothing was said since. */
function startAfter({ starts, terms }: Wording, createdAt: Instant): Instant {
  return Math.max(starts.from, Math.min(createdAt, terms.endingBefore ?? Infinity))
}

/** Most versions of a contract change something else. */
function saysTheSame(one: Omit<Wording, 'starts'>, other: Omit<Wording, 'starts'>): boolean {
  return (
    one.terms.endingBefore === other.terms.endingBefore &&
    JSON.stringify(one.recurring) === JSON.stringify(other.recurring)
  )
}
