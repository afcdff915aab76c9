import type { Clock } from '../kernel/clock.ts'
import { conflict } from '../kernel/errors.ts'
import { formatInstant, type Instant } from '../kernel/instant.ts'
import type { Catalog } from './database.ts'

/** An environment's clock, and how a sandbox sets it (semantics 2). */
export interface SandboxClock extends Clock {
  isFixed(): boolean
  /** Fixes the clock at an instant. @throws Problem conflict where that is back in time, save for the first setting. */
  fix(at: Instant): Promise<void>
  /** Lets the clock run on wall time. @throws Problem conflict where that is back in time. */
  release(): Promise<void>
}

/** Opens the clock as the catalog remembers it. */
export async function openSandboxClock(catalog: Catalog, wall: Clock): Promise<SandboxClock> {
  const stored = await catalog.selectFrom('settings').selectAll().executeTakeFirstOrThrow()
  let fixedAt = stored.clock_fixed_at
  let wasSet = stored.clock_was_set === 1

  const now = () => fixedAt ?? wall.now()
  let last: Promise<unknown> = Promise.resolve()

  /** Does it after what was asked for before: where the clock stands then decides whether it would go back. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  async function store(at: Instant | null): Promise<void> {
    await catalog.updateTable('settings').set({ clock_fixed_at: at, clock_was_set: 1 }).execute()
    fixedAt = at
    wasSet = true
  }

  return {
    now,
    isFixed: () => fixedAt !== null,
    fix: (at) =>
      inTurn(async () => {
        if (wasSet && at < now()) {
          throw conflict(`now: the clock never goes back, and it stands at ${formatInstant(now())}`)
        }
        await store(at)
      }),
    release: () =>
      inTurn(async () => {
        if (fixedAt === null) return
        if (wall.now() < fixedAt) {
          throw conflict(
            `the clock never goes back, and it stands past wall time at ${formatInstant(fixedAt)}`,
          )
        }
        await store(null)
      }),
  }
}
