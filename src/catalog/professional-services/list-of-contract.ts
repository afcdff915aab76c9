import type { CatalogScope } from '../scope.ts'
import { fromInvoiceRow, type ProfessionalServiceInvoice } from './rows.ts'

/** Lists the invoices for work under a contract in the order in which they were asked for. */
export async function listProfessionalServiceInvoices(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  contractId: string,
): Promise<ProfessionalServiceInvoice[]> {
  const rows = await catalog
    .selectFrom('professional_service_invoices')
    .selectAll()
    .where('contract_id', '=', contractId)
    .orderBy('seq')
    .execute()
  return rows.map(fromInvoiceRow)
}
