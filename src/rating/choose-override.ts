import { Decimal } from '../kernel/decimal.ts'
import type { Instant } from '../kernel/instant.ts'
import { isInForce } from '../kernel/term.ts'
import { admitsCommit, admitsUsage, type CommitRef, type PricedUsage } from './override-admits.ts'
import type { MultiplierPrioritization, Override } from './override.ts'
import { minimumOf } from './price.ts'
import type { ContractPricing } from './usage-line.ts'

const INFINITE = new Decimal(Infinity)

/** What usage draws on, and which of the two prices it pays for that. */
export interface CommitDraw {
  commit: CommitRef
  target: Override['target']
}

/** Why an override has no part in making a price. */
type NotApplicable =
  /** It starts later, or has ended. */
  | 'NOT_IN_FORCE'
  /** It is for other products, tags, group values or billing frequencies, or for a list price that is not paid. */
  | 'OTHER_USAGE'
  /** It changes what is billed at all, and not the price. */
  | 'ENTITLEMENT_ONLY'
  /** It is for what commits pay, and this is not drawn on one that it is for, or not at the price that it is for. */
  | 'COMMIT_SPECIFIC'
  /** It is for what commits pay, and the rate or the override that applies without them has a minimum. */
  | 'MINIMUM'

/** Why an override that could make the price does not. */
type Beaten =
  /** One that is for the commit goes first. */
  | 'BEATEN_BY_COMMIT_SPECIFIC'
  | 'BEATEN_BY_OVERWRITE'
  /** The winner's multiplier is lower. */
  | 'HIGHER_MULTIPLIER'
  /** The winner's priority is a lower number. */
  | 'HIGHER_PRIORITY_NUMBER'
  /** They tie, and the winner was added later. */
  | 'LATER_ADDED'

export interface OverrideVerdict {
  override: Override
  verdict: 'WINS' | NotApplicable | Beaten
}

export interface OverrideChoice {
  /** The one that changes the price; null where none does. */
  price: Override | null
  /** The one that says whether it is billed at all; null where the rate says that. */
  entitlement: Override | null
  /** What became of each override as for the price, in the order they were added. */
  verdicts: OverrideVerdict[]
}

const NO_OVERRIDE: OverrideChoice = { price: null, entitlement: null, verdicts: [] }

/**
 * Chooses the one override that prices some usage at an instant; they never stack (reference section 6). What is for
 * the commit goes first, then overwrites, then multipliers, plain and tiered ones alike. Of overwrites the last added
 * wins (semantics 37); of multipliers the lowest or the one with the lowest priority number, as the contract says,
 * and among equals the last added. Entitlement is by itself: it is what the last added one says that says something.
 * @param draw where it is given, commit-specific overrides apply too. Others change the list price alone, so that they
 * do not apply to a commit rate.
 */
export function chooseOverride(
  { overrides, prioritization }: ContractPricing,
  usage: PricedUsage,
  at: Instant,
  draw?: CommitDraw,
): OverrideChoice {
  if (overrides.length === 0) return NO_OVERRIDE
  const found = overrides.map((override) => ({ override, obstacle: findObstacle(override, usage, at, draw) }))
  const plain = found.filter(({ override, obstacle }) => obstacle === null && !override.isCommitSpecific)
  const withoutCommit = firstInOrder(
    plain.map(({ override }) => override),
    prioritization,
  )
  const hasMinimum = usage.hasMinimum === true || overwriteHasMinimum(withoutCommit)
  const judged = found.map(({ override, obstacle }) => {
    const isBarred = override.isCommitSpecific && (hasMinimum || overwriteHasMinimum(override))
    return { override, obstacle: obstacle ?? (isBarred ? ('MINIMUM' as const) : null) }
  })
  const applicable = judged.filter(({ obstacle }) => obstacle === null).map(({ override }) => override)
  const price = firstInOrder(applicable, prioritization)
  const verdicts = judged.map(({ override, obstacle }) => ({
    override,
    verdict: obstacle ?? verdictAgainst(price, override, prioritization),
  }))
  return { price, entitlement: lastEntitlement(overrides, usage, at), verdicts }
}

