import { invalid, notFound } from '../../kernel/errors.ts'
import { findUnitsOf, type ContractBook } from '../contracts/contract-book.ts'
import { creditTypeOf } from '../contracts/credit-type.ts'
import type { Catalog } from '../database.ts'
import { findPricingUnits } from '../pricing-units/get.ts'
import type { PricingUnit } from '../pricing-units/rows.ts'
import { findProducts } from '../products/get.ts'
import { productIdsOfBalance, type NamesProducts } from './product-ids.ts'

/** What a commit or credit is held against: its contract's units, or those of the one it is billed with. */
export interface BalanceBook extends Pick<
  ContractBook,
  'rateCardId' | 'currency' | 'creditTypes' | 'products'
> {
  /** All units, where it is the customer's own, whose contracts may have any; null where it is a contract's. */
  everyUnit: ReadonlyMap<string, PricingUnit> | null
}

/**
 * Opens what commits and credits are held against, within the caller's transaction.
 * @param rateCardId of the contract that they are of or are billed with; null where there is none.
 * @param named what the request says of them, for the products that it names.
 */
export async function openBalanceBook(
  catalog: Catalog,
  { rateCardId, isContractLevel }: { rateCardId: string | null; isContractLevel: boolean },
  named: readonly NamesProducts[],
): Promise<BalanceBook> {
  const products = await findProducts({ catalog }, [...new Set(named.flatMap(productIdsOfBalance))])
  const units = await findUnitsOf(catalog, rateCardId)
  return {
    rateCardId,
    ...units,
    products: new Map(products.map((product) => [product.id, product])),
    everyUnit: isContractLevel ? null : await findEveryUnit(catalog),
  }
}

/** The unit that it may be drawn in. @throws Problem not_found or invalid, naming the field. */
export function accessUnitOf(book: BalanceBook, id: string | null, field: string): PricingUnit {
  if (id === null || book.everyUnit === null) return creditTypeOf(book, id, field)
  const unit = book.everyUnit.get(id)
  if (unit === undefined) throw notFound(`${field}: pricing unit`, id)
  return unit
}

/** The unit that it is billed in. @throws Problem invalid, naming the field. */
export function invoiceUnitOf(book: BalanceBook, id: string | null, field: string): PricingUnit {
  const isWithoutContract = book.everyUnit !== null && book.rateCardId === null
  if (isWithoutContract && id !== null && !book.creditTypes.has(id)) {
    throw invalid(`${field}: must be a currency`)
  }
  return creditTypeOf(book, id, field)
}

async function findEveryUnit(catalog: Catalog): Promise<Map<string, PricingUnit>> {
  const rows = await catalog.selectFrom('pricing_units').select('id').execute()
  const units = await findPricingUnits(
    { catalog },
    rows.map(({ id }) => id),
  )
  return new Map(units.map((unit) => [unit.id, unit]))
}
