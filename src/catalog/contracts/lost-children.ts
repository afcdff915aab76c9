import type { Instant } from '../../kernel/instant.ts'
import { findInvoicedUse, type InvoicedUse } from '../balances/invoiced-use.ts'
import { findCarriedDraws } from '../balances/keep-carried.ts'
import { isKeptVersion } from '../balances/kept-children.ts'
import type { CatalogBalance } from '../balances/rows.ts'
import { withChildren } from '../balances/with-children.ts'
import type { Catalog } from '../database.ts'
import { findBilledCharges } from '../invoices/find-billed-charges.ts'
import { findLedgerEntries } from '../invoices/find-ledger-entries.ts'
import type { Contract } from './rows.ts'
import type { ContractTerms } from './terms.ts'

/** A child of a recurring commit or credit as it was before its contract was made to end earlier. */
export interface LostChild {
  balance: CatalogBalance
  use: InvoicedUse
}

/**
 * Finds the children of a contract's recurring commits and credits that an earlier end would take, wholly or in part, though
 * finalized invoices bill them, or drew on what would go or on what of that was carried over to a renewal.
 * @param stored the commits and credits of the customer that are stored.
 * @param after what the contract is to say.
 */
export async function findLostChildren(
  transaction: Catalog,
  contract: Contract,
  stored: readonly CatalogBalance[],
  after: ContractTerms,
  { isRenewed, now }: { isRenewed: boolean; now: Instant },
): Promise<LostChild[]> {
  if (contract.terms.recurringCommits.length + contract.terms.recurringCredits.length === 0) return []
  const scope = { catalog: transaction }
  const entries = await findLedgerEntries(scope, [contract.customerId])
  // A sandbox's clock may have been set back once.
  const at = entries.reduce((latest, { effectiveAt }) => Math.max(latest, effectiveAt), now)
  const childrenOf = (one: Contract, known: readonly CatalogBalance[]) =>
    withChildren(known, [one], at).filter(isChildOf(contract))
  // What an end left before says nothing of what was drawn since.
  const asMade = stored.map(withoutKept)
  const left = new Map(
    childrenOf(endedContract(contract, after, now), asMade).map((child) => [child.id, child]),
  )
  const drawnIds = new Set(entries.map(({ balanceId }) => balanceId))
  const billed = await findBilledCharges(scope, [contract.customerId])
  const billedIds = new Set(billed.map(({ chargeId }) => chargeId))
  const lost: LostChild[] = []
  for (const balance of childrenOf(contract, stored)) {
    const { id, terms } = balance
    const lostIds = lostSegmentIds(balance, left.get(id))
    const isUsed = drawnIds.has(id) || terms.invoice?.items.some((item) => billedIds.has(item.id))
    const mayBeCarried = isRenewed && terms.rolloverFraction !== null
    if (lostIds.size === 0 || !(isUsed || mayBeCarried)) continue
    const use = await findInvoicedUse(transaction, balance)
    const carried = mayBeCarried ? await findCarriedDraws(transaction, balance) : []
    const isDrawn = [...use.draws, ...carried].some(({ segmentId }) => lostIds.has(segmentId))
    const isBilled = !left.has(id) && use.items.some(({ isVoided }) => !isVoided)
    if (isDrawn || isBilled) lost.push({ balance, use })
  }
  return lost
}

function withoutKept(balance: CatalogBalance): CatalogBalance {
  const [first, ...later] = balance.versions
  return { ...balance, versions: [first, ...later.filter((version) => !isKeptVersion(version))] }
}

function isChildOf(contract: Contract) {
  return ({ contractId, origin, archivedAt }: CatalogBalance) =>
    contractId === contract.id && origin?.kind === 'RECURRING' && archivedAt === null
}

function endedContract(contract: Contract, terms: ContractTerms, createdAt: Instant): Contract {
  const [first] = contract.versions
  return { ...contract, terms, versions: [...contract.versions, { ...first, terms, createdAt }] }
}

/** Which segments are there no more: all of a child, or those of seats that would have joined after the end. */
function lostSegmentIds({ terms }: CatalogBalance, now: CatalogBalance | undefined): Set<string> {
  const leftIds = new Set((now?.terms.access.segments ?? []).map(({ id }) => id))
  return new Set(terms.access.segments.map(({ id }) => id).filter((id) => !leftIds.has(id)))
}
