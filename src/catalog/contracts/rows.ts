import type { Insertable, Selectable } from 'kysely'
import type { Instant } from '../../kernel/instant.ts'
import { among } from '../among.ts'
import type { Catalog } from '../database.ts'
import { readStored, writeStored } from '../stored-json.ts'
import type { CatalogTables, ContractVersionKind } from '../tables.ts'
import type { ContractChange } from './contract-change.ts'
import type { ContractHierarchy } from './hierarchy.ts'
import type { ContractTerms } from './terms.ts'

/** What a customer agreed to: who it is with, and what it says in each of its versions. */
export interface Contract {
  seq: number
  id: string
  customerId: string
  packageId: string | null
  uniquenessKey: string | null
  /** The contract that this one renews. */
  renewedFromId: string | null
  /** Whether the renewed contract's true-ups after the renewal are not billed. */
  isTrueupRemoved: boolean
  /** Null where it was made with no word of a hierarchy; it may have children all the same. */
  hierarchy: ContractHierarchy | null
  customFields: Readonly<Record<string, string>>
  createdAt: Instant
  archivedAt: Instant | null
  /** In order; the last is what holds. */
  versions: readonly [ContractVersion, ...ContractVersion[]]
  /** What it says now: the last version's. */
  terms: ContractTerms
}

/** One version of a contract, and the request that made it. */
export interface ContractVersion {
  seq: number
  id: string
  kind: ContractVersionKind
  /** What it changed; empty for the first. */
  change: ContractChange
  terms: ContractTerms
  uniquenessKey: string | null
  createdAt: Instant
}

/** Adds the versions to contract rows. */
export async function fromContractRows(
  catalog: Catalog,
  rows: readonly Selectable<CatalogTables['contracts']>[],
): Promise<Contract[]> {
  if (rows.length === 0) return []
  const found = await catalog
    .selectFrom('contract_versions')
    .selectAll()
    .where('contract_id', 'in', among(rows.map((row) => row.id)))
    .orderBy('seq')
    .execute()
  const versionsOf = Map.groupBy(found, (row) => row.contract_id)
  return rows.map((row) => {
    const [first, ...later] = (versionsOf.get(row.id) ?? []).map(fromVersionRow)
    if (first === undefined) throw new Error(`contract ${row.id} has no version`)
    return {
      seq: row.seq,
      id: row.id,
      customerId: row.customer_id,
      packageId: row.package_id,
      uniquenessKey: row.uniqueness_key,
      renewedFromId: row.renewed_from_id,
      isTrueupRemoved: row.is_trueup_removed === 1,
      hierarchy: hierarchyOf(row),
      customFields: JSON.parse(row.custom_fields) as Record<string, string>,
      createdAt: row.created_at,
      archivedAt: row.archived_at,
      versions: [first, ...later],
      terms: (later.at(-1) ?? first).terms,
    }
  })
}

function hierarchyOf(row: Selectable<CatalogTables['contracts']>): ContractHierarchy | null {
  const {
    parent_contract_id: contractId,
    parent_customer_id: customerId,
    payer,
    usage_statement_behavior: usageStatementBehavior,
    invoice_consolidation_type: invoiceConsolidationType,
  } = row
  if (payer === null || usageStatementBehavior === null || invoiceConsolidationType === null) return null
  const parent = contractId === null || customerId === null ? null : { contractId, customerId }
  return { parent, payer, usageStatementBehavior, invoiceConsolidationType }
}

function fromVersionRow(row: Selectable<CatalogTables['contract_versions']>): ContractVersion {
  return {
    seq: row.seq,
    id: row.id,
    kind: row.kind,
    change: readStored(row.change) as ContractChange,
    terms: readStored(row.terms) as ContractTerms,
    uniquenessKey: row.uniqueness_key,
    createdAt: row.created_at,
  }
}

/** Writes what does not change of a contract, and what its lists are chosen by. */
export function toContractRow(
  contract: Omit<Contract, 'seq' | 'versions'>,
): Insertable<CatalogTables['contracts']> {
  return {
    id: contract.id,
    customer_id: contract.customerId,
    rate_card_id: contract.terms.rateCardId,
    package_id: contract.packageId,
    uniqueness_key: contract.uniquenessKey,
    renewed_from_id: contract.renewedFromId,
    is_trueup_removed: contract.isTrueupRemoved ? 1 : 0,
    parent_contract_id: contract.hierarchy?.parent?.contractId ?? null,
    parent_customer_id: contract.hierarchy?.parent?.customerId ?? null,
    payer: contract.hierarchy?.payer ?? null,
    usage_statement_behavior: contract.hierarchy?.usageStatementBehavior ?? null,
    invoice_consolidation_type: contract.hierarchy?.invoiceConsolidationType ?? null,
    starting_at: contract.terms.startingAt,
    ending_before: contract.terms.endingBefore,
    custom_fields: JSON.stringify(contract.customFields),
    created_at: contract.createdAt,
    archived_at: contract.archivedAt,
  }
}

/** Writes a version of a contract. */
export function toVersionRow(
  contractId: string,
  version: Omit<ContractVersion, 'seq'>,
): Insertable<CatalogTables['contract_versions']> {
  return {
    id: version.id,
    contract_id: contractId,
    kind: version.kind,
    change: writeStored(version.change),
    terms: writeStored(version.terms),
    uniqueness_key: version.uniquenessKey,
    created_at: version.createdAt,
  }
}
