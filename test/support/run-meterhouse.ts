import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

/** How a run of the command ended. */
export interface CommandEnd {
  status: number | null
  stdout: string
  stderr: string
}

/** Runs `meterhouse` with these arguments, in a process of its own. */
export async function runMeterhouse(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
  stdin = '',
): Promise<CommandEnd> {
  const env = { PATH: process.env['PATH'], ...variables }
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const closed = once(child, 'close') as Promise<[number | null]>
  // It may end without having read any of it.
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { status, stdout, stderr }
}
