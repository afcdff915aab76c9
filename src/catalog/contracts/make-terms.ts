import { invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { MadeBalance } from '../balances/insert.ts'
import { makeBalance } from '../balances/make-balance.ts'
import type { NewBalance } from '../balances/new-balance.ts'
import { makeThreshold, type MadeThreshold } from '../thresholds/make-threshold.ts'
import type { NewSpendThreshold } from '../thresholds/new-threshold.ts'
import type { ContractBook } from './contract-book.ts'
import { makeOverride } from './make-override.ts'
import { makeProfessionalService } from './make-professional-service.ts'
import { makeRecurringBalance, refuseSecondDaily, type NamedSubscriptions } from './make-recurring-balance.ts'
import { makeResellerRoyalty, withRoyalty } from './make-reseller-royalty.ts'
import { makeDiscount, makeScheduledCharge } from './make-scheduled-charge.ts'
import { makeSubscription } from './make-subscription.ts'
import { nameBalances, type Named } from './named-balances.ts'
import type { NewRecurringBalance, NewSubscription, NewTerms } from './new-terms.ts'
import type { ContractSubscription, ContractTerms } from './terms.ts'

/** What a request added to what a contract says, with the ids that it got. */
export type AddedTerms = Pick<ContractTerms, Exclude<keyof NewTerms, 'commits' | 'credits'>>

/** What a request adds to a contract, made and not yet stored. */
export interface MadeTerms {
  terms: AddedTerms
  /** Commits, then credits. */
  balances: readonly MadeBalance[]
}

/**
 * Makes what a request adds to a contract, each part held to its rules. Overrides may be of commits of the same request,
 * and recurring commits of its subscriptions.
 * @param fieldPrefix what the request's lists are called by before their names: nothing, or `add_`
 * @throws Problem not_found or invalid, naming the first field that breaks a rule.
 */
export function makeTerms(book: ContractBook, added: NewTerms, fieldPrefix: '' | 'add_'): MadeTerms {
  const makeEach = <Given, Made>(
    list: string,
    given: readonly Given[],
    make: (one: Given, fieldPrefix: string) => Made,
  ) => given.map((one, index) => make(one, `${fieldPrefix}${list}.${index}.`))

  const subscriptions = makeEach('subscriptions', added.subscriptions, (one, place) =>
    makeSubscription(book, one, place),
  )
  const named = nameSubscriptions(book, added.subscriptions, subscriptions)
  const makeRecurring = (list: string, given: readonly NewRecurringBalance[]) =>
    makeEach(list, given, (one, place) => makeRecurringBalance(book, named, one, place))
  const recurringCommits = makeRecurring('recurring_commits', added.recurringCommits)
  const recurringCredits = makeRecurring('recurring_credits', added.recurringCredits)
  refuseSecondDaily(book.terms.recurringCommits, recurringCommits, `${fieldPrefix}recurring_commits`)
  refuseSecondDaily(book.terms.recurringCredits, recurringCredits, `${fieldPrefix}recurring_credits`)

  const balanceBook = { ...book, everyUnit: null }
  const makeStored = (one: NewBalance, place: string): MadeBalance => ({
    id: newId(),
    type: one.type,
    terms: makeBalance(balanceBook, one, place),
  })
  const commits = makeEach('commits', added.commits, makeStored)
  const credits = makeEach('credits', added.credits, makeStored)
  const names = nameBalances(book, {
    commits: withNames(commits, added.commits),
    recurringCommits: withNames(recurringCommits, added.recurringCommits),
    others: [...withNames(credits, added.credits), ...withNames(recurringCredits, added.recurringCredits)],
  })
  const terms: AddedTerms = {
    overrides: makeEach('overrides', added.overrides, (one, place) => makeOverride(book, names, one, place)),
    scheduledCharges: makeEach('scheduled_charges', added.scheduledCharges, (one, place) =>
      makeScheduledCharge(book, one, place),
    ),
    discounts: makeEach('discounts', added.discounts, (one, place) => makeDiscount(book, one, place)),
    professionalServices: makeEach('professional_services', added.professionalServices, (one, place) =>
      makeProfessionalService(book, one, place),
    ),
    resellerRoyalties: makeEach('reseller_royalties', added.resellerRoyalties, (one, place) =>
      makeResellerRoyalty(book, one, place),
    ),
    subscriptions,
    recurringCommits,
    recurringCredits,
    spendThreshold: makeOnlyThreshold(book, 'spendThreshold', added.spendThreshold, fieldPrefix),
    prepaidThreshold: makeOnlyThreshold(book, 'prepaidThreshold', added.prepaidThreshold, fieldPrefix),
  }
  return { terms, balances: [...commits, ...credits] }
}

/** What a contract says once that is added. */
export function withAdded(terms: ContractTerms, added: AddedTerms): ContractTerms {
  return {
    ...terms,
    overrides: [...terms.overrides, ...added.overrides],
    scheduledCharges: [...terms.scheduledCharges, ...added.scheduledCharges],
    discounts: [...terms.discounts, ...added.discounts],
    professionalServices: [...terms.professionalServices, ...added.professionalServices],
    resellerRoyalties: added.resellerRoyalties.reduce(withRoyalty, [...terms.resellerRoyalties]),
    subscriptions: [...terms.subscriptions, ...added.subscriptions],
    recurringCommits: [...terms.recurringCommits, ...added.recurringCommits],
    recurringCredits: [...terms.recurringCredits, ...added.recurringCredits],
    spendThreshold: added.spendThreshold ?? terms.spendThreshold,
    prepaidThreshold: added.prepaidThreshold ?? terms.prepaidThreshold,
  }
}

const THRESHOLD_FIELDS = {
  spendThreshold: 'spend_threshold_configuration',
  prepaidThreshold: 'prepaid_balance_threshold_configuration',
} as const

/** A contract has one threshold of each kind at most. */
function makeOnlyThreshold<Given extends NewSpendThreshold>(
  book: ContractBook,
  kind: keyof typeof THRESHOLD_FIELDS,
  given: Given | null,
  fieldPrefix: string,
): MadeThreshold<Given> | null {
  if (given === null) return null
  const field = `${fieldPrefix}${THRESHOLD_FIELDS[kind]}`
  if (book.terms[kind] !== null) throw invalid(`${field}: the contract has one already, which can be changed`)
  return makeThreshold(book, given, `${field}.`)
}

function nameSubscriptions(
  { terms }: ContractBook,
  given: readonly NewSubscription[],
  made: readonly ContractSubscription[],
): NamedSubscriptions {
  const names = new Map([...terms.subscriptions, ...made].map((one) => [one.id, one]))
  for (const [index, subscription] of made.entries()) {
    const temporaryId = given[index]?.temporaryId ?? null
    if (temporaryId === null) continue
    if (names.has(temporaryId)) throw invalid(`temporary_id: ${JSON.stringify(temporaryId)} is used twice`)
    names.set(temporaryId, subscription)
  }
  return names
}

function withNames(
  made: readonly { id: string }[],
  given: readonly { temporaryId: string | null }[],
): Named[] {
  return made.map(({ id }, index) => ({ id, temporaryId: given[index]?.temporaryId ?? null }))
}
