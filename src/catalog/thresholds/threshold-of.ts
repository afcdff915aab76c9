import type { SpendThreshold } from '../../rating/thresholds/threshold.ts'
import type { ContractTerms } from '../contracts/terms.ts'
import type { ThresholdKind } from '../tables.ts'

/** A contract's threshold of a kind; null where it has none. */
export function thresholdOf(
  { spendThreshold, prepaidThreshold }: Pick<ContractTerms, 'spendThreshold' | 'prepaidThreshold'>,
  kind: ThresholdKind,
): SpendThreshold | null {
  return kind === 'SPEND' ? spendThreshold : prepaidThreshold
}
