import { Problem } from '../../kernel/errors.ts'
import { HOUR_MS, type Instant } from '../../kernel/instant.ts'
import { chooseRateCard, type RateCardChoice } from '../contracts/choose-rate-card.ts'
import { openContractBook } from '../contracts/contract-book.ts'
import { plainTerms } from '../contracts/create.ts'
import { makeTerms } from '../contracts/make-terms.ts'
import type { Catalog } from '../database.ts'
import { contractTermsAt } from './contract-terms-at.ts'
import type { NewPackageTerms, PackageTerms } from './terms.ts'
import { validateOffsets } from './validate-offsets.ts'
import { withDefaults } from './with-defaults.ts'

/**
 * Holds a package's terms to the rules of a contract that starts in the present hour. A package may be made before its
 * prices start, so any time of a rate and of a rate card's alias will do; the contract looks again.
 * @returns the terms, with the units and the other defaults of what they left out.
 * @throws Problem not_found or invalid, naming the first field that breaks a rule.
 */
export async function tryTerms(
  transaction: Catalog,
  terms: NewPackageTerms,
  now: Instant,
): Promise<PackageTerms> {
  const startingAt = now - (now % HOUR_MS)
  validateOffsets(terms, startingAt)
  const rateCardId = await findCard(transaction, terms, startingAt)
  const contract = { ...contractTermsAt(terms, startingAt), startingAt }
  const plain = plainTerms(contract, rateCardId)
  const book = await openContractBook(transaction, plain, contract, { balances: [], now })
  const rates = book.rates.map((rate) => ({ ...rate, startingAt, endingBefore: null }))
  return withDefaults(terms, makeTerms({ ...book, rates }, contract, ''))
}

async function findCard(
  catalog: Catalog,
  choice: RateCardChoice,
  startingAt: Instant,
): Promise<string | null> {
  const { rateCardId, rateCardAlias: alias } = choice
  if (rateCardId !== null || alias === null) {
    return (await chooseRateCard({ catalog }, choice, startingAt))?.id ?? null
  }
  const last = await catalog
    .selectFrom('rate_card_aliases')
    .select('rate_card_id')
    .where('name', '=', alias)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last !== undefined) return last.rate_card_id
  throw new Problem('not_found', `rate_card_alias: no rate card has the alias ${JSON.stringify(alias)}`)
}
