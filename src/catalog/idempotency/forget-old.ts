import type { Instant } from '../../kernel/instant.ts'
import type { Catalog } from '../database.ts'

// Each claim adds one at most, so that old ones do not pile up, and none waits for long.
const FORGOTTEN_AT_ONCE = 10

/** Removes some of the keys that were claimed at an instant or before it, the oldest first. */
export async function forgetOldKeys(transaction: Catalog, claimedUpTo: Instant): Promise<void> {
  await transaction
    .deleteFrom('idempotency_keys')
    .where('key', 'in', (keys) =>
      keys
        .selectFrom('idempotency_keys')
        .select('key')
        .where('created_at', '<=', claimedUpTo)
        .orderBy('created_at')
        .limit(FORGOTTEN_AT_ONCE),
    )
    .execute()
}
