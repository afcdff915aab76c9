import { DAY_MS } from '../../kernel/instant.ts'
import type { CatalogScope } from '../scope.ts'
import { forgetOldKeys } from './forget-old.ts'
import { fromAnswerColumns, type KeptAnswer } from './rows.ts'

/** How long a key and its answer are kept, by the environment's clock (semantics 40). */
export const KEY_LIFETIME_MS = DAY_MS

/** What a key turns out to be to the request that carries it. */
export type Claim =
  /** Not in use: it is this request's from now on. */
  | { state: 'new' }
  /** The same request was answered. */
  | { state: 'answered'; answer: KeptAnswer }
  /** The same request was begun, and no answer to it was kept. */
  | { state: 'unanswered' }
  /** Another request carried it. */
  | { state: 'other_request' }

/**
 * Takes an idempotency key for a request, before anything of the request is done: so a service that stops in the middle
 * leaves a claim without an answer.
 * @param fingerprint tells the request from any other one.
 */
export function claimKey(scope: CatalogScope, key: string, fingerprint: string): Promise<Claim> {
  const now = scope.clock.now()
  const keptSince = now - KEY_LIFETIME_MS
  return scope.catalog.transaction().execute(async (transaction) => {
    await forgetOldKeys(transaction, keptSince)
    const row = await transaction
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('key', '=', key)
      .where('created_at', '>', keptSince)
      .executeTakeFirst()
    if (row === undefined) {
      const unanswered = { fingerprint, status: null, headers: null, body: null, created_at: now }
      await transaction
        .insertInto('idempotency_keys')
        .values({ key, ...unanswered })
        .onConflict((old) => old.column('key').doUpdateSet(unanswered))
        .execute()
      return { state: 'new' }
    }
    if (row.fingerprint !== fingerprint) return { state: 'other_request' }
    const answer = fromAnswerColumns(row)
    return answer === null ? { state: 'unanswered' } : { state: 'answered', answer }
  })
}
