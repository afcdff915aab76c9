import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Fills the warehouse of a stopped service, in a process of its own: the engine holds one folder a process.
 * @param script takes the warehouse's path and how many events to store.
 */
export function fillFolder(script: URL, folder: string, events: number): void {
  const run = spawnSync(process.execPath, [fileURLToPath(script), `${folder}/warehouse`, String(events)], {
    stdio: 'inherit',
  })
  if (run.status !== 0) throw new Error('the data folder could not be filled')
}
