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

type CreateBody = z.output<typeof wire.createContractBody>

/** What a request adds to a contract, as it gives it; what is left out adds nothing. */
interface GivenTerms extends Pick<
  CreateBody,
  | 'overrides'
  | 'scheduled_charges'
  | 'discounts'
  | 'professional_services'
  | 'subscriptions'
  | 'recurring_commits'
  | 'recurring_credits'
  | 'spend_threshold_configuration'
  | 'prepaid_balance_threshold_configuration'
  | 'commits'
  | 'credits'
> {
  /** Of a contract that has the royalty already, what stays may be left out. */
  reseller_royalties?: z.output<typeof wire.royaltyUpdateInput>[] | undefined
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
