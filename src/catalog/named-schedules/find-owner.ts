import type { Instant } from '../../kernel/instant.ts'
import { getContract } from '../contracts/get.ts'
import { getCustomer } from '../customers/get.ts'
import type { Catalog } from '../database.ts'
import { getNamedRateCard } from '../rate-cards/get.ts'
import type { CatalogTables } from '../tables.ts'

/** Whose a schedule is. */
export type ScheduleOwner =
  | { kind: 'CONTRACT'; customerId: string; contractId: string }
  | { kind: 'CUSTOMER'; customerId: string }
  | { kind: 'RATE_CARD'; rateCardId: string }

/** An owner as schedules refer to it. */
export interface OwnerRow {
  kind: CatalogTables['named_schedules']['owner_kind']
  id: string
}

/** An owner that exists. */
export interface FoundOwner extends OwnerRow {
  /** How requests name it. */
  field: 'contract_id' | 'customer_id' | 'rate_card_id'
  archivedAt: Instant | null
}

/** Finds the owner of schedules, archived or not. @throws Problem not_found, naming the field. */
export async function findOwner(catalog: Catalog, owner: ScheduleOwner): Promise<FoundOwner> {
  switch (owner.kind) {
    case 'CONTRACT': {
      const { id, archivedAt } = await getContract({ catalog }, owner)
      return { kind: owner.kind, id, field: 'contract_id', archivedAt }
    }
    case 'CUSTOMER': {
      const { id, archivedAt } = await getCustomer({ catalog }, owner.customerId, 'customer_id')
      return { kind: owner.kind, id, field: 'customer_id', archivedAt }
    }
    case 'RATE_CARD': {
      const { id, archivedAt } = await getNamedRateCard({ catalog }, owner.rateCardId)
      return { kind: owner.kind, id, field: 'rate_card_id', archivedAt }
    }
  }
}
