import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ServerProcess {
  url: string
  /** The memory it has resident now, and the most it has had, in MiB. */
  memoryMib(): number
  memoryPeakMib(): number
  /** The processor time it has used, in seconds. */
  cpuSeconds(): number
  stop(): Promise<void>
}

/** Starts a server of ours in a process of its own and waits until it prints its address. */
export async function startServer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // A bench that fails leaves no server behind.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.removeListener('exit', end))
  const url = await addressOf(child)
  const stat = (name: string) => readFileSync(`/proc/${child.pid}/${name}`, 'utf8')
  return {
    url,
    memoryMib: () => Number(/VmRSS:\s+(\d+)/.exec(stat('status'))?.[1]) / 1024,
    memoryPeakMib: () => Number(/VmHWM:\s+(\d+)/.exec(stat('status'))?.[1]) / 1024,
    cpuSeconds() {
      const [utime = 0, stime = 0] = stat('stat').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? []
      return (utime + stime) / 100
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const address = /http:\/\/[^\s,]+/.exec(printed)
      if (address !== null) resolve(address[0])
    })
    child.once('exit', (code) =>
      reject(new Error(`the server ended with ${code} before it was ready: ${printed}`)),
    )
  })
}
