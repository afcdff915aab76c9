import type { Selectable } from 'kysely'
import type { Instant } from '../../kernel/instant.ts'
import type { ChargeAmount } from '../contracts/charge-amount.ts'
import { readStored } from '../stored-json.ts'
import type { CatalogTables } from '../tables.ts'

/** Some work of a professional service, as it is billed. */
export interface ProfessionalServiceLine extends ChargeAmount {
  /** The contract's term. */
  professionalServiceId: string
  /** The client's own. */
  metadata: string | null
  netsuiteBillingStartAt: Instant | null
  netsuiteBillingEndAt: Instant | null
}

/** An invoice for work that was asked for, on its date. */
export interface ProfessionalServiceInvoice {
  id: string
  contractId: string
  issuedAt: Instant
  lines: readonly ProfessionalServiceLine[]
}

/** Reads an invoice for work from its row. */
export function fromInvoiceRow(
  row: Selectable<CatalogTables['professional_service_invoices']>,
): ProfessionalServiceInvoice {
  return {
    id: row.id,
    contractId: row.contract_id,
    issuedAt: row.issued_at,
    lines: readStored(row.lines) as ProfessionalServiceLine[],
  }
}
