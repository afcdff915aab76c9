import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('fill-window-script.ts', import.meta.url))

/** Fills a fresh data folder's sandbox with events that were accepted yesterday, in a process of its own. */
export function fillWindow(folder: string, events: number): void {
  const run = spawnSync(process.execPath, [SCRIPT, `${folder}/warehouse`, String(events)], {
    stdio: 'inherit',
  })
  if (run.status !== 0) throw new Error('the window could not be filled')
}