function findObstacle(
  override: Override,
  usage: PricedUsage,
  at: Instant,
  draw: CommitDraw | undefined,
): NotApplicable | null {
  if (!isInForce(override, at)) return 'NOT_IN_FORCE'
  if (!admitsUsage(override, usage)) return 'OTHER_USAGE'
  if (override.change === null) return 'ENTITLEMENT_ONLY'
  const target = draw?.target ?? 'LIST_RATE'
  if (!override.isCommitSpecific) return target === 'LIST_RATE' ? null : 'OTHER_USAGE'
  const isForDraw =
    draw !== undefined && override.target === target && admitsCommit(override, usage, draw.commit)
  return isForDraw ? null : 'COMMIT_SPECIFIC'
}

function lastEntitlement(overrides: readonly Override[], usage: PricedUsage, at: Instant): Override | null {
  const says = (override: Override) =>
    override.isEntitled !== null &&
    !override.isCommitSpecific &&
    isInForce(override, at) &&
    admitsUsage(override, usage)
  return overrides.findLast(says) ?? null
}

function verdictAgainst(
  winner: Override | null,
  override: Override,
  prioritization: MultiplierPrioritization,
): OverrideVerdict['verdict'] {
  if (winner === null || winner === override) return 'WINS'
  return whatSetsApart(override, winner, prioritization)?.reason ?? 'LATER_ADDED'
}

/** Of overrides in the order they were added, the one that goes before all others. */
function firstInOrder(
  overrides: readonly Override[],
  prioritization: MultiplierPrioritization,
): Override | null {
  return overrides.reduce<Override | null>((best, override) => {
    if (best === null) return override
    // Where nothing sets them apart, the one added last goes first.
    return whatSetsApart(override, best, prioritization)?.isBeaten === true ? best : override
  }, null)
}

/**
 * The first thing, in the order of precedence, in which two overrides differ, and whether the one is beaten by the
 * other in it; null where they tie.
 */
function whatSetsApart(
  one: Override,
  other: Override,
  prioritization: MultiplierPrioritization,
): { reason: Beaten; isBeaten: boolean } | null {
  if (one.isCommitSpecific !== other.isCommitSpecific) {
    return { reason: 'BEATEN_BY_COMMIT_SPECIFIC', isBeaten: other.isCommitSpecific }
  }
  const [isOverwrite, isOtherOverwrite] = [one, other].map(({ change }) => change?.type === 'OVERWRITE')
  if (isOverwrite !== isOtherOverwrite)
    return { reason: 'BEATEN_BY_OVERWRITE', isBeaten: isOtherOverwrite === true }
  if (isOverwrite === true) return null
  const [reason, rank] =
    prioritization === 'EXPLICIT'
      ? (['HIGHER_PRIORITY_NUMBER', priorityNumber] as const)
      : (['HIGHER_MULTIPLIER', lowestMultiplier] as const)
  const difference = rank(one).comparedTo(rank(other))
  return difference === 0 ? null : { reason, isBeaten: difference > 0 }
}

/** One without a priority goes after all that have one. */
function priorityNumber({ priority }: Override): Decimal {
  return priority ?? INFINITE
}

/** Of a tiered one, that of its lowest tier. */
function lowestMultiplier({ change }: Override): Decimal {
  if (change?.type === 'MULTIPLIER') return change.multiplier
  return change?.type === 'TIERED'
    ? Decimal.min(...change.tiers.map(({ multiplier }) => multiplier))
    : INFINITE
}

function overwriteHasMinimum(override: Override | null): boolean {
  return override?.change?.type === 'OVERWRITE' && minimumOf(override.change.price) !== null
}
