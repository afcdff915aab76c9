import { spawn } from 'node:child_process'
import { PassThrough, type Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'

// It ends with what it copies, or with this process, which an interruption reaches, too.
const COPY = "process.stdout.on('error', () => process.exit(0)); process.stdin.pipe(process.stdout)"

let copied: Readable | null = null

/**
 * Standard input, by way of a process that copies it: this one's is emptied for the embedded engine (`emptyInput`). To be
 * called before that is opened; the same stream each time. It fails where not all was copied.
 */
export function standardInput(): Readable {
  return (copied ??= copy())
}

// A terminal interrupts both processes, and this one may learn first that the other has ended.
const INTERRUPTED_WITHIN_MS = 1000

function copy(): Readable {
  const copying = spawn(process.execPath, ['-e', COPY], { stdio: ['inherit', 'pipe', 'inherit'] })
  // Output that nobody reads is lost when the process ends, so it is read into this stream at once.
  const stream = new PassThrough()
  copying.stdout.pipe(stream, { end: false })
  // Whoever reads the stream gets its error; until then, an error event without a listener would end this process.
  stream.on('error', () => {})
  const stop = () => copying.kill()
  process.once('exit', stop)
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())
  // An interruption ends the input: whoever waits for more gets its end.
  interruption.signal.addEventListener('abort', stop)
  copying.once('error', (error) => stream.destroy(error))
  const end = async (code: number | null, signal: NodeJS.Signals | null) => {
    process.removeListener('exit', stop)
    if (signal !== null) await aborted(interruption.signal, INTERRUPTED_WITHIN_MS)
    if (code === 0 || interruption.signal.aborted) stream.end()
    else stream.destroy(new Error(`standard input could not be read: ${code ?? signal}`))
  }
  copying.once('close', (code, signal) => void end(code, signal))
  return stream
}

/** Waits for a signal, so long at most. */
async function aborted(signal: AbortSignal, msMax: number): Promise<void> {
  await setTimeout(msMax, undefined, { signal }).catch(() => undefined)
}
