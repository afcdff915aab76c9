import { invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Override, OverrideChange, OverrideSpecifier } from '../../rating/override.ts'
import type { ContractBook } from './contract-book.ts'
import { makeOverwrite } from './make-overwrite.ts'
import { resolveCommits, type NamedBalances } from './named-balances.ts'
import type { NewOverride } from './new-terms.ts'
import { validateOverrideProducts } from './validate-override-products.ts'
import { requireWithinContract } from './within-contract.ts'

/**
 * Makes an override of what a request gives, held to the rules of its type (reference section 6; OpenAPI,
 * createContract).
 * @param fieldPrefix where it is in the request, such as `overrides.0.`
 * @throws Problem not_found or invalid, naming the field and the rule.
 */
export function makeOverride(
  book: ContractBook,
  names: NamedBalances,
  given: NewOverride,
  fieldPrefix: string,
): Override {
  if (book.rateCardId === null) {
    throw invalid(`${fieldPrefix.slice(0, -1)}: the contract has no rate card whose prices it could change`)
  }
  requireWithinContract(book.terms, given, fieldPrefix)
  validateOverrideProducts(book, given, fieldPrefix)
  const specifiers = resolveSpecifiers(names, given, fieldPrefix)
  const change = makeChange(book, given, fieldPrefix)
  validatePriority(book, given, fieldPrefix)
  return {
    id: newId(),
    createdAt: book.now,
    startingAt: given.startingAt,
    endingBefore: given.endingBefore,
    isEntitled: given.isEntitled,
    change,
    priority: given.priority,
    productId: given.productId,
    applicableProductTags: given.applicableProductTags,
    specifiers,
    isCommitSpecific: given.isCommitSpecific,
    target: given.target ?? 'LIST_RATE',
  }
}

function makeChange(book: ContractBook, given: NewOverride, fieldPrefix: string): OverrideChange | null {
  refuseOtherTypes(given, fieldPrefix)
  switch (given.type) {
    case null:
      if (given.isEntitled === null) {
        throw invalid(`${fieldPrefix}type: is required where entitled is not given`)
      }
      return null
    case 'MULTIPLIER':
      if (given.multiplier === null) throw invalid(`${fieldPrefix}multiplier: is required for MULTIPLIER`)
      if (given.multiplier.isNegative()) throw invalid(`${fieldPrefix}multiplier: must not be negative`)
      return { type: 'MULTIPLIER', multiplier: given.multiplier }
    case 'OVERWRITE':
      return makeOverwrite(book, given, fieldPrefix)
    case 'TIERED':
      if (book.terms.multiplierOverridePrioritization !== 'EXPLICIT') {
        throw invalid(
          `${fieldPrefix}type: TIERED needs the contract's multiplier_override_prioritization EXPLICIT`,
        )
      }
      return { type: 'TIERED', tiers: checkedTiers(given.tiers, `${fieldPrefix}tiers`) }
  }
}

function refuseOtherTypes(given: NewOverride, fieldPrefix: string): void {
  const fields = [
    ['multiplier', given.multiplier, 'MULTIPLIER'],
    ['overwrite_rate', given.overwriteRate, 'OVERWRITE'],
    ['tiers', given.tiers, 'TIERED'],
  ] as const
  for (const [field, value, type] of fields) {
    if (value !== null && given.type !== type)
      throw invalid(`${fieldPrefix}${field}: is only for type ${type}`)
  }
}

function checkedTiers(tiers: NewOverride['tiers'], field: string) {
  if (tiers === null || tiers.length === 0) throw invalid(`${field}: at least one is required for TIERED`)
  for (const [index, { size, multiplier }] of tiers.entries()) {
    const isLast = index === tiers.length - 1
    if (isLast && size !== null) throw invalid(`${field}.${index}.size: must be left out of the last tier`)
    if (!isLast && size === null)
      throw invalid(`${field}.${index}.size: is required in all tiers but the last`)
    if (size?.greaterThan(0) === false) throw invalid(`${field}.${index}.size: must be above 0`)
    if (multiplier.isNegative()) throw invalid(`${field}.${index}.multiplier: must not be negative`)
  }
  return tiers
}

/** Overwrites go before all others, whatever their priority (OpenAPI, createContract: overrides.priority). */
function validatePriority(book: ContractBook, given: NewOverride, fieldPrefix: string): void {
  if (given.priority !== null) {
    if (!given.priority.greaterThan(0)) throw invalid(`${fieldPrefix}priority: must be above 0`)
    return
  }
  const isRanked = given.type === 'MULTIPLIER' || given.type === 'TIERED'
  if (isRanked && book.terms.multiplierOverridePrioritization === 'EXPLICIT') {
    throw invalid(`${fieldPrefix}priority: is required, as multiplier_override_prioritization is EXPLICIT`)
  }
}

/** The specifiers with the ids of the commits that they name. */
function resolveSpecifiers(
  names: NamedBalances,
  given: NewOverride,
  fieldPrefix: string,
): OverrideSpecifier[] {
  if (!given.isCommitSpecific && given.target !== null) {
    throw invalid(`${fieldPrefix}target: is only for overrides with is_commit_specific`)
  }
  return given.specifiers.map((specifier, index) => {
    const place = `${fieldPrefix}override_specifiers.${index}.`
    if (!given.isCommitSpecific) refuseCommits(specifier, place)
    return resolveCommits(names, specifier, place)
  })
}

function refuseCommits(specifier: OverrideSpecifier, fieldPrefix: string): void {
  const ids = [
    ['commit_ids', specifier.commitIds],
    ['recurring_commit_ids', specifier.recurringCommitIds],
    ['any_commit_or_credit_ids', specifier.anyCommitOrCreditIds],
  ] as const
  for (const [name, list] of ids) {
    if (list === null) continue
    throw invalid(`${fieldPrefix}${name}: is only for overrides with is_commit_specific`)
  }
}
