import type { Instant } from '../../kernel/instant.ts'
import type { NewContract } from '../contracts/create.ts'
import { NO_NEW_TERMS } from '../contracts/new-terms.ts'
import { balanceAt, scheduleAt } from './balance-at.ts'
import { addOffset, AT_START, endOfTerm, type RelativeTerm } from './offset.ts'
import type { NewPackageRecurring, NewPackageTerms } from './terms.ts'

/** What a package says of a contract. */
export type PackagedTerms = Omit<
  NewContract,
  'customerId' | 'packageId' | 'uniquenessKey' | 'startingAt' | 'transition' | 'hierarchy' | 'customFields'
>

/**
 * A package's terms for a contract that starts at an instant: offsets become dates. What would outlast the contract
 * ends with it, as a month may be longer than 30 days; commits and credits go on.
 */
export function contractTermsAt(terms: NewPackageTerms, startingAt: Instant): PackagedTerms {
  const { invoiceGenerationStartingAtOffset: generation, ...statements } = terms.usageStatementSchedule
  const contractEnd = endOfTerm(startingAt, { startingAtOffset: AT_START, duration: terms.duration })
  const datesOf = (term: RelativeTerm) => {
    const end = endOfTerm(startingAt, term)
    const isLonger = end !== null && contractEnd !== null && contractEnd < end
    return {
      startingAt: addOffset(startingAt, term.startingAtOffset),
      endingBefore: isLonger ? contractEnd : end,
    }
  }
  const recurringAt = ({ startingAtOffset, duration, ...recurring }: NewPackageRecurring) => ({
    ...recurring,
    ...datesOf({ startingAtOffset, duration }),
  })
  return {
    ...NO_NEW_TERMS,
    name: terms.contractName,
    rateCardId: terms.rateCardId,
    rateCardAlias: terms.rateCardAlias,
    endingBefore: contractEnd,
    netPaymentTermsDays: terms.netPaymentTermsDays,
    totalContractValue: null,
    netsuiteSalesOrderId: null,
    salesforceOpportunityId: null,
    usageStatementSchedule: {
      ...statements,
      billingAnchorAt: null,
      invoiceGenerationStartingAt: generation === null ? null : addOffset(startingAt, generation),
    },
    scheduledChargesOnUsageInvoices: terms.scheduledChargesOnUsageInvoices,
    multiplierOverridePrioritization: terms.multiplierOverridePrioritization,
    usageFilter: null,
    overrides: terms.overrides.map(({ startingAtOffset, duration, ...override }) => ({
      ...override,
      ...datesOf({ startingAtOffset, duration }),
    })),
    scheduledCharges: terms.scheduledCharges.map(({ productId, name, customFields, ...schedule }) => ({
      productId,
      name,
      schedule: scheduleAt(schedule, startingAt),
      customFields,
      netsuiteSalesOrderId: null,
    })),
    subscriptions: terms.subscriptions.map(({ startingAtOffset, duration, ...subscription }) => ({
      ...subscription,
      ...datesOf({ startingAtOffset, duration }),
      anchorAt: null,
    })),
    commits: terms.commits.map((commit) => balanceAt(commit, startingAt)),
    credits: terms.credits.map((credit) => balanceAt(credit, startingAt)),
    recurringCommits: terms.recurringCommits.map(recurringAt),
    recurringCredits: terms.recurringCredits.map(recurringAt),
    spendThreshold: terms.spendThreshold,
    prepaidThreshold: terms.prepaidThreshold,
  }
}
