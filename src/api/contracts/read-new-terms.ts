import type { z } from 'zod'
import type * as wire from '../../../schemas/contract-terms.ts'
import type { NewTerms } from '../../catalog/contracts/new-terms.ts'
import { readCommit, readCredit } from '../balances/read-balance.ts'
import { readRecurringCommit, readRecurringCredit } from '../balances/read-recurring.ts'
import { readThresholds } from '../thresholds/read-threshold.ts'
import {
  readOverride,
  readProfessionalService,
  readRoyalty,
  readScheduledCharge,
  readSubscription,
} from './read-terms.ts'

type Lists = z.output<typeof wire.createContractBody>

/** The lists of what a request adds to a contract; one that is left out adds nothing. */
export interface GivenTerms {
  overrides?: Lists['overrides'] | undefined
  scheduled_charges?: Lists['scheduled_charges'] | undefined
  discounts?: Lists['discounts'] | undefined
  professional_services?: Lists['professional_services'] | undefined
  reseller_royalties?: z.output<typeof wire.royaltyUpdateInput>[] | undefined
  subscriptions?: Lists['subscriptions'] | undefined
  recurring_commits?: Lists['recurring_commits'] | undefined
  recurring_credits?: Lists['recurring_credits'] | undefined
  spend_threshold_configuration?: Lists['spend_threshold_configuration'] | undefined
  prepaid_balance_threshold_configuration?: Lists['prepaid_balance_threshold_configuration'] | undefined
  commits?: Lists['commits'] | undefined
  credits?: Lists['credits'] | undefined
}

/** What a request adds to a contract. */
export function readNewTerms(given: GivenTerms): NewTerms {
  return {
    overrides: (given.overrides ?? []).map(readOverride),
    scheduledCharges: (given.scheduled_charges ?? []).map(readScheduledCharge),
    discounts: (given.discounts ?? []).map(readScheduledCharge),
    professionalServices: (given.professional_services ?? []).map(readProfessionalService),
    resellerRoyalties: (given.reseller_royalties ?? []).map(readRoyalty),
    subscriptions: (given.subscriptions ?? []).map(readSubscription),
    recurringCommits: (given.recurring_commits ?? []).map(readRecurringCommit),
    recurringCredits: (given.recurring_credits ?? []).map(readRecurringCredit),
    ...readThresholds(given),
    commits: (given.commits ?? []).map(readCommit),
    credits: (given.credits ?? []).map(readCredit),
  }
}
