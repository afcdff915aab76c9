import type { BalanceTerms } from '../balances/terms.ts'
import type { MadeTerms } from '../contracts/make-terms.ts'
import type { RecurringBalance } from '../contracts/recurring-balance.ts'
import type {
  NewPackageBalance,
  NewPackageRecurring,
  NewPackageTerms,
  PackageBalance,
  PackageRecurring,
  PackageTerms,
} from './terms.ts'

/**
 * A package's terms with the units and other defaults that a contract was given for what they leave out.
 * @param made what was made of them.
 */
export function withDefaults(terms: NewPackageTerms, made: MadeTerms): PackageTerms {
  const balances = made.balances.map((balance) => balance.terms)
  const { length } = terms.commits
  return {
    ...terms,
    scheduledCharges: pairs(terms.scheduledCharges, made.terms.scheduledCharges).map(([charge, one]) => ({
      ...charge,
      creditTypeId: one.creditTypeId,
    })),
    commits: pairs(terms.commits, balances.slice(0, length)).map(withBalanceDefaults),
    credits: pairs(terms.credits, balances.slice(length)).map(withBalanceDefaults),
    recurringCommits: pairs(terms.recurringCommits, made.terms.recurringCommits).map(withRecurringDefaults),
    recurringCredits: pairs(terms.recurringCredits, made.terms.recurringCredits).map(withRecurringDefaults),
  }
}

function withBalanceDefaults([given, made]: [NewPackageBalance, BalanceTerms]): PackageBalance {
  const { access, invoice } = given
  return {
    ...given,
    rateType: made.rateType,
    access: { ...access, creditTypeId: made.access.creditTypeId },
    invoice:
      invoice === null || made.invoice === null
        ? null
        : { ...invoice, creditTypeId: made.invoice.creditTypeId },
  }
}

function withRecurringDefaults([given, made]: [NewPackageRecurring, RecurringBalance]): PackageRecurring {
  return { ...given, rateType: made.rateType, proration: made.proration }
}

/** Each part that was given with what was made of it. */
function pairs<Given, Made>(given: readonly Given[], made: readonly Made[]): [Given, Made][] {
  return given.map((one, index) => {
    const part = made[index]
    if (part === undefined) throw new Error('each part that is given is made')
    return [one, part]
  })
}
