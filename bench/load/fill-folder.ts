import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Fills what is in a folder, in a process of its own: the engine holds one folder a process, and keeps memory that it took.
 * @param script what fills it. @param args what it takes.
 */
export function fillFolder(script: URL, ...args: readonly (string | number)[]): void {
  const run = spawnSync(process.execPath, [fileURLToPath(script), ...args.map(String)], { stdio: 'inherit' })
  if (run.status !== 0) throw new Error('the data folder could not be filled')
}
