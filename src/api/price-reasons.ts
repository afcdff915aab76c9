import type { OverrideVerdict } from '../rating/choose-override.ts'
import type { RateVerdict } from '../rating/rate-verdicts.ts'

/** Why a rate is the one in force or not, in words for people. */
export const RATE_REASONS: Readonly<Record<RateVerdict<unknown>['verdict'], string>> = {
  WINS: 'it is the rate in force',
  NOT_YET: 'it starts later',
  ENDED: 'it has ended',
  OTHER_GROUP_VALUES: 'it is for other pricing group values',
  OTHER_BILLING_FREQUENCY: 'it is for another billing frequency',
  STARTED_EARLIER: 'the rate in force started later',
  ADDED_EARLIER: 'the rate in force started at the same time and was added later',
}

/** Why an override makes the price or not, in words for people. */
export const OVERRIDE_REASONS: Readonly<Record<OverrideVerdict['verdict'], string>> = {
  WINS: 'it makes the price',
  NOT_IN_FORCE: 'it starts later or has ended',
  OTHER_USAGE: 'it is for other products, tags, group values or billing frequencies',
  ENTITLEMENT_ONLY: 'it changes what is billed, not the price',
  COMMIT_SPECIFIC: 'it is for what commits pay',
  MINIMUM: 'it is for what commits pay, and the price has a minimum',
  BEATEN_BY_COMMIT_SPECIFIC: 'one for the commit goes first',
  BEATEN_BY_OVERWRITE: 'an overwrite goes first',
  HIGHER_MULTIPLIER: 'the one that wins has a lower multiplier',
  HIGHER_PRIORITY_NUMBER: 'the one that wins has a lower priority number',
  LATER_ADDED: 'the one that wins was added later',
}
