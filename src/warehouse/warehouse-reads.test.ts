import { expect, test } from 'vitest'
import { z } from 'zod'
import { fromErrorMessage, toErrorMessage } from '../kernel/error-message.ts'
import { sql } from '../kernel/sql.ts'
import { LimitedQueryError } from './limited-query-error.ts'
import { QUERY_LIMITS } from './query-limits.ts'
import { openReads } from './warehouse-reads.ts'

const query = { name: 'test', row: z.object({ n: z.string() }), compose: () => sql`SELECT 1 AS n` }

/** Reads of which the engine refuses each with a code, in another thread. */
function refusedElsewhere(code: string) {
  const failure = Object.assign(new Error('the engine refused'), { code })
  return openReads(
    () => Promise.reject(fromErrorMessage(structuredClone(toErrorMessage(failure)))),
    QUERY_LIMITS,
  )
}

test('what the limits do not admit is told as that, also where another thread asks', async () => {
  const refused = refusedElsewhere('158').runLimited(query, {})
  await expect(refused).rejects.toThrow(LimitedQueryError)
  await expect(refused).rejects.toMatchObject({ fault: 'rows_read' })
})

test('any other failure there, and any of a query of our own, is what the engine said', async () => {
  const failure = { message: 'the engine refused', code: '60' }
  await expect(refusedElsewhere('60').runLimited(query, {})).rejects.toMatchObject(failure)
  await expect(refusedElsewhere('158').run(query, {})).rejects.not.toThrow(LimitedQueryError)
})
