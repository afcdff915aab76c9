import type { z } from 'zod'
import * as wire from '../../../schemas/clock.ts'
import { Problem } from '../../kernel/errors.ts'
import { formatInstant } from '../../kernel/instant.ts'
import type { Environment } from '../environment.ts'
import { serve, type Api } from '../serve.ts'

/** The sandbox clock (semantics 2). What becomes due by it is finalized before it answers (semantics 30). */
export function clockRoutes(api: Api): void {
  serve(api, wire.getClock, async ({ environment }) => toWire(environment))

  serve(api, wire.setClock, async ({ environment, body }) => {
    refuseInProduction(environment)
    await environment.sandboxClock.fix(body.now)
    await environment.finalizer.run()
    return toWire(environment)
  })

  serve(api, wire.releaseClock, async ({ environment }) => {
    refuseInProduction(environment)
    await environment.sandboxClock.release()
    await environment.finalizer.run()
    return toWire(environment)
  })
}

function toWire({ sandboxClock }: Environment): z.output<typeof wire.getClock.response> {
  return { now: formatInstant(sandboxClock.now()), fixed: sandboxClock.isFixed() }
}

function refuseInProduction({ name }: Environment): void {
  if (name === 'production') throw new Problem('forbidden', "production's clock cannot be set")
}
