import { wallClock } from '../../src/kernel/clock.ts'
import { openEnvironment, type OpenEnvironment } from '../../src/open-environment.ts'
import { openEngine } from '../../src/warehouse/engine.ts'

/** Opens the environment whose stores are in a folder. */
export function openStores(folder: string): Promise<OpenEnvironment> {
  const engine = openEngine({ path: `${folder}/warehouse` })
  return openEnvironment('sandbox', engine, `${folder}/sandbox.sqlite`, wallClock(), {
    onExportFailure: failExport,
  })
}

function failExport(error: unknown): never {
  throw new Error('the customers or invoices did not reach the warehouse', { cause: error })
}
