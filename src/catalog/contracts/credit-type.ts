import { invalid } from '../../kernel/errors.ts'
import type { PricingUnit } from '../pricing-units/rows.ts'
import type { ContractBook } from './contract-book.ts'

/**
 * The unit that an amount of a contract is in: where none is named, the currency of its card, or US cents.
 * @throws Problem invalid, naming the field, where it is neither that nor a unit that the card converts.
 */
export function creditTypeOf(
  book: Pick<ContractBook, 'rateCardId' | 'currency' | 'creditTypes'>,
  id: string | null,
  field: string,
): PricingUnit {
  if (id === null) return book.currency
  const unit = book.creditTypes.get(id)
  if (unit !== undefined) return unit
  throw invalid(
    book.rateCardId === null
      ? `${field}: must be a currency, as the contract has no rate card`
      : `${field}: must be the rate card's currency, ${book.currency.id}, or a unit that the card converts`,
  )
}
