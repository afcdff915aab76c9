import type { BillingScope } from '../scope.ts'
import { readsOf } from '../reads.ts'
import type { ProfessionalServiceInvoice } from '../../catalog/professional-services/rows.ts'
import type { InvoiceHead, InvoiceLine } from '../invoice.ts'
import { professionalServiceLine } from '../document/lines.ts'

/** The lines of an invoice for work, in the order in which it was asked for. */
export async function professionalServiceLines(
  scope: BillingScope,
  head: InvoiceHead,
  { lines }: ProfessionalServiceInvoice,
): Promise<InvoiceLine[]> {
  const services = new Map(head.contract.terms.professionalServices.map((service) => [service.id, service]))
  const productIds = [...services.values()].map(({ productId }) => productId)
  const products = new Map(
    (await readsOf(scope).products([...new Set(productIds)])).map((one) => [one.id, one]),
  )
  return lines.map((line, place) => {
    const service = services.get(line.professionalServiceId)
    const product = products.get(service?.productId ?? '')
    if (service === undefined || product === undefined) {
      throw new Error(
        `contract ${head.contract.id} has no professional service ${line.professionalServiceId}`,
      )
    }
    return professionalServiceLine(head, service, line, place, product)
  })
}
