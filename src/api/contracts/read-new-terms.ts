import type { z } from 'zod'
import type * as wire from '../../../schemas/contract-terms.ts'
import type { NewTerms } from '../../catalog/contracts/new-terms.ts'
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
  }
}
