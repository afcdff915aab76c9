import { spawnSync } from 'node:child_process'

/** Whether files can be limited here; it takes no rights, but a Linux. */
export const canLimitFiles = spawnSync('prlimit', ['--version']).status === 0

/** No file of a process may grow past this: as with a quota, its writes fail on a disk that has room. */
export function limitFiles(pid: number, bytes: number | 'unlimited'): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`])
  if (status !== 0) throw new Error(`prlimit failed: ${stderr.toString()}`)
}

/** Does work while files of this process are limited so. */
export async function withFileLimit<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
  limitFiles(process.pid, bytes)
  try {
    return await work()
  } finally {
    limitFiles(process.pid, 'unlimited')
  }
}
