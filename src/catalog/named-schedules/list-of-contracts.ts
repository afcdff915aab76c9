import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import type { Instant } from '../../kernel/instant.ts'
import { isInForce } from '../../kernel/term.ts'
import { getContract } from '../contracts/get.ts'
import { getCustomer } from '../customers/get.ts'
import type { Catalog } from '../database.ts'
import { PAGE_ROWS_MAX, type PageRequest } from '../paging.ts'
import type { CatalogScope } from '../scope.ts'
import { fromSegmentRow, type ScheduleName, type ScheduleSegment } from './rows.ts'

/** A contract's schedule with its segments in order of time. */
export interface ContractSchedule extends ScheduleName {
  contractId: string
  segments: ScheduleSegment[]
}

export interface ContractScheduleFilter extends PageRequest {
  customerId: string
  contractId?: string | undefined
  name?: string | undefined
  /** Only schedules that have all of these among their properties. */
  properties: Readonly<Record<string, string>>
  /** Of each schedule only the segment that holds then. */
  coveringDate?: Instant | undefined
}

/**
 * Lists the schedules of a customer's contracts, archived ones too: by contract in order of creation, then by name and
 * properties (OpenAPI, listContractsNamedSchedules). A schedule that says nothing at the covering date has no segment.
 * @throws Problem not_found where the customer, or the contract of theirs, does not exist; invalid on a cursor that is
 * not this list's.
 */
export async function listContractSchedules(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  filter: ContractScheduleFilter,
): Promise<{ data: ContractSchedule[]; next_page: string | null }> {
  const { customerId, contractId, coveringDate, limit = PAGE_ROWS_MAX } = filter
  const after = filter.next_page === undefined ? null : decodeCursor(filter.next_page, isPosition)
  await getCustomer({ catalog }, customerId, 'customer_id')
  if (contractId !== undefined) await getContract({ catalog }, { customerId, contractId })
  const schedules = (await findSchedules(catalog, filter))
    .filter(({ schedule }) => hasAll(schedule.properties, filter.properties))
    .filter(({ position }) => after === null || compare(position, after) > 0)
    .sort((a, b) => compare(a.position, b.position))
  const shown = schedules.slice(0, limit)
  const last = shown.at(-1)
  return {
    data: shown.map(({ schedule }) => ({
      ...schedule,
      segments: schedule.segments.filter(
        (segment) => coveringDate === undefined || isInForce(segment, coveringDate),
      ),
    })),
    next_page: schedules.length > shown.length && last !== undefined ? encodeCursor(last.position) : null,
  }
}

async function findSchedules(
  catalog: Catalog,
  { customerId, contractId, name }: ContractScheduleFilter,
): Promise<{ position: Position; schedule: ContractSchedule }[]> {
  let query = catalog
    .selectFrom('named_schedules')
    .innerJoin('contracts', 'contracts.id', 'named_schedules.owner_id')
    .selectAll('named_schedules')
    .select('contracts.seq as contract_seq')
    .where('owner_kind', '=', 'CONTRACT')
    .where('contracts.customer_id', '=', customerId)
  if (contractId !== undefined) query = query.where('contracts.id', '=', contractId)
  if (name !== undefined) query = query.where('schedule_name', '=', name)
  const rows = await query.orderBy('named_schedules.starting_at').execute()
  const positionOf = (row: (typeof rows)[number]): Position => [
    row.contract_seq,
    row.schedule_name,
    row.properties,
  ]
  const rowsOf = Map.groupBy(rows, (row) => JSON.stringify(positionOf(row)))
  return [...rowsOf.values()].flatMap((own) =>
    own.slice(0, 1).map((first) => ({
      position: positionOf(first),
      schedule: {
        contractId: first.owner_id,
        name: first.schedule_name,
        properties: JSON.parse(first.properties) as Record<string, string>,
        segments: own.map(fromSegmentRow),
      },
    })),
  )
}

function hasAll(
  properties: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(asked).every(([name, value]) => properties[name] === value)
}

/** Where a schedule stands in the list. */
type Position = readonly [contractSeq: number, name: string, properties: string]

function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value) || value.length !== 3) return false
  const [contractSeq, name, properties] = value as readonly unknown[]
  return Number.isSafeInteger(contractSeq) && typeof name === 'string' && typeof properties === 'string'
}

function compare(a: Position, b: Position): number {
  return a[0] - b[0] || compareTexts(a[1], b[1]) || compareTexts(a[2], b[2])
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
