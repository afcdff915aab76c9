import { spawn } from 'node:child_process'
import { PassThrough, type Readable } from 'node:stream'

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

function copy(): Readable {
  const copying = spawn(process.execPath, ['-e', COPY], { stdio: ['inherit', 'pipe', 'inherit'] })
  // What a process put out is dropped when it ends, unless it is being read.
  const stream = copying.stdout.pipe(new PassThrough())
  // Who reads it is told, and may not read it yet.
  stream.on('error', () => {})
  const stop = () => copying.kill()
  process.once('exit', stop)
  copying.once('error', (error) => stream.destroy(error))
  copying.once('exit', (code, signal) => {
    process.removeListener('exit', stop)
    if (code !== 0) stream.destroy(new Error(`standard input could not be read: ${code ?? signal}`))
  })
  return stream
}
