import type { CatalogScope } from '../scope.ts'
import { toAnswerColumns, type KeptAnswer } from './rows.ts'

/** Keeps the answer to the request that claimed a key, for its repeats. */
export async function keepAnswer(
  { catalog }: Pick<CatalogScope, 'catalog'>,
  key: string,
  answer: KeptAnswer,
): Promise<void> {
  await catalog.updateTable('idempotency_keys').set(toAnswerColumns(answer)).where('key', '=', key).execute()
}

/** Takes a claim back: the request was turned away before anything was done, and its repeat is a new one. */
export async function releaseKey({ catalog }: Pick<CatalogScope, 'catalog'>, key: string): Promise<void> {
  await catalog.deleteFrom('idempotency_keys').where('key', '=', key).execute()
}
