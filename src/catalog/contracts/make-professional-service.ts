import { invalid } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { refuseOversized } from '../products/refuse-oversized.ts'
import type { ContractBook } from './contract-book.ts'
import { activeProductOf } from './make-scheduled-charge.ts'
import type { NewProfessionalService } from './new-terms.ts'
import type { ProfessionalService } from './terms.ts'

/**
 * Makes a professional service of a PRO_SERVICE product (OpenAPI, createContract).
 * @throws Problem not_found or invalid, naming the field and the rule.
 */
export function makeProfessionalService(
  book: ContractBook,
  given: NewProfessionalService,
  fieldPrefix: string,
): ProfessionalService {
  activeProductOf(book, given.productId, 'PRO_SERVICE', `${fieldPrefix}product_id`)
  const amounts = [
    ['unit_price', given.unitPrice],
    ['quantity', given.quantity],
    ['max_amount', given.maxAmount],
  ] as const
  for (const [field, value] of amounts) {
    if (value.isNegative()) throw invalid(`${fieldPrefix}${field}: must not be negative`)
    refuseOversized(`${fieldPrefix}${field}`, value)
  }
  return { ...given, id: newId() }
}
