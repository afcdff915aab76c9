import type { Contract } from '../contracts/rows.ts'
import type { CatalogBalance } from './rows.ts'

/**
 * Whether what is left of a POSTPAID commit is not to be billed: its true-up was disabled, or is due once its contract was
 * renewed, by a renewal that leaves such true-ups out.
 * @param renewal the one that renews its contract.
 */
export function isTrueupLeftOut(
  { terms: { invoice, isTrueupDisabled } }: Pick<CatalogBalance, 'terms'>,
  renewal: Contract | undefined,
): boolean {
  if (isTrueupDisabled) return true
  if (renewal === undefined || !renewal.isTrueupRemoved) return false
  return invoice?.items.some(({ timestamp }) => timestamp >= renewal.terms.startingAt) ?? false
}
