import { warehouseInstant, type Instant } from '../kernel/instant.ts'
import { instantLiteral } from '../kernel/sql.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { fingerprintOf } from './fingerprint.ts'
import { KnownFingerprints } from './known-fingerprints.ts'
import { EVENT_AGE_MAX_MS } from './limits.ts'
import { takenCount, takenFingerprints } from './queries.ts'

/**
 * Reads the index of ids from the events table, which all of it is derived from.
 * @param isForgetting whether ids are of use for 34 days only; else those of all time are read.
 */
export async function readKnownFingerprints(
  warehouse: Warehouse,
  now: Instant,
  isForgetting: boolean,
): Promise<KnownFingerprints> {
  const since = isForgetting ? now - EVENT_AGE_MAX_MS : 0
  const [expected] = await warehouse.run(takenCount, { accepted_after: warehouseInstant(since) })
  const known = new KnownFingerprints(now, isForgetting, expected?.rows_taken)
  await warehouse.readWords(
    takenFingerprints,
    (words) => {
      for (let at = 0; at < words.length; at += 2) {
        const { low, high } = fingerprintOf(words[at] ?? 0, words[at + 1] ?? 0)
        known.add(low, high)
      }
    },
    { accepted_after: instantLiteral(since) },
  )
  return known
}
