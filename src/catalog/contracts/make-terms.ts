import type { ContractBook } from './contract-book.ts'
import { makeOverride } from './make-override.ts'
import { makeProfessionalService } from './make-professional-service.ts'
import { makeResellerRoyalty, withRoyalty } from './make-reseller-royalty.ts'
import { makeDiscount, makeScheduledCharge } from './make-scheduled-charge.ts'
import { makeSubscription } from './make-subscription.ts'
import type { NewTerms } from './new-terms.ts'
import type { ContractTerms } from './terms.ts'

/** What a request added to a contract, with the ids that it got. */
export type AddedTerms = Pick<ContractTerms, keyof NewTerms>

/**
 * Makes what a request adds to a contract, each part held to its rules.
 * @param fieldPrefix what the request's lists are called by before their names: nothing, or `add_`
 * @throws Problem not_found or invalid, naming the first field that breaks a rule.
 */
export function makeTerms(book: ContractBook, added: NewTerms, fieldPrefix: '' | 'add_'): AddedTerms {
  const place = (list: string, index: number) => `${fieldPrefix}${list}.${index}.`
  return {
    overrides: added.overrides.map((one, index) => makeOverride(book, one, place('overrides', index))),
    scheduledCharges: added.scheduledCharges.map((one, index) =>
      makeScheduledCharge(book, one, place('scheduled_charges', index)),
    ),
    discounts: added.discounts.map((one, index) => makeDiscount(book, one, place('discounts', index))),
    professionalServices: added.professionalServices.map((one, index) =>
      makeProfessionalService(book, one, place('professional_services', index)),
    ),
    resellerRoyalties: added.resellerRoyalties.map((one, index) =>
      makeResellerRoyalty(book, one, place('reseller_royalties', index)),
    ),
    subscriptions: added.subscriptions.map((one, index) =>
      makeSubscription(book, one, place('subscriptions', index)),
    ),
  }
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
  }
}
