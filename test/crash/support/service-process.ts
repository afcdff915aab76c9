import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))
const LOG_CHARACTERS_MAX = 20_000

export const TOKEN = 'sandbox-token'

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** The real service in a process of its own, so that it can be killed like one. */
export interface ServiceProcess {
  readonly pid: number
  /** Its address, once it takes requests. Rejects, with what it logged, where it ends before that. */
  readonly ready: Promise<string>
  readonly exited: Promise<Exit>
  /** The end of what it wrote to its log. */
  log(): string
  /** Sends a signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<Exit>
}

/**
 * Starts `src/main.ts` on a data folder, on a free port.
 * @param launcher a command that runs the service's own one, becoming it.
 */
export function startProcess(dataFolder: string, launcher: readonly string[] = []): ServiceProcess {
  const { PATH, HOME, TMPDIR } = process.env
  const [command, ...parameters] =
    launcher.length > 0 ? [...launcher, process.execPath, MAIN] : [process.execPath, MAIN]
  const child = spawn(command, parameters, {
    env: {
      PATH,
      HOME,
      TMPDIR,
      PORT: '0',
      METERHOUSE_DATA: dataFolder,
      METERHOUSE_TOKENS: `sandbox=${TOKEN},production=production-token`,
      // Nothing happens that the test did not ask for, whatever the time is.
      METERHOUSE_FINALIZE_SCHEDULE: 'never',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the service could not be started')
  let log = ''
  let output = ''
  const exited = Promise.withResolvers<Exit>()
  const ready = Promise.withResolvers<string>()
  // A process that is killed on its way up has nobody waiting for it to be ready.
  ready.promise.catch(() => undefined)
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-LOG_CHARACTERS_MAX)
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    const [, url] = /ready at (http:\S+),/.exec(output) ?? []
    if (url !== undefined) ready.resolve(url)
  })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('close', (code, signal) => {
    process.removeListener('exit', end)
    ready.reject(new Error(`the service ended (${code ?? signal}) before it was ready: ${log}`))
    exited.resolve({ code, signal })
  })
  return {
    pid,
    ready: ready.promise,
    exited: exited.promise,
    log: () => log,
    kill(signal) {
      child.kill(signal)
      return exited.promise
    },
  }
}
