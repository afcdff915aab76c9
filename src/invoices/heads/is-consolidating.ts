import type { Contract } from '../../catalog/contracts/rows.ts'

/** Whether a contract has consolidated invoices of its children's statements and its own. */
export function isConsolidating({ hierarchy }: Pick<Contract, 'hierarchy'>): boolean {
  return hierarchy?.invoiceConsolidationType === 'CONCATENATE'
}
