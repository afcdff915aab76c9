import { expect, it } from 'vitest'
import { openSandboxClock } from './clock.ts'
import { at, openTestCatalog } from './testing/memory-catalog.ts'

it('goes back for none of those who set it at once: who comes later finds it where the others have put it', async () => {
  const { catalog } = openTestCatalog()
  const clock = await openSandboxClock(catalog, { now: () => at('2026-01-01T00:00:00Z') })
  const [august, october, september] = await Promise.allSettled([
    clock.fix(at('2024-08-01T00:00:00Z')),
    clock.fix(at('2024-10-01T00:00:00Z')),
    clock.fix(at('2024-09-01T00:00:00Z')),
  ])
  expect([august.status, october.status]).toEqual(['fulfilled', 'fulfilled'])
  expect(september).toMatchObject({ status: 'rejected', reason: { kind: 'conflict' } })
  expect(clock.now()).toBe(at('2024-10-01T00:00:00Z'))

  const [past, released] = await Promise.allSettled([clock.fix(at('2026-02-01T00:00:00Z')), clock.release()])
  expect(past.status).toBe('fulfilled')
  // By then it stands past wall time.
  expect(released).toMatchObject({ status: 'rejected', reason: { kind: 'conflict' } })
  expect(clock.now()).toBe(at('2026-02-01T00:00:00Z'))
})
