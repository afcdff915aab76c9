import { expect, test } from 'vitest'
import { royaltyInput } from './contract-terms.ts'
import { listProducts } from './products.ts'

test('words of a closed set are taken in any case, as the SDK knows them in both', () => {
  expect(listProducts.body?.parse({ archive_filter: 'archived' })).toEqual({ archive_filter: 'ARCHIVED' })
  expect(royaltyInput.shape.reseller_type.parse('aws_pro_service')).toBe('AWS_PRO_SERVICE')
})
