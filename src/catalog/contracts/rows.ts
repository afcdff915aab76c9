import type { Insertable, Selectable } from 'kysely'
import type { Instant } from '../../kernel/instant.ts'
import type { CatalogTables } from '../tables.ts'

/** A customer on a rate card, from `startingAt` until `endingBefore`, or for good where that is null. */
export interface Contract {
  seq: number
  id: string
  customerId: string
  rateCardId: string
  name: string | null
  uniquenessKey: string | null
  startingAt: Instant
  /** The end that the contract was made with. */
  initialEndingBefore: Instant | null
  endingBefore: Instant | null
  billingFrequency: 'MONTHLY'
  /** Where one billing period starts; the others follow from it (semantics 27). */
  billingAnchorAt: Instant
  netPaymentTermsDays: number | null
  customFields: Record<string, string>
  createdAt: Instant
  archivedAt: Instant | null
}

type ContractTable = CatalogTables['contracts']

/** Reads a contract from its row. */
export function fromContractRow(row: Selectable<ContractTable>): Contract {
  return {
    seq: row.seq,
    id: row.id,
    customerId: row.customer_id,
    rateCardId: row.rate_card_id,
    name: row.name,
    uniquenessKey: row.uniqueness_key,
    startingAt: row.starting_at,
    initialEndingBefore: row.initial_ending_before,
    endingBefore: row.ending_before,
    billingFrequency: row.billing_frequency,
    billingAnchorAt: row.billing_anchor_at,
    netPaymentTermsDays: row.net_payment_terms_days,
    customFields: JSON.parse(row.custom_fields) as Record<string, string>,
    createdAt: row.created_at,
    archivedAt: row.archived_at,
  }
}

/** Writes a contract. */
export function toContractRow(contract: Omit<Contract, 'seq'>): Insertable<ContractTable> {
  return {
    id: contract.id,
    customer_id: contract.customerId,
    rate_card_id: contract.rateCardId,
    name: contract.name,
    uniqueness_key: contract.uniquenessKey,
    starting_at: contract.startingAt,
    initial_ending_before: contract.initialEndingBefore,
    ending_before: contract.endingBefore,
    billing_frequency: contract.billingFrequency,
    billing_anchor_at: contract.billingAnchorAt,
    net_payment_terms_days: contract.netPaymentTermsDays,
    custom_fields: JSON.stringify(contract.customFields),
    created_at: contract.createdAt,
    archived_at: contract.archivedAt,
  }
}
