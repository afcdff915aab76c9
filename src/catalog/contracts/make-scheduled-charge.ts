import { invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Product } from '../products/rows.ts'
import type { ProductType } from '../tables.ts'
import { productOf, type ContractBook } from './contract-book.ts'
import { creditTypeOf } from './credit-type.ts'
import { makeScheduleItems } from './make-schedule-items.ts'
import type { NewScheduledCharge } from './new-terms.ts'
import type { Discount, ScheduledCharge } from './terms.ts'

/**
 * Makes a scheduled charge of a FIXED product (reference section 6; OpenAPI, createContract).
 * @param fieldPrefix where it is in the request, such as `scheduled_charges.0.`
 * @throws Problem not_found or invalid, naming the field and the rule.
 */
export function makeScheduledCharge(
  book: ContractBook,
  given: NewScheduledCharge,
  fieldPrefix: string,
): ScheduledCharge {
  return { ...makeDiscount(book, given, fieldPrefix), archivedAt: null }
}

/** Makes a discount; its amounts are what is taken off. Rules and problems are those of a scheduled charge. */
export function makeDiscount(book: ContractBook, given: NewScheduledCharge, fieldPrefix: string): Discount {
  const { name, customFields, netsuiteSalesOrderId } = given
  const product = activeProductOf(book, given.productId, 'FIXED', `${fieldPrefix}product_id`)
  const creditType = creditTypeOf(book, given.schedule.creditTypeId, `${fieldPrefix}schedule.credit_type_id`)
  return {
    id: newId(),
    productId: product.id,
    name,
    creditTypeId: creditType.id,
    items: makeScheduleItems(book.terms, given.schedule, creditType, `${fieldPrefix}schedule.`),
    customFields,
    netsuiteSalesOrderId,
    createdAt: book.now,
  }
}

/** A product of a type, not archived. @throws Problem not_found or invalid, naming the field. */
export function activeProductOf(
  book: Pick<ContractBook, 'products'>,
  id: string,
  type: ProductType,
  field: string,
): Product {
  const product = productOf(book, id, field)
  if (product.type !== type) {
    throw invalid(`${field}: must be a product of type ${type}, not ${product.type}`)
  }
  if (product.archivedAt !== null) throw invalid(`${field}: product ${id} is archived`)
  return product
}
