import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'
import { findNames, type Names } from '../find-names.ts'
import { USD_CENTS_ID } from '../pricing-units/get.ts'
import type { CatalogScope } from '../scope.ts'
import { findChildContracts, type ChildContract } from './find-children.ts'
import type { ContractLink } from './hierarchy.ts'
import type { Contract } from './rows.ts'
import type { ContractTerms } from './terms.ts'

/** One contract's going over into another. */
export interface Transition {
  fromContractId: string
  toContractId: string
}

/** What contracts refer to, by the names that it has at an instant. */
export interface ContractReferences extends Names {
  /** The currency of a card; US cents where there is none. */
  currencyIdOf(rateCardId: string | null): string
  /** The renewals that made a contract, and that it went over into. */
  transitionsOf(contract: Contract): readonly Transition[]
  /** Its child contracts that were not archived, in the order in which they were made. */
  childrenOf(contract: Contract): readonly ContractLink[]
}

/**
 * Finds what contracts refer to, in any of their versions.
 * @param at when the names are of.
 * @param asOf renewals and children are seen as they were then; null for now.
 */
export async function findContractReferences(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  contracts: readonly Contract[],
  { at, asOf = null }: { at: Instant; asOf?: Instant | null },
): Promise<ContractReferences> {
  const termsOfAll = contracts.flatMap(({ versions }) => versions.map(({ terms }) => terms))
  const currencies = await currenciesOfCards(
    catalog,
    distinct(termsOfAll.map(({ rateCardId }) => rateCardId)),
  )
  const creditTypeIds = [USD_CENTS_ID, ...currencies.values(), ...termsOfAll.flatMap(creditTypeIdsOf)]
  const productIds = termsOfAll.flatMap(productIdsOf)
  const transitions = await findTransitions(catalog, contracts, asOf)
  const children = await findChildren(catalog, contracts, asOf ?? Infinity)
  return {
    ...(await findNames({ catalog }, { productIds, creditTypeIds }, at)),
    currencyIdOf: (rateCardId) => currencyOf(currencies, rateCardId),
    transitionsOf: ({ id }) =>
      transitions.filter(({ fromContractId, toContractId }) => fromContractId === id || toContractId === id),
    childrenOf: ({ id }) => children.get(id) ?? [],
  }
}

function productIdsOf(terms: ContractTerms): string[] {
  const ofOverrides = terms.overrides.map(({ productId }) => productId)
  const { scheduledCharges, discounts, subscriptions, recurringCommits, recurringCredits } = terms
  const recurring = [...subscriptions, ...recurringCommits, ...recurringCredits]
  const others = [...scheduledCharges, ...discounts, ...recurring].map(({ productId }) => productId)
  return distinct([...ofOverrides, ...others])
}

function creditTypeIdsOf({ overrides, scheduledCharges, discounts }: ContractTerms): string[] {
  const ofOverwrites = overrides.map(({ change }) =>
    change?.type === 'OVERWRITE' ? change.creditTypeId : null,
  )
  return distinct([...ofOverwrites, ...[...scheduledCharges, ...discounts].map((one) => one.creditTypeId)])
}

async function currenciesOfCards(
  catalog: Catalog,
  rateCardIds: readonly string[],
): Promise<Map<string, string>> {
  if (rateCardIds.length === 0) return new Map()
  const rows = await catalog
    .selectFrom('rate_cards')
    .select(['id', 'fiat_credit_type_id'])
    .where('id', 'in', rateCardIds)
    .execute()
  return new Map(rows.map((row) => [row.id, row.fiat_credit_type_id]))
}

async function findTransitions(
  catalog: Catalog,
  contracts: readonly Contract[],
  until: Instant | null,
): Promise<Transition[]> {
  if (contracts.length === 0) return []
  const ids = contracts.map(({ id }) => id)
  const rows = await catalog
    .selectFrom('contracts')
    .select(['id', 'renewed_from_id', 'created_at'])
    .where('renewed_from_id', 'is not', null)
    .where((where) => where.or([where('id', 'in', ids), where('renewed_from_id', 'in', ids)]))
    .orderBy('seq')
    .execute()
  return rows.flatMap(({ id, renewed_from_id: from, created_at: at }) =>
    from === null || (until !== null && at > until) ? [] : { fromContractId: from, toContractId: id },
  )
}

async function findChildren(
  catalog: Catalog,
  contracts: readonly Contract[],
  at: Instant,
): Promise<Map<string, ContractLink[]>> {
  const ids = contracts.map(({ id }) => id)
  const isSeen = ({ createdAt, archivedAt }: ChildContract) =>
    createdAt <= at && (archivedAt === null || at < archivedAt)
  const found = await findChildContracts(catalog, ids)
  return new Map([...found].map(([id, children]) => [id, children.filter(isSeen)]))
}

function currencyOf(currencies: ReadonlyMap<string, string>, rateCardId: string | null): string {
  const currencyId = rateCardId === null ? USD_CENTS_ID : currencies.get(rateCardId)
  if (currencyId !== undefined) return currencyId
  throw new Error(`a contract refers to rate card ${rateCardId}, which does not exist`)
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
