import type { ErrorMessage } from '../../kernel/error-message.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { QueryLimits } from '../../warehouse/query-limits.ts'
import type { Asked } from '../../warehouse/warehouse-reads.ts'
import type { BatchReport } from './finalize-batch.ts'

/** What a thread that computes batches is started with. */
export interface ThreadStart {
  /** The catalog's file, to which it has a connection of its own. */
  catalogPath: string
  queryLimits: QueryLimits
}

/** A batch to be computed or finalized (`computeBatch`, `finalizeBatch`). */
export interface BatchWork {
  isFinal: boolean
  customerIds: readonly string[]
  /** What is due then. */
  dueAt: Instant
  now: Instant
  /** Only events that arrived up to this one count. */
  cutoff: number | undefined
  /** The property columns that events have. */
  storedColumns: ReadonlySet<string>
}

/** What the thread is told. */
export type ThreadMessage =
  | { kind: 'WORK'; runNumber: number; work: BatchWork }
  | { kind: 'ANSWER'; askNumber: number; answered: string }
  | { kind: 'FAILURE'; askNumber: number; error: ErrorMessage }
  | { kind: 'CLOSE' }

/** What it says: a question to the warehouse, which the main thread asks for it, or what came of its work. */
export type ThreadOutcome =
  | { kind: 'ASK'; askNumber: number; asked: Asked }
  | { kind: 'DONE'; report: ReportMessage }
  | { kind: 'FAILED'; error: ErrorMessage }

/** A `BatchReport` as a message carries it. */
export interface ReportMessage {
  invoices: (Omit<BatchReport['invoices'][number], 'total'> & { total: string })[]
  failures: { customerId: string; error: ErrorMessage }[]
}
