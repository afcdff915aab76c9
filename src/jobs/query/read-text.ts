import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { codeOf, messageOf } from '../../kernel/errors.ts'
import { STDIN_NAME } from '../command-line.ts'
import { QueryFailure } from './failure.ts'

// As much as the engine reads.
const TEXT_BYTES_MAX = 262_144

/** Reads the text of a query. @throws QueryFailure where there is no such file, or it is too long. */
export async function readQueryText(file: string): Promise<string> {
  const found = file === STDIN_NAME ? await text(process.stdin) : readFile(file)
  if (Buffer.byteLength(found) > TEXT_BYTES_MAX) throw new QueryFailure('longer than 256 KiB')
  return found
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new QueryFailure(REASONS.get(codeOf(cause)) ?? messageOf(cause), { cause })
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file'],
  ['EISDIR', 'not a file'],
  ['EACCES', 'may not be read'],
])
