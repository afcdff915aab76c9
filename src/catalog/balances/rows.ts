import type { Insertable, Selectable } from 'kysely'
import type { Instant } from '../../kernel/instant.ts'
import { among } from '../among.ts'
import type { Catalog } from '../database.ts'
import { readStored, writeStored } from '../stored-json.ts'
import type { BalanceType, BalanceVersionKind, CatalogTables, ThresholdKind } from '../tables.ts'
import type { RecurringSubscription } from '../contracts/recurring-balance.ts'
import { archivalOf, findArchivedOwners } from './archived-owners.ts'
import type { BalanceUpdate } from './balance-update.ts'
import type { BalanceTerms } from './terms.ts'

/** A commit or credit: whose it is, and what it says in each of its versions. */
export interface CatalogBalance {
  /** The order in which it was stored; 0 where it is worked out each time. */
  seq: number
  id: string
  customerId: string
  /** Null where it is the customer's, for all contracts. */
  contractId: string | null
  type: BalanceType
  /** Null where a request made it. */
  origin: BalanceOrigin | null
  uniquenessKey: string | null
  createdAt: Instant
  /** By itself, or with its contract or customer. */
  archivedAt: Instant | null
  /** Null where it was archived by itself, or is not. */
  archivedWith: 'CONTRACT' | 'CUSTOMER' | null
  /** In order; the last is what holds. */
  versions: readonly [BalanceVersion, ...BalanceVersion[]]
  /** What it says now: the last version's. */
  terms: BalanceTerms
}

/**
 * What made a commit or credit that no request made by itself. A recurring one's child is worked out each time, until it
 * is changed by itself; what was rolled over always is.
 */
export type BalanceOrigin =
  | {
      kind: 'RECURRING'
      recurringId: string
      subscription: RecurringSeats | null
    }
  | { kind: 'ROLLOVER'; balanceId: string; contractId: string; type: BalanceType }
  /** `of` is missing where it was stored before commits of a SPEND threshold were drawn last. */
  | { kind: 'THRESHOLD'; of?: ThresholdKind }

/** The subscription that a child is of. */
export interface RecurringSeats extends RecurringSubscription {
  /** The one seat that it is for, where each has its own; else null. */
  seatId: string | null
  /** The property that names an event's seat; null where it is for all of them. */
  seatGroupKey: string | null
}

/** One version of a commit or credit, and the request that made it. */
export interface BalanceVersion {
  /** The order in which it was stored; 0 where it is worked out each time. */
  seq: number
  kind: BalanceVersionKind
  /** What it changed; empty for the first. */
  change: BalanceUpdate
  terms: BalanceTerms
  /** The version of its contract that came of the same request; null of a customer's. */
  contractVersionId: string | null
  createdAt: Instant
}

/** Whether it is worked out each time, and has no row of its own. */
export function isWorkedOut({ seq }: CatalogBalance): boolean {
  return seq === 0
}

/**
 * Adds the versions to rows of commits and credits, and when their contracts and customers were archived, with which they
 * are (OpenAPI, archiveContract).
 */
export async function fromBalanceRows(
  catalog: Catalog,
  rows: readonly Selectable<CatalogTables['balances']>[],
): Promise<CatalogBalance[]> {
  if (rows.length === 0) return []
  const found = await catalog
    .selectFrom('balance_versions')
    .selectAll()
    .where('balance_id', 'in', among(rows.map((row) => row.id)))
    .orderBy('seq')
    .execute()
  const versionsOf = Map.groupBy(found, (row) => row.balance_id)
  const archivedOwners = await findArchivedOwners(catalog, rows)
  return rows.map((row) => {
    const [first, ...later] = (versionsOf.get(row.id) ?? []).map(fromVersionRow)
    if (first === undefined) throw new Error(`commit or credit ${row.id} has no version`)
    return {
      seq: row.seq,
      id: row.id,
      customerId: row.customer_id,
      contractId: row.contract_id,
      type: row.type,
      origin: row.origin === null ? null : (readStored(row.origin) as BalanceOrigin),
      uniquenessKey: row.uniqueness_key,
      createdAt: row.created_at,
      ...archivalOf(row, archivedOwners),
      versions: [first, ...later],
      terms: (later.at(-1) ?? first).terms,
    }
  })
}

function fromVersionRow(row: Selectable<CatalogTables['balance_versions']>): BalanceVersion {
  return {
    seq: row.seq,
    kind: row.kind,
    change: readStored(row.change) as BalanceUpdate,
    terms: readStored(row.terms) as BalanceTerms,
    contractVersionId: row.contract_version_id,
    createdAt: row.created_at,
  }
}

/** Writes a version of a commit or credit. */
export function toBalanceVersionRow(
  balanceId: string,
  version: Omit<BalanceVersion, 'seq'>,
): Insertable<CatalogTables['balance_versions']> {
  return {
    balance_id: balanceId,
    contract_version_id: version.contractVersionId,
    kind: version.kind,
    change: writeStored(version.change),
    terms: writeStored(version.terms),
    created_at: version.createdAt,
  }
}
