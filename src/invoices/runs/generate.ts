import { countContracted } from '../../catalog/customers/find-contracted.ts'
import { findCustomers } from '../../catalog/customers/get.ts'
import { notFound, Problem } from '../../kernel/errors.ts'
import type { Instant } from '../../kernel/instant.ts'
import { runBatches, type RunScope } from '../batch/run-batches.ts'
import { addToReport, newReport, type RunReport } from '../batch/run-report.ts'
import { batchesOf, customerBatches } from './customer-batches.ts'
import { computeConsolidated, finalizeConsolidated } from './finalize-consolidated.ts'
import type { Finalizer } from './finalizer.ts'
import { GENERATE_FIELDS, type GenerateWords } from './generate-words.ts'
import { checkGeneratedUntil } from './generated-until.ts'
import type { InvoiceScope } from '../scope.ts'

/** What invoices are to be generated. */
export interface GenerateOptions {
  /** What is due then; now where it is left out. */
  asOf?: Instant | undefined
  /** Whose; everybody's where it is left out, and nobody's where it is empty. */
  customerIds?: readonly string[] | undefined
  /** Whether they are computed and not stored; only then `asOf` can be later than now (`generated-until.ts`). */
  isDryRun: boolean
  /** What a refusal calls these; the fields of the API where they are left out. */
  words?: GenerateWords
}

export interface GenerateReport extends RunReport {
  asOf: Instant
  isDryRun: boolean
}

/** How far a run is, in customers. */
export interface GenerateProgress {
  done: number
  total: number
}

/**
 * Finalizes what is due, batch by batch, once a run that is under way has ended; a dry run computes the same from what there
 * is now, also of periods that begin by `asOf`, and stores nothing. A customer that fails does not stop the others (semantics 33).
 * @param onProgress told as it begins and after each batch.
 * @throws Problem invalid where `asOf` is too late, not_found where a customer is not there.
 */
export async function generateInvoices(
  scope: RunScope & { readonly finalizer: Pick<Finalizer, 'runAlone'> },
  { asOf = scope.clock.now(), customerIds, isDryRun, words = GENERATE_FIELDS }: GenerateOptions,
  onProgress: (progress: GenerateProgress) => void = () => undefined,
): Promise<GenerateReport> {
  checkGeneratedUntil(asOf, scope.clock.now(), isDryRun, words)
  if (customerIds !== undefined) await requireCustomers(scope, customerIds, words)
  // A dry run computes as if `asOf` had come: what falls due between now and then has no drafts yet.
  const then = isDryRun ? { ...scope, clock: { now: () => Math.max(asOf, scope.clock.now()) } } : scope
  const report = await scope.finalizer.runAlone(async () => {
    const counted = newReport()
    const progress = {
      done: 0,
      total: customerIds === undefined ? await countContracted(scope.catalog) : new Set(customerIds).size,
    }
    // The first batch may take long.
    onProgress({ ...progress })
    const batches = customerIds === undefined ? customerBatches(scope) : batchesOf(scope, customerIds)
    const results = runBatches(then, { isFinal: !isDryRun, dueAt: asOf }, batches)
    for await (const { batch, result } of results) {
      addToReport(counted, result)
      progress.done += batch.length
      onProgress({ ...progress })
    }
    const failedIds = new Set(counted.failures.map(({ customerId }) => customerId))
    const consolidated = isDryRun
      ? await computeConsolidated(then, asOf, failedIds, customerIds)
      : await finalizeConsolidated(then, asOf, customerIds)
    addToReport(counted, consolidated)
    return counted
  })
  return { ...report, asOf, isDryRun }
}

/** Why a customer's invoices were not generated, in words that say nothing of how they are computed. */
export function failureReason(error: unknown): string {
  return error instanceof Problem ? error.message : 'the invoices could not be computed'
}

async function requireCustomers(
  scope: InvoiceScope,
  customerIds: readonly string[],
  words: GenerateWords,
): Promise<void> {
  const known = new Set((await findCustomers(scope, customerIds)).map(({ id }) => id))
  const unknown = customerIds.find((id) => !known.has(id))
  if (unknown !== undefined) throw notFound(`${words.customers}: customer`, unknown)
}
