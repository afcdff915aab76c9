import type { BillingScope } from '../scope.ts'
import { readsOf } from '../reads.ts'
import type { BilledCharge } from '../../catalog/invoices/find-billed-charges.ts'
import type { InvoicedHead } from '../../catalog/invoices/find-heads.ts'
import type { Instant } from '../../kernel/instant.ts'
import type { TimeRange } from '../../kernel/window.ts'
import { replacedHeadIds } from './replaced-heads.ts'
import { readVoidedCharges, type VoidedTime } from './voided-charges.ts'

/** What a customer's finalized invoices have billed. */
export interface BilledBefore {
  /** Of the invoices, voided ones too: these are made anew on request alone. */
  headIds: ReadonlySet<string>
  /** Where usage invoices of a contract end, by its id. */
  usageEnds: ReadonlyMap<string, readonly Instant[]>
  /** The periods of usage invoices of a contract that stand, by its id. */
  standingUsage: ReadonlyMap<string, readonly TimeRange[]>
  /** Where consolidated invoices of a contract end, by its id. */
  consolidatedEnds: ReadonlyMap<string, readonly Instant[]>
  /** What imported invoices of a contract bill, by its id; voided ones too, for which no other stands (`importsThatHold`). */
  imports: ReadonlyMap<string, readonly ImportedHead[]>
  /** By the charge's id, the invoice that is not voided, or else the last one that is. */
  charges: ReadonlyMap<string, BilledCharge>
  /** The ids of what subscriptions charged on voided invoices whose time others bill by now: it has invoices of its own. */
  replacedChargeIds: ReadonlySet<string>
  /** What may draw on commits, and whose invoice is voided and not made anew yet. */
  voided: readonly VoidedTime[]
}

/** What an imported invoice bills. */
export interface ImportedHead {
  headId: string
  period: TimeRange
}

/** Of a customer that has no finalized invoice. */
const NO_HEADS: Omit<BilledBefore, 'charges'> = {
  headIds: new Set(),
  usageEnds: new Map(),
  standingUsage: new Map(),
  consolidatedEnds: new Map(),
  imports: new Map(),
  replacedChargeIds: new Set(),
  voided: [],
}

/** Finds what a customer's finalized invoices have billed. */
export async function findBilledBefore(scope: BillingScope, customerId: string): Promise<BilledBefore> {
  const heads = await readsOf(scope).invoiceHeadsOf(customerId)
  const charges = new Map<string, BilledCharge>()
  for (const billed of await readsOf(scope).billedChargesOf(customerId)) {
    if (charges.get(billed.chargeId)?.isVoided !== false) charges.set(billed.chargeId, billed)
  }
  if (heads.length === 0) return { ...NO_HEADS, charges }
  const usageEnds = endsByContract(heads.filter(({ isImported }) => !isImported))
  const standing = heads.filter(({ isVoided, isImported }) => !isVoided && !isImported)
  const standingUsage = new Map(
    [...Map.groupBy(standing, ({ contractId }) => contractId)].map(([id, own]) => [id, periodsOf(own)]),
  )
  const consolidatedEnds = endsByContract(
    heads.map(({ contractId, consolidatedPeriod: period }) => ({ contractId, period })),
  )
  const replaced = replacedHeadIds(heads)
  const imports = new Map(
    [...Map.groupBy(heads, ({ contractId }) => contractId)].map(([id, own]) => [
      id,
      importsThatHold(own, replaced),
    ]),
  )
  const headIds = new Set(heads.map(({ headId }) => headId))
  const replacedChargeIds = await findReplacedCharges(scope, customerId, replaced)
  const usage = { imports, standingUsage, replacedChargeIds }
  const voided = [
    ...voidedUsageOf(heads, replaced),
    ...(await readVoidedCharges(scope, customerId, heads, replaced, usage)),
  ]
  return {
    headIds,
    usageEnds,
    standingUsage,
    consolidatedEnds,
    imports,
    charges,
    replacedChargeIds,
    voided,
  }
}

async function findReplacedCharges(
  scope: BillingScope,
  customerId: string,
  replaced: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  if (replaced.size === 0) return replaced
  const lines = await readsOf(scope).billedSubscriptionsOf(customerId)
  return new Set(lines.filter(({ headId }) => replaced.has(headId)).map(({ chargeId }) => chargeId))
}

function periodsOf(heads: readonly InvoicedHead[]): TimeRange[] {
  return heads.flatMap(({ period }) => period ?? [])
}

function endsByContract(
  heads: readonly Pick<InvoicedHead, 'contractId' | 'period'>[],
): Map<string, Instant[]> {
  const ends = new Map<string, Instant[]>()
  for (const { contractId, period } of heads) {
    if (period !== null) ends.set(contractId, [...(ends.get(contractId) ?? []), period.to])
  }
  return ends
}

function voidedUsageOf(heads: readonly InvoicedHead[], replaced: ReadonlySet<string>): VoidedTime[] {
  const live = new Set(heads.filter(({ isVoided }) => !isVoided).map(({ headId }) => headId))
  return heads.flatMap(({ headId, contractId, period }) =>
    period === null || live.has(headId) || replaced.has(headId) ? [] : [{ contractId, period }],
  )
}

/** Imported invoices leave nothing of their time to drafts, also once they are voided, until others are imported for it. */
function importsThatHold(heads: readonly InvoicedHead[], replaced: ReadonlySet<string>): ImportedHead[] {
  return heads.flatMap(({ headId, period, isImported }) =>
    isImported && period !== null && !replaced.has(headId) ? [{ headId, period }] : [],
  )
}

/** The first invoice that is not final, of those that may bill a charge. @param headIdAt as for `billingHeadId`. */
export function openHeadId({ headIds }: BilledBefore, headIdAt: (place: number) => string): string {
  let place = 0
  while (headIds.has(headIdAt(place))) place += 1
  return headIdAt(place)
}

/**
 * Chooses the invoice that bills a charge, so that each is billed once: the one that has billed it, else the first that
 * is not final.
 * @param headIdAt the ids of the invoices that may, in order; there is always one more.
 * @param isLeftOut those that have nothing more put on them, though they are not final.
 * @returns null where it was billed by an invoice that is not among these, and is not voided.
 */
export function billingHeadId(
  { headIds, charges }: BilledBefore,
  chargeId: string,
  headIdAt: (place: number) => string,
  isLeftOut: (id: string) => boolean = () => false,
): string | null {
  const before = charges.get(chargeId)
  for (let place = 0; ; place += 1) {
    const id = headIdAt(place)
    if (id === before?.headId) return id
    if (!headIds.has(id) && !isLeftOut(id)) return before?.isVoided === false ? null : id
  }
}
